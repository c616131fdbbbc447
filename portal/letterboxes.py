"""The keys of the letterbox: making a pair, putting in with the newest, opening with any."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db import transaction
from django.utils import timezone

from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import LetterboxKey
from portal.sealing.envelope import Place, SealError
from portal.sealing.letterbox import (
    OpenLetterbox,
    Slot,
    letterbox_from,
    letterbox_key_id_of,
    letterbox_pair_new,
)
from portal.sealing.purpose_keys import PurposeKey
from portal.sealing.registry import SealedColumn

WRAPPING_KEY = PurposeKey("portal.letterbox")


class LetterboxMissingError(Exception):
    """There is no letterbox yet to put anything into."""


@transaction.atomic
def letterbox_make() -> LetterboxKey:
    """Make a new key pair; from now on everything is put in with it.

    Raises MasterKeyMissingError, SecretFileError: without a master key nothing is wrapped.
    """
    slot, private_bytes = letterbox_pair_new()
    pair = LetterboxKey(
        key_id=slot.key_id.hex(), public_key=slot.public_key, made_at=timezone.now()
    )
    pair.sealed_private_key = WRAPPING_KEY.seal(private_bytes, pair.private_key_place)
    pair.save(force_insert=True)
    audit_record(
        actor=None,
        action=AuditAction.LETTERBOX_MADE,
        subject_kind="letterbox",
        subject_id=pair.key_id,
    )
    return pair


def letterbox_is_there() -> bool:
    return LetterboxKey.objects.exists()


def letterbox_slot() -> Slot:
    """The slot in use; needs no master key. Raises LetterboxMissingError, SealError."""
    pair = LetterboxKey.objects.defer("sealed_private_key").first()
    if pair is None:
        raise LetterboxMissingError("no letterbox: run `manage.py keys init`")
    if pair.slot.key_id.hex() != pair.key_id:
        raise SealError("the letterbox has another public key than its own")
    return pair.slot


def letterbox_unseal(envelope: bytes, place: Place) -> bytes:
    """What was put in. Raises SealError when it was changed, or no letterbox here opens it."""
    return _letterbox_of(letterbox_key_id_of(envelope)).unseal(envelope, place)


def _letterbox_of(key_id: bytes) -> OpenLetterbox:
    pair = LetterboxKey.objects.filter(pk=key_id.hex()).first()
    if pair is None:
        raise SealError("put into a letterbox that is not here")
    return _opened(pair)


def _opened(pair: LetterboxKey) -> OpenLetterbox:
    wrapped = bytes(pair.sealed_private_key)
    return letterbox_from(WRAPPING_KEY.unseal(wrapped, pair.private_key_place))


@dataclass(frozen=True, kw_only=True)
class LetterboxColumn(SealedColumn):
    """A column of what was put into the letterbox: rotation leaves it alone."""

    loaded: Mapping[bytes, OpenLetterbox] = field(default_factory=dict, repr=False)

    def with_keys_loaded(self) -> Self:
        return replace(self, loaded=dict(_letterboxes_that_open()))

    def open(self, row: Any) -> bytes:
        envelope = self.envelope_of(row)
        key_id = letterbox_key_id_of(envelope)
        letterbox = self.loaded.get(key_id) or _letterbox_of(key_id)
        return letterbox.unseal(envelope, self.place(row))

    def sealed_with(self, row: Any) -> str:
        return f"letterbox {letterbox_key_id_of(self.envelope_of(row)).hex()[:8]}"


def _letterboxes_that_open() -> list[tuple[bytes, OpenLetterbox]]:
    """One that does not open leaves its rows to be counted as broken, one by one."""
    letterboxes = []
    for pair in LetterboxKey.objects.all():
        try:
            letterboxes.append((bytes.fromhex(pair.key_id), _opened(pair)))
        except SealError:
            continue
    return letterboxes
