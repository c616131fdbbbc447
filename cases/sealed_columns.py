from collections.abc import Iterator
from functools import partial
from typing import Any

from cases.case_keys import WRAPPING_KEYS, case_key_place, case_key_unwrap, case_record_place
from cases.enums import KeyPurpose, KeyRecipient
from cases.models import CaseKey, Document, IdentityRecord, Note
from portal.sealing.envelope import DataKey, SealError
from portal.sealing.registry import KeyedColumn, MasterSealedColumn, SealedColumn

# Twenty megabytes each, at most.
FILES_AT_ONCE = 4

UNDER_CASE_KEYS = (
    (Note, "sealed_text", KeyPurpose.CONTENT),
    (Document, "sealed_name", KeyPurpose.CONTENT),
    (Document, "sealed_content", KeyPurpose.CONTENT),
    (IdentityRecord, "sealed_name", KeyPurpose.IDENTITY),
    (IdentityRecord, "sealed_birth_date", KeyPurpose.IDENTITY),
    (IdentityRecord, "sealed_details", KeyPurpose.IDENTITY),
)


def sealed_columns() -> Iterator[SealedColumn]:
    for purpose, key in WRAPPING_KEYS.items():
        yield MasterSealedColumn(
            model=CaseKey,
            field_name="wrapped_key",
            key=key,
            place=case_key_place,
            only={"purpose": purpose, "recipient_kind": KeyRecipient.MASTER},
            version_field_name="key_version",
        )
    for model, field_name, purpose in UNDER_CASE_KEYS:
        yield KeyedColumn(
            model=model,
            field_name=field_name,
            key_of=partial(_key_of, purpose),
            key_name=f"the case's {purpose} key",
            place=partial(case_record_place, column=field_name),
            related=("case__keys",),
            rows_at_once=FILES_AT_ONCE if field_name == "sealed_content" else 500,
        )


def _key_of(purpose: KeyPurpose, row: Any) -> DataKey:
    for key_row in row.case.keys.all():
        if (key_row.purpose, key_row.recipient_kind) == (purpose, KeyRecipient.MASTER):
            return case_key_unwrap(key_row)
    raise SealError("the key of this case was destroyed")
