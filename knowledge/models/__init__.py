"""The organisation's knowledge: handbooks with their sections, acts with their articles."""

from knowledge.models.handbook import HandbookPage, SectionNote, SectionPage
from knowledge.models.law import LegalActPage, LegalArticlePage, LegalParagraph
from knowledge.models.restricted import (
    KnowledgePageManager,
    KnowledgeRootPage,
    RestrictedPage,
    ReviewedPage,
)
from knowledge.search.models import SearchSynonym
from knowledge.search.unanswered.models import UnansweredQuestion

__all__ = [
    "HandbookPage",
    "KnowledgePageManager",
    "KnowledgeRootPage",
    "LegalActPage",
    "LegalArticlePage",
    "LegalParagraph",
    "RestrictedPage",
    "ReviewedPage",
    "SearchSynonym",
    "SectionNote",
    "SectionPage",
    "UnansweredQuestion",
]
