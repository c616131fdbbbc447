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
VOICE = FieldDeclaration(
    DataClass.PUBLIC,
    EDITING,
    purpose=_("a page read aloud, for who cannot read it; the voice of who reads it"),
    retention=_("until an editor deletes it, or with the page"),
)
APPROVAL = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("letting a second person read what goes out"),
    retention=_("as long as the installation"),
)

TRANSLATION = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("telling editors which translations follow their source, and who approved them"),
    retention=_("with the page"),
)

PUBLIC_PAGE = {
    **dict.fromkeys(("page_ptr", "heading", "intro", "checked_on", "reviewed_on"), PAGE),
    "reviewed_by": REVIEWER,
}

INVENTORY = {
    "HomePage": {**PUBLIC_PAGE, "body": PAGE},
    "ContactPage": {**PUBLIC_PAGE, "body": PAGE},
    "CallBackPage": {**PUBLIC_PAGE, "body": PAGE},
    "CallPage": {**PUBLIC_PAGE, "body": PAGE},
    "ServicesPage": {**PUBLIC_PAGE, "body": PAGE},
    "RelativesPage": {**PUBLIC_PAGE, "body": PAGE},
    "PhoneSafetyPage": {**PUBLIC_PAGE, **dict.fromkeys(("body", "devices"), PAGE)},
    "RightsPage": {**PUBLIC_PAGE, **dict.fromkeys(("body", "topics", "closing"), PAGE)},
    "SelfCheckPage": {
        **PUBLIC_PAGE,
        **dict.fromkeys(("situations", "result_yes", "result_no", "next_steps"), PAGE),
    },
    "SuspicionPage": {**PUBLIC_PAGE, "body": PAGE},
    "PrivacyPage": {**PUBLIC_PAGE, **dict.fromkeys(("body", "controller", "sections"), PAGE)},
    "AccessibilityPage": {**PUBLIC_PAGE, **dict.fromkeys(("body", "sections"), PAGE)},
    "ProfessionalsPage": {**PUBLIC_PAGE, "body": PAGE},
    "FirstStepsPage": {**PUBLIC_PAGE, **dict.fromkeys(("steps", "avoid"), PAGE)},
    "ProfessionPage": {**PUBLIC_PAGE, **dict.fromkeys(("profession", "steps", "indicators"), PAGE)},
    "ReferralPage": {**PUBLIC_PAGE, "sections": PAGE},
    "AnnouncementsPage": PUBLIC_PAGE,
    "AnnouncementPage": {
        **PUBLIC_PAGE,
        **dict.fromkeys(("kind", "day", "place", "starts_at", "shown_until", "sections"), PAGE),
    },
    "SecondPersonTask": {"task_ptr": APPROVAL},
    "Recording": {
        "content": VOICE,
        **dict.fromkeys(
            ("id", "page", "kind", "seconds", "size", "text_fingerprint", "brought_at"), PAGE
        ),
    },
    "TranslationState": dict.fromkeys(
        (
            "page",
            "state",
            "since",
            "stale",
            "untranslated",
            "critical",
            "is_reviewed",
            "blocks_replaced",
            "source_texts",
            "approvals",
            "revision_id",
            "corrected_at",
        ),
        TRANSLATION,
    ),
    "ExitTarget": dict.fromkeys(
        ("id", "language_code", "url", "spare_url", "answer", "spare_answer", "asked_at"), EXIT
    ),
}
