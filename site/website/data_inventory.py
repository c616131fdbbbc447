from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import EDITING
from portal.inventory.declarations import DataClass, FieldDeclaration

PAGE = FieldDeclaration(
    DataClass.PUBLIC,
    None,
    purpose=_("telling the public where help is and what it is like"),
    retention=_("until an editor deletes it"),
)
REVIEWER = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("showing editors which native speaker read a text"),
    retention=_("until the next review, or with the page"),
)

VICTIM_PAGE = {
    **dict.fromkeys(("page_ptr", "heading", "intro", "checked_on", "reviewed_on"), PAGE),
    "reviewed_by": REVIEWER,
}

INVENTORY = {
    "HomePage": {**VICTIM_PAGE, "body": PAGE},
    "ContactPage": {**VICTIM_PAGE, "body": PAGE},
    "RightsPage": {**VICTIM_PAGE, **dict.fromkeys(("body", "closing"), PAGE)},
}
