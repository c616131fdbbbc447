"""Wagtail looks for hooks here alone; each part of the knowledge base keeps its own."""

from knowledge.reviews import cms_hooks as reviews_hooks
from knowledge.uploads import cms_hooks as uploads_hooks

__all__ = ["reviews_hooks", "uploads_hooks"]
