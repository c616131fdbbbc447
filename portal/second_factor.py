"""Checking a one-time or recovery code; all tries of a person are counted together."""

from django.db import transaction
from django_otp.models import Device

from portal.audit.services import audit_record
from portal.enums import AuditAction, Factor
from portal.mail import person_notify, person_warn
from portal.models import Link, TotpDevice, User
from portal.recovery import is_recovery_code, recovery_code_spend
from portal.selectors import code_is_blocked
from portal.services import sign_in_failure_record


@transaction.atomic
def code_check(*, user: User, code: str, network: str) -> Device | None:
    """The device whose code this is, used up with it; None when it is wrong or tries ran out."""
    # One try after the other: a burst would all be counted before any is recorded.
    User.objects.select_for_update().get(pk=user.pk)
    if code_is_blocked(user):
        return None
    device = _recovery_sheet(user, code) if is_recovery_code(code) else _totp_device(user, code)
    if device is None:
        sign_in_failure_record(user=user, network=network, factor=Factor.CODE)
        if code_is_blocked(user):
            # Whoever gets to the codes knows the passphrase (OWASP ASVS 5.0 6.3.5).
            person_warn(user)
    return device


@transaction.atomic
def confirmation_awaited(*, user: User, code: str) -> Link | None:
    """The enrolment that still waits for a team lead, when the code is of its authenticator."""
    User.objects.select_for_update().get(pk=user.pk)
    if code_is_blocked(user):
        return None
    waiting = TotpDevice.objects.select_for_update(of=("self",)).select_related("link")
    for device in waiting.filter(user=user, confirmed=False, link__isnull=False):
        if device.link.awaits_confirmation and device.verify_token(code):
            return device.link
    return None


@transaction.atomic
def code_is_tried_too_often(user: User) -> bool:
    """For codes that no device in use has to answer, e.g. while one is set up."""
    User.objects.select_for_update().get(pk=user.pk)
    return code_is_blocked(user)


def _totp_device(user: User, code: str) -> TotpDevice | None:
    devices = TotpDevice.objects.select_for_update().filter(user=user, confirmed=True)
    return next((device for device in devices if device.verify_token(code)), None)


def _recovery_sheet(user: User, code: str) -> Device | None:
    sheet = recovery_code_spend(user, code)
    if sheet is not None:
        audit_record(actor=user, action=AuditAction.RECOVERY_CODE_USED)
        person_notify(user)
    return sheet
