"""Wagtail looks for hooks here alone; each part of the public site keeps its own."""

from website.printed_matter import cms_hooks as printed_matter_hooks

__all__ = ["printed_matter_hooks"]
