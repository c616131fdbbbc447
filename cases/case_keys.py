"""The data key of a case: made once, wrapped under the master key, opened in memory only."""

import secrets
import uuid

from cases.enums import KeyRecipient
from cases.models import Case, CaseKey
from portal.sealing.envelope import KEY_ID_BYTES, DataKey, Place, SealError
from portal.sealing.master_keys import current_master_key_version
from portal.sealing.purpose_keys import PurposeKey

WRAPPING_KEY = PurposeKey("cases.case-key")
KEY_BYTES = 32


def case_key_make(case: Case) -> DataKey:
    """Make and store the key of a new case."""
    row = CaseKey(
        id=uuid.uuid4(),
        case=case,
        recipient_kind=KeyRecipient.MASTER,
        key_version=current_master_key_version(),
    )
    material = secrets.token_bytes(KEY_ID_BYTES + KEY_BYTES)
    row.wrapped_key = WRAPPING_KEY.seal(material, _place_of(row))
    row.save(force_insert=True)
    return _data_key(material)


def case_key_open(case: Case) -> DataKey:
    """The key of a case. Raises SealError when it was destroyed or cannot be unwrapped."""
    row = CaseKey.objects.filter(case=case, recipient_kind=KeyRecipient.MASTER).first()
    if row is None:
        raise SealError("the key of this case was destroyed")
    return _data_key(WRAPPING_KEY.unseal(bytes(row.wrapped_key), _place_of(row)))


def _data_key(material: bytes) -> DataKey:
    return DataKey(key_id=material[:KEY_ID_BYTES], secret=material[KEY_ID_BYTES:])


def _place_of(row: CaseKey) -> Place:
    # The case is part of the place: a key row moved to another case does not open there.
    return Place(row._meta.db_table, "wrapped_key", f"{row.id}/{row.case_id}")
