from django.utils.translation import gettext_lazy as _

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

INVENTORY = {
    "PhoneLine": {
        "id": ORGANISATION,
        **dict.fromkeys(
            (
                "kind", "service", "number", "free_of_charge", "reachable_from_abroad",
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
}  # fmt: skip
