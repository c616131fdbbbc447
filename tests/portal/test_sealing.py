import random
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from hypothesis import given
from hypothesis import strategies as st

from portal.models import TotpDevice
from portal.sealing.envelope import KEY_ID_BYTES, DataKey, Place, SealError, seal, unseal
from portal.sealing.master_keys import make_master_key
from portal.sealing.purpose_keys import PurposeKey
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


@pytest.mark.parametrize("lookup", ["", "__contains", "__startswith", "__in", "__length"])
def test_a_sealed_field_cannot_be_searched(db: None, lookup: str) -> None:
    with pytest.raises(FieldError):
        TotpDevice.objects.filter(**{f"sealed_seed{lookup}": b"x"}).exists()
