"""Sealing at its edges: other kinds of value, the column, the key files."""

import base64
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError

from portal.models import TotpDevice
from portal.sealing import secret_files
from portal.sealing.envelope import (
    FORMAT,
    KEY_ID_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    DataKey,
    Place,
    SealError,
    seal,
    unseal,
)
from portal.sealing.fields import SealedField
from portal.sealing.master_keys import (
    KeyRing,
    MasterKeyMissingError,
    current_master_key_version,
    derived_key,
    make_master_key,
    master_key_versions,
)
from portal.sealing.purpose_keys import PurposeKey
from portal.sealing.secret_files import (
    SecretFileError,
    read_or_make_secret,
    read_secret,
    write_secret,
)
from portal.sealing.values import (
    seal_date,
    seal_file,
    seal_json,
    seal_text,
    unseal_date,
    unseal_file,
    unseal_json,
    unseal_text,
)

PLACE = Place("cases_note", "sealed_text", "row-1")
ELSEWHERE = Place("cases_note", "sealed_text", "row-2")
KINDS: dict[str, tuple[Callable[..., bytes], Callable[..., Any], Any]] = {
    "text": (seal_text, unseal_text, "čaj ob petih"),
    "day": (seal_date, unseal_date, date(2026, 2, 28)),
    "json": (seal_json, unseal_json, {"čaj": [1, None, "x"]}),
    "file": (seal_file, unseal_file, b"\x00\xff\r\n"),
}


def new_key() -> DataKey:
    return DataKey(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(32))


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_each_kind_comes_back_in_its_place_only(kind: str) -> None:
    seal_value, unseal_value, value = KINDS[kind]
    key = new_key()
    envelope = seal_value(value, key, PLACE)
    assert unseal_value(envelope, key, PLACE) == value
    with pytest.raises(SealError):
        unseal_value(envelope, key, ELSEWHERE)
    with pytest.raises(SealError):
        unseal_value(envelope, new_key(), PLACE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_what_was_sealed_as_one_kind_is_never_read_as_another(kind: str, other: str) -> None:
    seal_value, _unseal_value, value = KINDS[kind]
    _seal_other, unseal_other, _value = KINDS[other]
    key = new_key()
    envelope = seal_value(value, key, PLACE)
    if kind == other:
        assert unseal_other(envelope, key, PLACE) == value
        return
    with pytest.raises(SealError):
        unseal_other(envelope, key, PLACE)


def test_signs_beyond_ascii_take_no_more_room_in_json_than_in_text() -> None:
    """Twelve bytes for six letters: nothing is spelled out as \\u017e."""
    key = new_key()
    assert len(seal_json("žžžžžž", key, PLACE)) == len(seal_text("žžžžžž", key, PLACE)) + 2


def test_an_envelope_of_nothing_is_an_envelope_and_a_shorter_one_is_not() -> None:
    key = new_key()
    envelope = seal(b"", key, PLACE)
    assert len(envelope) == len(FORMAT) + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES
    assert unseal(envelope, key, PLACE) == b""
    with pytest.raises(SealError, match="not an envelope"):
        unseal(envelope[:-1], key, PLACE)


def test_table_column_and_row_do_not_run_into_one_another() -> None:
    key = new_key()
    envelope = seal(b"text", key, Place("ab", "c", "1"))
    assert unseal(envelope, key, Place("ab", "c", "1")) == b"text"
    with pytest.raises(SealError):
        unseal(envelope, key, Place("a", "bc", "1"))


def test_what_an_earlier_program_sealed_still_opens() -> None:
    """Sealed once and kept here: no change of the program may make what exists unreadable."""
    key = DataKey(bytes(range(16)), bytes(range(32)))
    envelope = bytes.fromhex(
        "4b31000102030405060708090a0b0c0d0e0f1097a6e5a5a188ecd19b02785f1f5341bed1f200e675"
        "1eec44647b1ce60a075e9d06cb10341d51a0dc7e"
    )
    assert unseal_text(envelope, key, PLACE) == "čaj ob petih"


def test_a_key_that_an_earlier_program_derived_is_derived_again(
    key_folders: tuple[Path, Path],
) -> None:
    master, _identity = key_folders
    write_secret(master / "master-2.key", base64.b64encode(bytes(range(32))).decode())
    key = derived_key("tests.purpose", 2)
    assert key.key_id.hex() == "248085381c30bd75d8e1e7a397eb8aec"
    assert key.secret.hex() == ("a556426d1c1096b698b78be968758034920d484ddff5b7f08e2473439d02b156")


def test_a_sealed_column_is_in_no_form_and_takes_the_usual_options() -> None:
    field = SealedField("what is sealed", null=True)
    assert (field.verbose_name, field.null, field.editable) == ("what is sealed", True, False)
    assert SealedField(editable=True).editable is False


def test_a_sealed_column_can_only_be_asked_whether_it_is_empty(db: None) -> None:
    assert not TotpDevice.objects.filter(sealed_seed__isnull=True).exists()
    with pytest.raises(FieldError, match="filtered by contains"):
        TotpDevice.objects.filter(sealed_seed__contains=b"x")
    with pytest.raises(FieldError, match="filtered by length"):
        TotpDevice.objects.filter(sealed_seed__length__gt=1)


def test_a_secret_file_lies_in_a_folder_that_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "some.secret"
    write_secret(path, "something secret")
    assert read_secret(path) == "something secret"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().endswith(b"\n")


def test_a_secret_file_holds_ascii_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "some.secret"
    with pytest.raises(UnicodeEncodeError):
        write_secret(path, "skrivnost č")
    assert list(tmp_path.iterdir()) == []
    path.write_bytes("skrivnost č".encode())
    with pytest.raises(SecretFileError, match=r"holds no text: some\.secret") as refused:
        read_secret(path)
    assert_nothing_of_it_is_told(refused.value)


def assert_nothing_of_it_is_told(error: BaseException) -> None:
    """An error of decoding carries the bytes that it choked on."""
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_missing_or_empty_secret_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretFileError, match=r"missing: some\.secret"):
        read_secret(tmp_path / "some.secret")
    write_secret(tmp_path / "blank.secret", " ")
    with pytest.raises(SecretFileError, match=r"empty: blank\.secret"):
        read_secret(tmp_path / "blank.secret")


