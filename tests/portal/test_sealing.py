import random
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given
from hypothesis import strategies as st

from portal.models import TotpDevice
from portal.sealing.checks import check_every_sealed_field_is_registered
from portal.sealing.envelope import KEY_ID_BYTES, DataKey, Place, SealError, seal, unseal
from portal.sealing.master_keys import (
    KeyRing,
    make_master_key,
    master_key_versions,
    next_master_key_version,
    put_master_key_aside,
)
from portal.sealing.purpose_keys import PurposeKey
from portal.sealing.registry import sealed_columns
from portal.sealing.secret_files import SecretFileError, read_secret, write_secret

PLACE = Place("cases_note", "sealed_text", "row-1")


def new_key() -> DataKey:
    return DataKey(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(32))


@given(st.binary(max_size=2000))
def test_what_was_sealed_comes_back(clear: bytes) -> None:
    key = new_key()
    assert unseal(seal(clear, key, PLACE), key, PLACE) == clear


def test_equal_texts_have_different_envelopes() -> None:
    key = new_key()
    assert seal(b"same", key, PLACE) != seal(b"same", key, PLACE)


def test_no_flipped_bit_is_ever_returned_as_text() -> None:
    key, dice = new_key(), random.Random(1)  # noqa: S311
    for _round in range(1000):
        envelope = bytearray(seal(secrets.token_bytes(dice.randrange(200)), key, PLACE))
        place = dice.randrange(len(envelope))
        envelope[place] ^= 1 << dice.randrange(8)
        with pytest.raises(SealError):
            unseal(bytes(envelope), key, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="cases_case"),
        replace(PLACE, column="sealed_name"),
        replace(PLACE, row_id="row-2"),
    ],
)
def test_an_envelope_moved_elsewhere_is_refused(elsewhere: Place) -> None:
    key = new_key()
    envelope = seal(b"secret", key, PLACE)
    assert unseal(envelope, key, PLACE) == b"secret"
    with pytest.raises(SealError):
        unseal(envelope, key, elsewhere)


def test_another_key_is_refused_even_under_the_same_id() -> None:
    key = new_key()
    envelope = seal(b"secret", key, PLACE)
    with pytest.raises(SealError):
        unseal(envelope, new_key(), PLACE)
    with pytest.raises(SealError):
        unseal(envelope, replace(key, secret=secrets.token_bytes(32)), PLACE)


@pytest.mark.parametrize("garbage", [b"", b"K1", b"clear text", b"x" * 100])
def test_what_is_no_envelope_is_refused(garbage: bytes) -> None:
    with pytest.raises(SealError):
        unseal(garbage, new_key(), PLACE)


def test_a_key_does_not_print_itself() -> None:
    key = new_key()
    assert key.secret.hex() not in repr(key)
    assert str(key.secret) not in repr(key)


def test_purposes_do_not_open_each_others_envelopes() -> None:
    envelope = PurposeKey("one").seal(b"secret", PLACE)
    assert PurposeKey("one").unseal(envelope, PLACE) == b"secret"
    with pytest.raises(SealError):
        PurposeKey("two").unseal(envelope, PLACE)


def test_a_new_master_key_seals_and_the_old_one_still_opens(
    settings: object, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    make_master_key(1)
    key = PurposeKey("test")
    old = key.seal(b"old", PLACE)
    make_master_key(2)
    new = key.seal(b"new", PLACE)
    assert key.unseal(old, PLACE) == b"old"
    assert key.unseal(new, PLACE) == b"new"
    (tmp_path / "master-1.key").unlink()
    assert key.unseal(new, PLACE) == b"new"
    with pytest.raises(SealError):
        key.unseal(old, PLACE)


def test_a_secret_file_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_secret(path, "word")
    assert read_secret(path) == "word"
    path.chmod(0o644)
    with pytest.raises(SecretFileError, match="open to others"):
        read_secret(path)


def test_a_secret_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_secret(path, "first")
    with pytest.raises(FileExistsError):
        write_secret(path, "second")
    assert read_secret(path) == "first"


def test_a_secret_file_is_whole_from_the_moment_it_is_there_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    seen: list[tuple[bool, list[str]]] = []

    def sync(_descriptor: int) -> None:
        content = [file.read_text() for file in tmp_path.iterdir()]
        seen.append((path.exists(), content))

    monkeypatch.setattr("portal.sealing.secret_files.os.fsync", sync)
    write_secret(path, "word")
    assert seen[0] == (False, ["word\n"]), "on the disk before it has its name"
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_opened_to_others_stops_a_process_that_runs(
    settings: object, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    path = make_master_key(1)
    key = PurposeKey("test")
    envelope = key.seal(b"secret", PLACE)
    assert key.unseal(envelope, PLACE) == b"secret"
    path.chmod(0o644)
    with pytest.raises(SealError):
        key.unseal(envelope, PLACE)
    with pytest.raises(SecretFileError, match="open to others"):
        key.seal(b"secret", PLACE)


def test_a_newest_key_that_cannot_be_read_is_not_passed_over_when_sealing(
    settings: object, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    make_master_key(1)
    key = PurposeKey("test")
    envelope = key.seal(b"secret", PLACE)
    write_secret(tmp_path / "master-2.key", "šum".encode().hex())
    assert key.unseal(envelope, PLACE) == b"secret"
    with pytest.raises(SecretFileError):
        key.seal(b"secret", PLACE)


def test_the_number_of_a_retired_key_is_not_used_again(settings: object, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    assert next_master_key_version(KeyRing.MASTER) == 1
    make_master_key(3)
    put_master_key_aside(3, KeyRing.MASTER)
    assert master_key_versions() == []
    assert next_master_key_version(KeyRing.MASTER) == 4
    make_master_key(3)
    with pytest.raises(FileExistsError):
        put_master_key_aside(3, KeyRing.MASTER)


def test_a_sealed_field_that_nobody_registered_fails_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert check_every_sealed_field_is_registered() == []
    without = [column for column in sealed_columns() if column.model is not TotpDevice]
    assert len(without) < len(sealed_columns())
    monkeypatch.setattr("portal.sealing.registry._columns", without)
    errors = check_every_sealed_field_is_registered()
    assert [(error.id, error.obj) for error in errors] == [("portal.E004", TotpDevice)]
    with pytest.raises(SystemCheckError, match=r"TotpDevice\.sealed_seed"):
        call_command("keys", "rotate", skip_checks=False)


@pytest.mark.parametrize("lookup", ["", "__contains", "__startswith", "__in", "__length"])
def test_a_sealed_field_cannot_be_searched(db: None, lookup: str) -> None:
    with pytest.raises(FieldError):
        TotpDevice.objects.filter(**{f"sealed_seed{lookup}": b"x"}).exists()
