"""The organisation's knowledge: handbooks with their sections, acts with their articles."""

from knowledge.models.handbook import HandbookPage, SectionNote, SectionPage
from knowledge.models.law import LegalActPage, LegalArticlePage, LegalParagraph
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
from knowledge.search.models import SearchSynonym

__all__ = [
    "GlossaryTerm",
    "HandbookPage",
    "KnowledgePageManager",
    "KnowledgeRootPage",
    "LegalActPage",
    "LegalArticlePage",
    "LegalParagraph",
    "Pin",
    "PrincipleCard",
    "ReadingVisit",
    "RestrictedPage",
    "ReviewedPage",
    "SearchSynonym",
    "SectionNote",
    "SectionPage",
    "UnclearNote",
]
