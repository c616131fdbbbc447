"""The data keys of a case, one for its content and one for the person's identity.

Each is made once, lies wrapped under a master key, and is opened in memory only.
"""

import secrets
import uuid

from cases.enums import KeyPurpose, KeyRecipient
from cases.models import Case, CaseKey, Document, IdentityRecord, Note
from portal.sealing.envelope import KEY_ID_BYTES, DataKey, Place, SealError
from portal.sealing.master_keys import KeyRing
from portal.sealing.purpose_keys import PurposeKey

WRAPPING_KEYS = {
    KeyPurpose.CONTENT: PurposeKey("cases.case-key"),
    KeyPurpose.IDENTITY: PurposeKey("cases.identity-key", KeyRing.IDENTITY),
}
KEY_BYTES = 32


def case_keys_make(case: Case) -> None:
    """Make and store the keys of a new case."""
    for purpose in KeyPurpose:
        case_key_new(case, purpose).save(force_insert=True)


def case_key_open(case: Case, purpose: KeyPurpose = KeyPurpose.CONTENT) -> DataKey:
    """A key of a case. Raises SealError when it was destroyed or cannot be unwrapped."""
    row = CaseKey.objects.filter(
        case=case, purpose=purpose, recipient_kind=KeyRecipient.MASTER
    ).first()
    if row is None:
        raise SealError("the key of this case was destroyed")
    return case_key_unwrap(row)


def case_key_unwrap(row: CaseKey) -> DataKey:
    """The key in a row. Raises SealError when no master key unwraps it there."""
    wrapping_key = WRAPPING_KEYS[KeyPurpose(row.purpose)]
    material = wrapping_key.unseal(bytes(row.wrapped_key), case_key_place(row))
    return DataKey(key_id=material[:KEY_ID_BYTES], secret=material[KEY_ID_BYTES:])


def case_key_place(row: CaseKey) -> Place:
    # Case and purpose are part of the place: a key row moved elsewhere does not open there.
    row_id = f"{row.id}/{row.case_id}/{row.purpose}"
    return Place(row._meta.db_table, "wrapped_key", row_id)


def case_record_place(row: Note | Document | IdentityRecord, column: str) -> Place:
    # The case is part of the place: a row moved to another case does not open there.
    return Place(row._meta.db_table, column, f"{row.id}/{row.case_id}")


def case_key_new(case: Case, purpose: KeyPurpose) -> CaseKey:
    """A fresh key of a case, wrapped and not yet saved."""
    wrapping_key = WRAPPING_KEYS[purpose]
    row = CaseKey(id=uuid.uuid4(), case=case, purpose=purpose, recipient_kind=KeyRecipient.MASTER)
    material = secrets.token_bytes(KEY_ID_BYTES + KEY_BYTES)
    row.wrapped_key = wrapping_key.seal(material, case_key_place(row))
    # Asked of the envelope: a newer master key may have come in between.
    row.key_version = wrapping_key.version_of(row.wrapped_key)
    return row
