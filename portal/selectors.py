from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from portal.enums import SIGN_IN_ACTIONS, Factor
from portal.models import AuditEvent, SignInFailure, TotpDevice, User


@dataclass(frozen=True)
class Limit:
    """So many failures within so long close the way."""

    failures: int
    within: timedelta

    def is_reached(self, failures: QuerySet[SignInFailure]) -> bool:
        return failures.filter(at__gt=timezone.now() - self.within).count() >= self.failures


# The project's security goals (OWASP ASVS 5.0 6.3.1, 6.3.5).
PASSPHRASE_PER_PERSON = Limit(5, timedelta(minutes=15))
PASSPHRASE_PER_NETWORK = Limit(20, timedelta(hours=1))
CODE_PER_PERSON = Limit(5, timedelta(minutes=15))
CODE_PER_PERSON_A_DAY = Limit(10, timedelta(hours=24))


def person_by_name(username: str) -> User | None:
    return User.objects.filter(username=username, is_active=True).first()


def person_totp_device(user: User) -> TotpDevice | None:
    return TotpDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def passphrase_is_blocked(user: User | None, network: str) -> bool:
    """Whether too many wrong passphrases came for this person or from this network."""
    failures = SignInFailure.objects.filter(factor=Factor.PASSPHRASE)
    if PASSPHRASE_PER_NETWORK.is_reached(failures.filter(network=network)):
        return True
    return user is not None and PASSPHRASE_PER_PERSON.is_reached(failures.filter(user=user))


def code_is_blocked(user: User) -> bool:
    """Whether too many wrong codes were given for this person."""
    failures = SignInFailure.objects.filter(factor=Factor.CODE, user=user)
    return CODE_PER_PERSON.is_reached(failures) or CODE_PER_PERSON_A_DAY.is_reached(failures)


SIGN_INS_SHOWN_FOR = timedelta(days=30)
SIGN_INS_SHOWN = 100


@dataclass(frozen=True)
class AccountScreen:
    """What a person sees of her own account."""

    roles: list[str]
    devices: list[TotpDevice]
    sign_ins: list[AuditEvent]


def account_screen(user: User) -> AccountScreen:
    """The person's roles, second factors and latest sign-ins, newest first."""
    sign_ins = AuditEvent.objects.filter(
        actor_id=user.pk,
        action__in=SIGN_IN_ACTIONS,
        at__gt=timezone.now() - SIGN_INS_SHOWN_FOR,
    ).order_by("-sequence")
    return AccountScreen(
        roles=[str(assignment) for assignment in user.role_assignments.order_by("role")],
        devices=list(TotpDevice.objects.filter(user=user, confirmed=True)),
        sign_ins=list(sign_ins[:SIGN_INS_SHOWN]),
    )
