"""The organisation's knowledge: handbooks with their sections, acts with their articles."""

from knowledge.models.handbook import HandbookPage, SectionNote, SectionPage
from knowledge.models.law import (
    LegalActPage,
    LegalArticlePage,
    LegalCitation,
    LegalParagraph,
    LegalWording,
)
from knowledge.models.restricted import (
    KnowledgePageManager,
    KnowledgeRootPage,
    RestrictedPage,
    ReviewedPage,
)
from knowledge.reading.models import (
    GlossaryTerm,
    Pin,
    PrincipleCard,
    ReadingVisit,
    UnclearNote,
)
from knowledge.search.models import SearchChange, SearchState, SearchSynonym
from knowledge.search.unanswered.models import UnansweredQuestion
from knowledge.uploads.models import HandbookUpload

__all__ = [
    "GlossaryTerm",
    "HandbookPage",
    "HandbookUpload",
    "KnowledgePageManager",
    "KnowledgeRootPage",
    "LegalActPage",
    "LegalArticlePage",
    "LegalCitation",
    "LegalParagraph",
    "LegalWording",
    "Pin",
    "PrincipleCard",
    "ReadingVisit",
    "RestrictedPage",
    "ReviewedPage",
    "SearchChange",
    "SearchState",
    "SearchSynonym",
    "SectionNote",
    "SectionPage",
    "UnansweredQuestion",
    "UnclearNote",
]
