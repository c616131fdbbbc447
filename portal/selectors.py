from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet, Subquery
from django.utils import timezone

from portal.enums import SIGN_IN_ACTIONS, Factor
from portal.models import (
    AuditEvent,
    SignInFailure,
    Statement,
    StatementAcceptance,
    TotpDevice,
    User,
)
from portal.policies import user_can_manage_person, user_can_unlock_person


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


@dataclass(frozen=True)
class PersonRow:
    """A person as the people's page shows her, with what the reader may do."""

    person: User
    roles: list[str]
    is_locked: bool
    may_manage: bool
    may_unlock: bool


def people_screen(reader: User) -> list[PersonRow]:
    """Everybody with an account, open ones first, in a constant number of queries."""
    people = User.objects.prefetch_related("role_assignments").order_by("-is_active", "username")
    locked = _locked_people()
    return [
        PersonRow(
            person=person,
            roles=sorted(str(assignment) for assignment in person.role_assignments.all()),
            is_locked=person.pk in locked,
            may_manage=user_can_manage_person(reader, person),
            may_unlock=person.pk in locked and user_can_unlock_person(reader, person),
        )
        for person in people
    ]


def _locked_people() -> set[int]:
    """People whose wrong codes reach one of the limits."""
    locked: set[int] = set()
    for limit in (CODE_PER_PERSON, CODE_PER_PERSON_A_DAY):
        failures = SignInFailure.objects.filter(
            factor=Factor.CODE, at__gt=timezone.now() - limit.within, user__isnull=False
        )
        counted = failures.values("user_id").annotate(count=Count("pk"))
        locked |= {row["user_id"] for row in counted if row["count"] >= limit.failures}
    return locked


ACCEPTANCE_GOOD_FOR = timedelta(days=365)


def statement_in_force() -> Statement | None:
    """The latest version of the confidentiality statement."""
    return Statement.objects.order_by("-version").first()


def statement_is_accepted(user: User) -> bool:
    """Whether the person accepted the latest version within the last twelve months."""
    latest = Statement.objects.order_by("-version").values("version")[:1]
    return StatementAcceptance.objects.filter(
        user=user,
        statement__version=Subquery(latest),
        accepted_at__gt=timezone.now() - ACCEPTANCE_GOOD_FOR,
    ).exists()


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
