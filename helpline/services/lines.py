from django.db import transaction

from helpline.enums import EmergencyService, PhoneLineKind
from helpline.models import PhoneLine


@transaction.atomic
def phone_lines_load() -> None:
    """Make the records that every installation begins with; change none that is there.

    112 and 113 are public facts (112 is free of charge: Directive (EU) 2018/1972, art. 109).
    The own line has no number: whoever installs the portal is asked for it.
    """
    _line_add(PhoneLineKind.OWN, order=0)
    _line_add(
        PhoneLineKind.EMERGENCY,
        number="112",
        service=EmergencyService.AMBULANCE_FIRE_RESCUE,
        free_of_charge=True,
        order=1,
    )
    _line_add(
        PhoneLineKind.EMERGENCY,
        number="113",
        service=EmergencyService.POLICE,
        free_of_charge=True,
        order=2,
    )


def _line_add(kind: PhoneLineKind, *, service: str = "", **fields: object) -> None:
    PhoneLine.objects.get_or_create(kind=kind, service=service, defaults=fields)
