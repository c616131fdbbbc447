import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.models import Device

from portal.access.enrolment import Enrolment
from portal.enums import AuditAction
from portal.mail import person_notify
from portal.models import Link, Passkey, RecoverySheet, TotpDevice, User
from portal.recovery import DrawnSheet, recovery_sheet_draw, recovery_sheet_make
from portal.selectors import person_devices
from portal.services.acting import record_about
from portal.services.enrolments import enrolment_locked

SEED_BYTES = 20


@transaction.atomic
def totp_device_add(*, actor: User | None, user: User) -> TotpDevice:
    """Give a person a confirmed authenticator with a new random seed."""
    device = totp_device_make(user, confirmed=True)
    record_about(actor, AuditAction.DEVICE_ADDED, user)
    return device


@transaction.atomic
def totp_candidate(*, user: User, enrolment: Enrolment | None = None) -> TotpDevice:
    """The authenticator that the person is setting up; a page loaded again shows the same.

    Raises LinkSpentError when the enrolment goes on no more, PermissionDenied when her second
    factors were taken away meanwhile.
    """
    if enrolment is not None:
        _link, candidate = enrolment_locked(enrolment)
        return candidate
    _still_held_confirm(user)
    candidates = TotpDevice.objects.filter(user=user, confirmed=False, last_step=-1, link=None)
    return candidates.first() or totp_device_make(user, confirmed=False)


@transaction.atomic
def totp_candidate_confirm(
    *, user: User, code: str, enrolment: Enrolment | None = None
) -> TotpDevice | None:
    """Take the candidate into use when the code is its; None when it is not.

    Under a link it stays unconfirmed: the end of the link decides (`link_finish`). Raises what
    `totp_candidate` raises.
    """
    device = totp_candidate(user=user, enrolment=enrolment)
    if not device.verify_token(code):
        return None
    if enrolment is None:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        device_added(user)
    return device


@transaction.atomic
def passkey_add(*, user: User, ceremony: Any, state: dict[str, Any], data: Any, name: str,
                enrolment: Enrolment | None = None) -> Passkey:  # fmt: skip
    """Keep the public half of a passkey that answered the challenge.

    Raises what the ceremony raises for an answer that does not hold, LinkSpentError when the
    enrolment goes on no more, PermissionDenied when her second factors were taken away meanwhile.
    """
    if enrolment is not None:
        enrolment_locked(enrolment)
    else:
        _still_held_confirm(user)
    link = enrolment.link if enrolment else None
    passkey: Passkey = ceremony.register_complete(user=user, state=state, data=data)
    passkey.name = name
    passkey.link = link
    passkey.confirmed = link is None
    passkey.save(update_fields=["name", "link", "confirmed"])
    if link is None:
        device_added(user)
    return passkey


@transaction.atomic
def device_remove(*, actor: User, device: Device) -> None:
    """Remove one of one's own second factors.

    Raises ValidationError for the last one: a recovery sheet alone does not count.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    others = [other for other in person_devices(actor) if other != device]
    is_sheet = isinstance(device, RecoverySheet)
    if not is_sheet and not others:
        raise ValidationError(_("This is your only second factor. Add another one first."))
    device.delete()
    record_about(actor, AuditAction.DEVICE_REMOVED, actor)
    person_notify(actor)


def recovery_codes_make(*, actor: User) -> list[str]:
    """A new sheet of recovery codes, in clear, to be shown once.

    Raises PermissionDenied when her second factors were taken away meanwhile.
    """
    # Hashing takes a second: nobody else's write has to wait for it.
    return _recovery_codes_keep(actor, recovery_sheet_draw())


@transaction.atomic
def _recovery_codes_keep(actor: User, sheet: DrawnSheet) -> list[str]:
    _still_held_confirm(actor)
    codes = recovery_sheet_make(actor, sheet)
    record_about(actor, AuditAction.RECOVERY_CODES_MADE, actor)
    person_notify(actor)
    return codes


def _still_held_confirm(user: User) -> None:
    """Raises PermissionDenied for a request that a reset of the person's factors overtook."""
    User.objects.select_for_update().get(pk=user.pk)
    if not person_devices(user):
        raise PermissionDenied


def device_added(user: User) -> None:
    record_about(user, AuditAction.DEVICE_ADDED, user)
    person_notify(user)


def totp_device_make(user: User, *, confirmed: bool, link: Link | None = None) -> TotpDevice:
    device = TotpDevice(user=user, name="totp", confirmed=confirmed, link=link)
    device.seal_seed(secrets.token_bytes(SEED_BYTES))
    device.save()
    return device
