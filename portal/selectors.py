from datetime import timedelta

from django.utils import timezone

from portal.enums import AuditAction
from portal.models import AuditEvent, TotpDevice, User

# OWASP ASVS 5.0 6.3.1; figures of the project's security goals.
PASSWORD_TRIES = 5
PASSWORD_TRIES_WINDOW = timedelta(minutes=15)


def person_by_name(username: str) -> User | None:
    return User.objects.filter(username=username, is_active=True).first()


def person_totp_device(user: User) -> TotpDevice | None:
    return TotpDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def person_is_locked_out(user: User) -> bool:
    """Whether too many wrong passwords were given for this person lately."""
    refused = AuditEvent.objects.filter(
        actor_id=user.pk,
        action=AuditAction.PASSWORD_REFUSED,
        at__gte=timezone.now() - PASSWORD_TRIES_WINDOW,
    )
    return refused.count() >= PASSWORD_TRIES
