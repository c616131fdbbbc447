"""Wagtail looks for hooks here alone; each part of the public site keeps its own."""

from website import cms_hooks
from website.approvals import cms_hooks as approvals_hooks
from website.fact_checks import cms_hooks as fact_check_hooks
from website.leaving import cms_hooks as leaving_hooks
from website.printed_matter import cms_hooks as printed_matter_hooks
from website.recordings import cms_hooks as recording_hooks
from website.translation_desk import cms_hooks as translation_desk_hooks
from website.translation_states import cms_hooks as translation_state_hooks

__all__ = [
    "approvals_hooks",
    "cms_hooks",
    "fact_check_hooks",
    "leaving_hooks",
    "printed_matter_hooks",
    "recording_hooks",
    "translation_desk_hooks",
    "translation_state_hooks",
]
