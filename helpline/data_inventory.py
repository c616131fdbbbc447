from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import ACCOUNTABILITY, LETTERS
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
CHANGE = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTABILITY,
    purpose=_("a second person for every change of number and hours, and showing who they were"),
    retention=_("as long as the line, then 1 year"),
)
LETTER = FieldDeclaration(
    # What is written leads to persons, and tells of what was done to them.
    DataClass.SENSITIVE,
    LETTERS,
    purpose=_("answering who asks to be called, who refers somebody and who reports a suspicion"),
    retention=_(
        "call-backs: 1 day after they are closed or have run out, 7 days at most; "
        "referrals and suspicions: 7 days after they are closed, 30 days at most"
    ),
)
LETTER_FRAME = replace(LETTER, data_class=DataClass.INTERNAL)

INVENTORY = {
    "PhoneLine": {
        "id": ORGANISATION,
        **dict.fromkeys(
            (
                "kind", "service", "number", "free_of_charge", "reachable_from_abroad",
                "without_credit", "by_text_message",
                "closed_on_public_holidays", "order", "checked_on",
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
    "LineChange": {
        "id": CHANGE,
        **dict.fromkeys(
            (
                "record", "record_id", "action", "before", "after", "state", "proposed_by",
                "proposed_at", "decided_by", "decided_at",
            ),
            CHANGE,
        ),
    },
    "LineLanguage": {
        "id": ORGANISATION,
        **dict.fromkeys(("language", "service", "wait_minutes"), LINE),
    },
    "LanguageHours": {
        **dict.fromkeys(("id", "line_language"), ORGANISATION),
        **dict.fromkeys(("weekday", "opens", "closes"), LINE),
    },
    "Letter": {
        **dict.fromkeys(
            (
                "id", "kind", "received_at", "language", "not_after", "is_urgent", "state",
                "taken_by", "attempts", "attempted_at", "closed_at", "step_count",
            ),
            LETTER_FRAME,
        ),
        "sealed_content": LETTER,
    },
}  # fmt: skip