def test_a_secret_is_made_once_and_then_stays(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "made.secret"
    made = read_or_make_secret(path)
    # 48 random bytes in base64.
    assert len(base64.urlsafe_b64decode(made)) == 48
    assert read_or_make_secret(path) == made
    assert read_or_make_secret(tmp_path / "keys" / "another.secret") != made


def test_of_two_processes_that_make_a_secret_at_once_the_first_ones_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "made.secret"
    write_secret(path, "of the first")
    monkeypatch.setattr(secret_files.Path, "exists", lambda _path: False)
    assert read_or_make_secret(path) == "of the first"


@pytest.fixture
def key_folders(settings: Any, tmp_path: Path) -> tuple[Path, Path]:
    settings.KEYS_DIR = tmp_path / "keys"
    settings.IDENTITY_KEYS_DIR = tmp_path / "identity-keys"
    return settings.KEYS_DIR, settings.IDENTITY_KEYS_DIR


def test_each_ring_keeps_its_keys_in_its_own_folder(key_folders: tuple[Path, Path]) -> None:
    master, identity = key_folders
    assert master_key_versions() == master_key_versions(KeyRing.IDENTITY) == []
    assert make_master_key(1) == master / "master-1.key"
    assert make_master_key(2, KeyRing.IDENTITY) == identity / "identity-2.key"
    assert master_key_versions() == [1]
    assert current_master_key_version() == 1
    assert master_key_versions(KeyRing.IDENTITY) == [2]
    assert current_master_key_version(KeyRing.IDENTITY) == 2


def test_versions_are_numbers_and_other_files_are_none(key_folders: tuple[Path, Path]) -> None:
    master, _identity = key_folders
    for version in (10, 9, 2):
        make_master_key(version)
    for name in ("master-3.key.old", "xmaster-4.key", "master-x.key", "identity-5.key"):
        write_secret(master / name, "x")
    assert master_key_versions() == [2, 9, 10]
    assert current_master_key_version() == 10


@pytest.mark.parametrize("ring", list(KeyRing))
def test_without_a_key_nothing_is_sealed_and_the_ring_is_named(
    key_folders: tuple[Path, Path], ring: KeyRing
) -> None:
    with pytest.raises(MasterKeyMissingError, match=f"no {ring} key"):
        PurposeKey("tests.purpose", ring).seal(b"text", PLACE)


def test_a_key_is_derived_from_ring_purpose_and_version(key_folders: tuple[Path, Path]) -> None:
    for ring in KeyRing:
        for version in (1, 2):
            make_master_key(version, ring)
    keys = [
        derived_key(purpose, version, ring)
        for ring in KeyRing
        for purpose in ("tests.one", "tests.two")
        for version in (1, 2)
    ]
    assert len({key.secret for key in keys}) == len({key.key_id for key in keys}) == 8
    assert {(len(key.key_id), len(key.secret)) for key in keys} == {(KEY_ID_BYTES, 32)}
    assert derived_key("tests.one", 1) == keys[0]
    assert derived_key("tests.one", 1) == derived_key("tests.one", 1, KeyRing.MASTER)


def test_a_purpose_key_knows_which_version_sealed(key_folders: tuple[Path, Path]) -> None:
    for ring in KeyRing:
        make_master_key(1, ring)
    purpose = PurposeKey("tests.purpose", KeyRing.IDENTITY)
    old = purpose.seal(b"old", PLACE)
    make_master_key(2, KeyRing.IDENTITY)
    new = purpose.seal(b"new", PLACE)
    assert (purpose.version_of(old), purpose.version_of(new)) == (1, 2)
    assert (purpose.unseal(old, PLACE), purpose.unseal(new, PLACE)) == (b"old", b"new")
    with pytest.raises(SealError, match="no master key"):
        PurposeKey("tests.purpose").version_of(new)


@pytest.mark.parametrize("length", [31, 33])
def test_a_key_file_of_another_length_is_refused(
    key_folders: tuple[Path, Path], length: int
) -> None:
    master, _identity = key_folders
    key = base64.b64encode(secrets.token_bytes(length)).decode()
    write_secret(master / "master-1.key", key)
    with pytest.raises(SecretFileError, match=r"wrong length: master-1\.key"):
        derived_key("tests.purpose", 1)


def test_a_key_file_with_stray_signs_is_refused(key_folders: tuple[Path, Path]) -> None:
    master, _identity = key_folders
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    write_secret(master / "master-1.key", f"{key[:10]}!{key[10:]}")
    with pytest.raises(SecretFileError, match=r"not base64: master-1\.key") as refused:
        derived_key("tests.purpose", 1)
    assert_nothing_of_it_is_told(refused.value)
