import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.models import Device

from portal.enums import AuditAction
from portal.mail import person_notify
from portal.models import Link, Passkey, RecoverySheet, TotpDevice, User
from portal.recovery import recovery_sheet_make
from portal.selectors import person_devices
from portal.services.acting import record_about

SEED_BYTES = 20


@transaction.atomic
def totp_device_add(*, actor: User | None, user: User) -> TotpDevice:
    """Give a person a confirmed authenticator with a new random seed."""
    device = totp_device_make(user, confirmed=True)
    record_about(actor, AuditAction.DEVICE_ADDED, user)
    return device


@transaction.atomic
def totp_candidate(*, user: User, link: Link | None = None) -> TotpDevice:
    """The authenticator that the person is setting up; a page loaded again shows the same."""
    User.objects.select_for_update().get(pk=user.pk)
    candidates = TotpDevice.objects.filter(user=user, confirmed=False, last_step=-1, link=link)
    return candidates.first() or totp_device_make(user, confirmed=False, link=link)


@transaction.atomic
def totp_candidate_confirm(*, user: User, code: str, link: Link | None = None) -> TotpDevice | None:
    """Take the candidate into use when the code is its; None when it is not.

    Under a link it stays unconfirmed: the end of the link decides (`link_finish`).
    """
    device = totp_candidate(user=user, link=link)
    if not device.verify_token(code):
        return None
    if link is None:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        device_added(user)
    return device


@transaction.atomic
def passkey_add(*, user: User, ceremony: Any, state: dict[str, Any], data: Any, name: str,
                link: Link | None = None) -> Passkey:  # fmt: skip
    """Keep the public half of a passkey that answered the challenge.

    Raises what the ceremony raises for an answer that does not hold.
    """
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


@transaction.atomic
def recovery_codes_make(*, actor: User) -> list[str]:
    """A new sheet of recovery codes, in clear, to be shown once."""
    codes = recovery_sheet_make(actor)
    record_about(actor, AuditAction.RECOVERY_CODES_MADE, actor)
    person_notify(actor)
    return codes


def device_added(user: User) -> None:
    record_about(user, AuditAction.DEVICE_ADDED, user)
    person_notify(user)


def totp_device_make(user: User, *, confirmed: bool, link: Link | None = None) -> TotpDevice:
    device = TotpDevice(user=user, name="totp", confirmed=confirmed, link=link)
    device.seal_seed(secrets.token_bytes(SEED_BYTES))
    device.save()
    return device
