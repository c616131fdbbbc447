from django.core.checks import register

from portal.inventory.checks import (
    check_every_field_is_declared,
    check_no_declaration_is_left_over,
    check_sensitive_fields_are_sealed,
)
from portal.sealing.checks import SEALING, check_every_sealed_field_is_registered

register(check_every_field_is_declared)
register(check_sensitive_fields_are_sealed)
register(check_no_declaration_is_left_over)
register(check_every_sealed_field_is_registered, SEALING)
