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
EXIT = FieldDeclaration(
    DataClass.PUBLIC,
    None,
    purpose=_("leading visitors who leave to an everyday page"),
    retention=_("until an editor deletes it"),
)

VICTIM_PAGE = {
    **dict.fromkeys(("page_ptr", "heading", "intro", "checked_on", "reviewed_on"), PAGE),
    "reviewed_by": REVIEWER,
}

INVENTORY = {
    "HomePage": {**VICTIM_PAGE, "body": PAGE},
    "ContactPage": {**VICTIM_PAGE, "body": PAGE},
    "CallBackPage": {**VICTIM_PAGE, "body": PAGE},
    "CallPage": {**VICTIM_PAGE, "body": PAGE},
    "ServicesPage": {**VICTIM_PAGE, "body": PAGE},
    "RelativesPage": {**VICTIM_PAGE, "body": PAGE},
    "PhoneSafetyPage": {**VICTIM_PAGE, **dict.fromkeys(("body", "devices"), PAGE)},
    "RightsPage": {**VICTIM_PAGE, **dict.fromkeys(("body", "topics", "closing"), PAGE)},
    "SelfCheckPage": {
        **VICTIM_PAGE,
        **dict.fromkeys(("situations", "result_yes", "result_no", "next_steps"), PAGE),
    },
    "ExitTarget": dict.fromkeys(
        ("id", "language_code", "url", "spare_url", "answer", "spare_answer", "asked_at"), EXIT
    ),
}
