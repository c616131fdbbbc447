from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import EDITING, READING
from portal.inventory.declarations import DataClass, FieldDeclaration

TEXT = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("keeping the handbook, the laws, the cards and the glossary"),
    retention=_("until an editor deletes it"),
)
REVIEWER = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("showing who looked a text over"),
    retention=_("until the next review, or with the page"),
)
UPLOAD = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("bringing in a handbook from a document"),
    retention=_("1 day"),
)
VISIT = FieldDeclaration(
    DataClass.INTERNAL,
    READING,
    purpose=_("showing a reader what changed since she was here"),
    retention=_("as long as the account"),
)
PIN = FieldDeclaration(
    DataClass.INTERNAL,
    READING,
    purpose=_("keeping at hand what a reader chose"),
    retention=_("until she takes it away, or as long as the account"),
)
UNCLEAR = FieldDeclaration(
    DataClass.INTERNAL,
    READING,
    purpose=_("telling the editors what is unclear, and the reader their answer"),
    retention=_("until an editor deletes it"),
)
UNCLEAR_AUTHOR = replace(
    UNCLEAR,
    purpose=_("telling a reader the answer that she asked for"),
    retention=_("until she has read the answer"),
)
QUESTION = FieldDeclaration(
    # Names and numbers are left out before it is kept; one that is a word may stay.
    DataClass.INTERNAL,
    READING,
    purpose=_("finding out what the knowledge base does not answer"),
    retention=_("90 days after it was last asked"),
)
SEARCH = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("finding the texts"),
    retention=_("until it is replaced"),
)
SEARCH_CHANGE = replace(SEARCH, retention=_("30 days"))

REVIEW = {
    **dict.fromkeys(("page_ptr", "reviewed_on", "next_review_on"), TEXT),
    "reviewed_by": REVIEWER,
}

INVENTORY = {
    "KnowledgeRootPage": {"page_ptr": TEXT},
    "HandbookPage": dict.fromkeys(("page_ptr", "source_note", "is_starter"), TEXT),
    "SectionPage": {
        **REVIEW,
        **dict.fromkeys(("number", "body", "readers", "imported_fingerprint"), TEXT),
    },
    "SectionNote": dict.fromkeys(("id", "sort_order", "page", "number", "text", "place"), TEXT),
    "LegalActPage": dict.fromkeys(
        ("page_ptr", "short_name", "abbreviation", "journal_reference"), TEXT
    ),
    "LegalArticlePage": {**REVIEW, **dict.fromkeys(("number", "imported_fingerprint"), TEXT)},
    "LegalWording": dict.fromkeys(("id", "sort_order", "page", "valid_from", "source"), TEXT),
    "LegalParagraph": dict.fromkeys(
        ("id", "sort_order", "wording", "number", "text", "points", "closing"), TEXT
    ),
    "LegalCitation": dict.fromkeys(("id", "source", "article", "paragraph"), TEXT),
    "PrincipleCard": dict.fromkeys(
        (
            "id", "title", "group", "do", "do_not", "example", "example_other", "example_language",
            "position", "is_starter", "latest_revision", "live", "has_unpublished_changes",
            "first_published_at", "last_published_at", "live_revision", "go_live_at", "expire_at",
            "expired",
        ),
        TEXT,
    ),
    "GlossaryTerm": dict.fromkeys(
        ("id", "term", "abbreviation", "term_en", "meaning", "meaning_en", "is_starter"), TEXT
    ),
    "ReadingVisit": dict.fromkeys(("id", "user", "current_visit_at", "previous_visit_at"), VISIT),
    "Pin": dict.fromkeys(("id", "page", "card", "paragraph", "user", "position"), PIN),
    "UnclearNote": {
        **dict.fromkeys(
            (
                "id", "page", "card", "paragraph", "text", "role", "asked_at", "form_id", "state",
                "answer", "answered_at",
            ),
            UNCLEAR,
        ),
        "asked_by": UNCLEAR_AUTHOR,
    },
    "SearchSynonym": dict.fromkeys(("id", "term", "means", "language", "note"), SEARCH),
    "SearchState": dict.fromkeys(("id", "changes"), SEARCH),
    "SearchChange": dict.fromkeys(("number", "page_id", "path", "noted_at"), SEARCH_CHANGE),
    "UnansweredQuestion": dict.fromkeys(
        ("id", "text", "key", "times", "days", "first_on", "last_on", "is_told", "state"), QUESTION
    ),
    "HandbookUpload": dict.fromkeys(
        (
            "id", "created_at", "created_by", "file_name", "handbook_slug", "handbook_title",
            "document", "report", "differences", "taken", "state", "done", "total", "result",
            "is_new",
        ),
        UPLOAD,
    ),
}  # fmt: skip
