from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

from portal.inventory.checks import (
    check_every_field_is_declared,
    check_models_declared_in_one_line_name_nobody,
    check_no_declaration_is_left_over,
    check_sensitive_fields_are_sealed,
)
from portal.inventory.organisation import facts_not_set
from portal.sealing.checks import SEALING, check_every_sealed_field_is_registered

FEWEST_RECIPIENTS = 2


def check_head_has_recipients(**_kwargs: Any) -> list[CheckMessage]:
    """portal.W001: fewer than two people are mailed the end of the audit log."""
    if len(set(settings.AUDIT_HEAD_RECIPIENTS)) >= FEWEST_RECIPIENTS:
        return []
    return [
        CheckWarning(
            "AUDIT_HEAD_RECIPIENTS names fewer than two people: the audit log can be rewritten "
            "unseen by who can write the database",
            id="portal.W001",
        )
    ]


def check_record_of_processing_is_complete(**_kwargs: Any) -> list[CheckMessage]:
    """portal.W003: the record of processing lacks what only the organisation can say."""
    missing = facts_not_set()
    if not missing:
        return []
    return [
        CheckWarning(
            f"The record of processing (GDPR art. 30) is not complete. Not set: "
            f"{', '.join(missing)}",
            id="portal.W003",
        )
    ]


register(check_every_field_is_declared)
register(check_sensitive_fields_are_sealed)
register(check_no_declaration_is_left_over)
register(check_models_declared_in_one_line_name_nobody)
register(check_head_has_recipients, Tags.security, deploy=True)
register(check_record_of_processing_is_complete, deploy=True)
register(check_every_sealed_field_is_registered, SEALING)
