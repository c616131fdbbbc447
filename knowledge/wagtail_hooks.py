"""Wagtail looks for hooks here alone; each part of the knowledge base keeps its own."""

from knowledge import cms_hooks
from knowledge.reading import cms_hooks as reading_hooks
from knowledge.reviews import cms_hooks as reviews_hooks
from knowledge.search.editing import cms_hooks as search_hooks
from knowledge.uploads import cms_hooks as uploads_hooks

__all__ = ["cms_hooks", "reading_hooks", "reviews_hooks", "search_hooks", "uploads_hooks"]
