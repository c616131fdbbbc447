"""The letterbox: whoever has its slot puts in; only who has the master key takes out."""

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.core.management import CommandError, call_command

from portal.letterboxes import (
    LetterboxMissingError,
    letterbox_make,
    letterbox_slot,
    letterbox_unseal,
)
from portal.models import LetterboxKey
from portal.sealing.envelope import Place, SealError
from portal.sealing.letterbox import (
    HEADER_BYTES,
    SUITE,
    letterbox_from,
    letterbox_pair_new,
)
from portal.sealing.master_keys import KeyRing, make_master_key
from tests.factories.call_backs import make_call_back

HERE = Place("table", "column", "1")
WORDS = "pokličite me ob torkih".encode()


def test_what_is_put_in_comes_out_for_who_has_the_private_key() -> None:
    slot, private_bytes = letterbox_pair_new()
    envelope = slot.seal(WORDS, HERE)
    assert WORDS not in envelope
    assert letterbox_from(private_bytes).unseal(envelope, HERE) == WORDS


def test_the_same_words_never_look_the_same() -> None:
    slot, _private_bytes = letterbox_pair_new()
    assert slot.seal(WORDS, HERE) != slot.seal(WORDS, HERE)


def test_any_changed_byte_is_refused() -> None:
    slot, private_bytes = letterbox_pair_new()
    letterbox, envelope = letterbox_from(private_bytes), slot.seal(WORDS, HERE)
    for position in range(len(envelope)):
        changed = bytearray(envelope)
        changed[position] ^= 1
        with pytest.raises(SealError):
            letterbox.unseal(bytes(changed), HERE)
    for length in range(len(envelope)):
        with pytest.raises(SealError):
            letterbox.unseal(envelope[:length], HERE)
    assert letterbox.unseal(envelope, HERE) == WORDS


@pytest.mark.parametrize(
    "elsewhere",
    [Place("other", "column", "1"), Place("table", "other", "1"), Place("table", "column", "2")],
)
def test_an_envelope_opens_at_its_place_alone(elsewhere: Place) -> None:
    slot, private_bytes = letterbox_pair_new()
    with pytest.raises(SealError):
        letterbox_from(private_bytes).unseal(slot.seal(WORDS, HERE), elsewhere)


def test_another_letterbox_does_not_open_it() -> None:
    slot, _private_bytes = letterbox_pair_new()
    _slot, other = letterbox_pair_new()
    with pytest.raises(SealError):
        letterbox_from(other).unseal(slot.seal(WORDS, HERE), HERE)


def test_the_ciphertext_is_hpke_as_the_library_makes_it() -> None:
    """RFC 9180, base mode: the envelope is what any other HPKE would open."""
    slot, private_bytes = letterbox_pair_new()
    envelope = slot.seal(WORDS, HERE)
    assert len(envelope) == HEADER_BYTES + 32 + len(WORDS) + 16
    private_key = letterbox_from(private_bytes).private_key
    assert SUITE.decrypt(envelope[HEADER_BYTES:], private_key, slot._info(HERE)) == WORDS
    public_key = X25519PublicKey.from_public_bytes(slot.public_key)
    other = envelope[:HEADER_BYTES] + SUITE.encrypt(b"other", public_key, slot._info(HERE))
    assert letterbox_from(private_bytes).unseal(other, HERE) == b"other"


def test_without_a_letterbox_nothing_is_put_in(db: None) -> None:
    with pytest.raises(LetterboxMissingError):
        letterbox_slot()


def test_setting_up_makes_one_letterbox_and_no_second(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("keys", "init")
    pair = LetterboxKey.objects.get()
    call_command("keys", "init")
    assert LetterboxKey.objects.get() == pair
    assert "The letterbox is there already." in capsys.readouterr().out


def test_putting_in_needs_no_key_file_and_taking_out_needs_it(
    db: None, settings: Any, tmp_path: Path
) -> None:
    letterbox_make()
    envelope = letterbox_slot().seal(WORDS, HERE)
    assert letterbox_unseal(envelope, HERE) == WORDS
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path
    late = letterbox_slot().seal(WORDS, HERE)
    for sealed in (envelope, late):
        with pytest.raises(SealError):
            letterbox_unseal(sealed, HERE)


def test_a_new_letterbox_takes_what_comes_and_the_old_one_still_opens(db: None) -> None:
    first = letterbox_make()
    old = letterbox_slot().seal(WORDS, HERE)
    call_command("keys", "letterbox")
    new = letterbox_slot().seal(WORDS, HERE)
    assert letterbox_slot() != first.slot
    assert letterbox_unseal(old, HERE) == letterbox_unseal(new, HERE) == WORDS


def test_rotation_wraps_the_private_key_anew_and_everything_still_opens(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path
    for ring in KeyRing:
        make_master_key(1, ring)
    letterbox_make()
    envelope = letterbox_slot().seal(WORDS, HERE)
    wrapped = bytes(LetterboxKey.objects.get().sealed_private_key)
    call_command("keys", "rotate")
    call_command("keys", "retire", "1")
    assert bytes(LetterboxKey.objects.get().sealed_private_key) != wrapped
    assert letterbox_unseal(envelope, HERE) == WORDS


def test_an_exchanged_public_key_is_refused_and_found_by_the_check(db: None) -> None:
    letterbox_make()
    call_command("keys", "check")
    foreign, _private_bytes = letterbox_pair_new()
    LetterboxKey.objects.update(public_key=foreign.public_key)
    with pytest.raises(SealError):
        letterbox_slot()
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("keys", "check")


def test_no_key_is_shown_by_what_is_printed_of_them(db: None) -> None:
    slot, private_bytes = letterbox_pair_new()
    shown = repr(letterbox_from(private_bytes)) + str(letterbox_make()) + repr(letterbox_make())
    assert private_bytes.hex() not in shown
    assert base64.b64encode(private_bytes).decode() not in shown
    assert slot.key_id.hex() not in shown


def test_the_check_of_the_keys_counts_what_lies_in_the_letterbox(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_call_back()
    make_call_back()
    call_command("keys", "check")
    key_id = LetterboxKey.objects.get().key_id
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["helpline.Letter.sealed_content", "letterbox", key_id[:8], "2"] in lines


def test_a_damaged_letterbox_is_counted_and_stops_no_check(db: None) -> None:
    make_call_back()
    pair = LetterboxKey.objects.get()
    damaged = bytes(pair.sealed_private_key)[:-1] + b"x"
    LetterboxKey.objects.update(sealed_private_key=damaged)
    with pytest.raises(CommandError, match="2 sealed values"):
        call_command("keys", "check")
