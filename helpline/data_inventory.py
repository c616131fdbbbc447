from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import CALLING_BACK
from portal.inventory.declarations import DataClass, FieldDeclaration

LINE = FieldDeclaration(
    DataClass.PUBLIC,
    None,
    purpose=_("telling the public how and when the line can be reached"),
    retention=_("until it is replaced"),
)
ORGANISATION = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("keeping the records of the line in order"),
    retention=_("until the record is removed"),
)
CALL_BACK = FieldDeclaration(
    # A number leads to a person, and that she asked for help tells of what was done to her.
    DataClass.SENSITIVE,
    CALLING_BACK,
    purpose=_("calling back somebody who asked for it, in the way that is safe for her"),
    retention=_("1 day after it is closed or has run out, 7 days after it came at most"),
)
CALL_BACK_FRAME = replace(CALL_BACK, data_class=DataClass.INTERNAL)

INVENTORY = {
    "PhoneLine": {
        "id": ORGANISATION,
        **dict.fromkeys(
            (
                "kind", "service", "number", "free_of_charge", "reachable_from_abroad",
                "without_credit", "by_text_message",
                "closed_on_public_holidays", "order",
            ),
            LINE,
        ),
    },
    "OpeningHours": {
        "id": ORGANISATION,
        **dict.fromkeys(("weekday", "opens", "closes"), LINE),
    },
    "HoursException": {
        "id": ORGANISATION,
        "reason": ORGANISATION,
        **dict.fromkeys(("date", "opens", "closes"), LINE),
    },
    "LineLanguage": {
        "id": ORGANISATION,
        **dict.fromkeys(("language", "service", "wait_minutes"), LINE),
    },
    "LanguageHours": {
        **dict.fromkeys(("id", "line_language"), ORGANISATION),
        **dict.fromkeys(("weekday", "opens", "closes"), LINE),
    },
    "CallBack": {
        **dict.fromkeys(
            (
                "id", "received_at", "language", "not_after", "state", "taken_by", "attempts",
                "attempted_at", "closed_at", "step_count",
            ),
            CALL_BACK_FRAME,
        ),
        "sealed_request": CALL_BACK,
    },
}  # fmt: skip
