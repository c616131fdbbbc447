from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import CASEWORK
from portal.inventory.declarations import DataClass, FieldDeclaration

CASE_CONTENT = FieldDeclaration(
    DataClass.SENSITIVE,
    CASEWORK,
    purpose=_("helping the person in the programme"),
    retention=_("5 years after closure, unless the organisation decides otherwise"),
)
CASE_FRAME = replace(
    CASE_CONTENT,
    data_class=DataClass.INTERNAL,
    purpose=_("keeping track of a case without saying whose it is"),
)
CASE_IDENTITY = replace(
    CASE_CONTENT,
    data_class=DataClass.IDENTITY,
    purpose=_("knowing whom the case is about, where the work needs it"),
)

INVENTORY = {
    "Case": dict.fromkeys(("id", "code", "status", "opened_on"), CASE_FRAME),
    "CaseMember": dict.fromkeys(("id", "case", "user", "part", "joined_at", "left_at"), CASE_FRAME),
    "CaseKey": {
        **dict.fromkeys(
            ("id", "case", "purpose", "recipient_kind", "recipient_id", "key_version"), CASE_FRAME
        ),
        "wrapped_key": CASE_CONTENT,
    },
    "Document": {
        **dict.fromkeys(
            ("id", "case", "added_by", "added_on", "media_type", "size", "sha256"), CASE_FRAME
        ),
        **dict.fromkeys(("sealed_name", "sealed_content"), CASE_CONTENT),
    },
    "IdentityRecord": {
        **dict.fromkeys(("id", "case", "written_by", "written_on"), CASE_FRAME),
        **dict.fromkeys(("sealed_name", "sealed_birth_date", "sealed_details"), CASE_IDENTITY),
    },
    "Note": {
        **dict.fromkeys(("id", "case", "author", "written_at"), CASE_FRAME),
        "sealed_text": CASE_CONTENT,
    },
}
