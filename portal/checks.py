from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

from portal.inventory.checks import (
    check_every_field_is_declared,
    check_no_declaration_is_left_over,
    check_sensitive_fields_are_sealed,
)
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


register(check_every_field_is_declared)
register(check_sensitive_fields_are_sealed)
register(check_no_declaration_is_left_over)
register(check_head_has_recipients, Tags.security, deploy=True)
register(check_every_sealed_field_is_registered, SEALING)
