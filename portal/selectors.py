from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone
from django_otp.models import Device

from portal.audit.services import audit_record
from portal.enums import (
    ACCOUNT_ACTIONS,
    ENROLMENT_KINDS,
    LANGUAGE_ROLES,
    SIGN_IN_ACTIONS,
    AuditAction,
    Factor,
    LinkKind,
    Role,
)
from portal.models import (
    AuditEvent,
    Link,
    Passkey,
    RecoveryCode,
    RecoverySheet,
    SignInFailure,
    Statement,
    StatementAcceptance,
    TotpDevice,
    User,
)
from portal.policies import (
    user_can_activate_person,
    user_can_change_email,
    user_can_confirm_person,
    user_can_hand_out_role,
    user_can_manage_person,
    user_can_start_device_reset,
    user_can_unlock_person,
)
from portal.user_names import user_name_key


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
    """The person who signs in with this name, however she writes capitals; None if closed."""
    key = user_name_key(username.strip())
    return User.objects.filter(username_key=key, is_active=True).first()


def person_totp_device(user: User) -> TotpDevice | None:
    return TotpDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def person_devices(user: User) -> list[Device]:
    """The person's second factors in use, recovery codes apart."""
    return [
        *TotpDevice.objects.filter(user=user, confirmed=True).order_by("pk"),
        *Passkey.objects.filter(user=user, confirmed=True).order_by("pk"),
    ]


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(sheet__user=user, used_at__isnull=True).count()


def team_leads() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role_assignments__role=Role.TEAM_LEAD)


def network_is_blocked(network: str) -> bool:
    """Whether too many wrong passphrases came from this network."""
    failures = SignInFailure.objects.filter(factor=Factor.PASSPHRASE, network=network)
    return PASSPHRASE_PER_NETWORK.is_reached(failures)


def passphrase_is_blocked(user: User | None, network: str) -> bool:
    """Whether too many wrong passphrases came for this person or from this network."""
    if network_is_blocked(network):
        return True
    failures = SignInFailure.objects.filter(factor=Factor.PASSPHRASE)
    return user is not None and PASSPHRASE_PER_PERSON.is_reached(failures.filter(user=user))


def code_is_blocked(user: User) -> bool:
    """Whether too many wrong codes were given for this person."""
    failures = SignInFailure.objects.filter(factor=Factor.CODE, user=user)
    return CODE_PER_PERSON.is_reached(failures) or CODE_PER_PERSON_A_DAY.is_reached(failures)


@dataclass(frozen=True)
class PersonRow:
    """A person as the people's page shows her."""

    person: User
    roles: list[str]
    is_locked: bool
    is_unfinished: bool
    awaits_confirmation: bool
    may_manage: bool


@transaction.atomic
def people_screen(reader: User) -> list[PersonRow]:
    """Everybody with an account, open ones first, in a constant number of queries."""
    audit_record(actor=reader, action=AuditAction.PEOPLE_LISTED)
    people = User.objects.prefetch_related(
        "role_assignments", "language_assignments", "links"
    ).order_by("-is_active", "username")
    locked = _locked_people()
    return [
        PersonRow(
            person=person,
            roles=_roles_of(person),
            is_locked=person.pk in locked,
            is_unfinished=person_is_unfinished(person),
            awaits_confirmation=_awaits_confirmation(person),
            may_manage=user_can_manage_person(reader, person),
        )
        for person in people
    ]


def _roles_of(person: User) -> list[str]:
    """Her roles in words, with the languages where they are bound to some."""
    languages = ", ".join(sorted(str(held) for held in person.language_assignments.all()))
    return sorted(
        f"{assignment} ({languages})" if assignment.role in LANGUAGE_ROLES else str(assignment)
        for assignment in person.role_assignments.all()
    )


@dataclass(frozen=True)
class PersonScreen:
    """One person, with what the reader may do about her."""

    row: PersonRow
    role_values: list[str]
    language_codes: list[str]
    open_link: Link | None
    devices: int
    may_unlock: bool
    may_confirm: bool
    may_reset_device: bool
    roles_not_given: list[str]
    may_change_email: bool
    may_activate: bool
    changes: list["AccountChange"]


def link_is_mailed(link: Link) -> bool:
    """Whether the mail with it went out; it does so after the link was made."""
    return Link.objects.filter(pk=link.pk, mailed_at__isnull=False).exists()


def roles_not_given(reader: User) -> list[str]:
    """What somebody else has to give, in words."""
    return [str(role.label) for role in Role if not user_can_hand_out_role(reader, role)]


@transaction.atomic
def person_screen(reader: User, person: User) -> PersonScreen:
    audit_record(
        actor=reader, action=AuditAction.PERSON_READ, subject_kind="person", subject_id=person.pk
    )
    locked, links = person.pk in _locked_people(), list(person.links.all())
    waits = _awaits_confirmation(person)
    row = PersonRow(
        person=person,
        roles=_roles_of(person),
        is_locked=locked,
        is_unfinished=person_is_unfinished(person),
        awaits_confirmation=waits,
        may_manage=user_can_manage_person(reader, person),
    )
    return PersonScreen(
        row=row,
        role_values=sorted(person.role_set),
        language_codes=sorted(person.language_set),
        open_link=next((link for link in links if link.is_good), None),
        devices=len(person_devices(person)),
        may_unlock=locked and user_can_unlock_person(reader, person),
        may_confirm=waits and user_can_confirm_person(reader, person),
        may_reset_device=not row.is_unfinished and user_can_start_device_reset(reader, person),
        roles_not_given=roles_not_given(reader),
        may_change_email=user_can_change_email(reader, person),
        may_activate=user_can_activate_person(reader, person),
        changes=_account_changes(person),
    )


@dataclass(frozen=True)
class AccountChange:
    """What somebody changed about a person's way in."""

    event: AuditEvent
    by: str


def _account_changes(person: User) -> list[AccountChange]:
    """The latest changes to a person's way in, newest first."""
    events = list(
        AuditEvent.objects.filter(
            subject_kind="person",
            subject_id=str(person.pk),
            action__in=ACCOUNT_ACTIONS,
            at__gt=timezone.now() - SIGN_INS_SHOWN_FOR,
        ).order_by("-sequence")[:CHANGES_SHOWN]
    )
    actors = {event.actor_id for event in events if event.actor_id}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "username"))
    return [AccountChange(event, names.get(event.actor_id or 0, "")) for event in events]


def person_is_unfinished(person: User) -> bool:
    """Whether the person was invited and has not got all the way in yet."""
    links = list(person.links.all())
    is_invited = any(link.kind == LinkKind.INVITATION for link in links)
    is_enrolled = any(
        link.kind in set(ENROLMENT_KINDS) and link.finished_at and not link.withdrawn_at
        for link in links
    )
    return not person.has_usable_password() or (is_invited and not is_enrolled)


def people_awaiting_confirmation() -> int:
    """How many people a team lead has to confirm."""
    return Link.objects.filter(
        needs_confirmation=True,
        finished_at__isnull=False,
        withdrawn_at__isnull=True,
        confirmed_at__isnull=True,
        user__is_active=True,
    ).count()


def _awaits_confirmation(person: User) -> bool:
    return any(link.awaits_confirmation for link in person.links.all())


def _locked_people() -> set[int]:
    """People whose wrong passphrases or codes reach one of the limits."""
    locked: set[int] = set()
    for factor, limit in (
        (Factor.PASSPHRASE, PASSPHRASE_PER_PERSON),
        (Factor.CODE, CODE_PER_PERSON),
        (Factor.CODE, CODE_PER_PERSON_A_DAY),
    ):
        failures = SignInFailure.objects.filter(
            factor=factor, at__gt=timezone.now() - limit.within, user__isnull=False
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
CHANGES_SHOWN = 20
FEW_CODES = 3


DEVICE_KINDS: dict[str, type[Device]] = {
    "authenticator": TotpDevice,
    "passkey": Passkey,
    "recovery": RecoverySheet,
}


def person_device(user: User, kind: str, device_id: int) -> Device | None:
    """One of the person's own second factors in use, by kind and number."""
    model = DEVICE_KINDS.get(kind)
    if model is None:
        return None
    return model.objects.filter(user=user, confirmed=True, pk=device_id).first()


@dataclass(frozen=True)
class AccountScreen:
    """What a person sees of her own account."""

    roles: list[str]
    authenticators: list[TotpDevice]
    passkeys: list[Passkey]
    codes_left: int
    sign_ins: list[AuditEvent]

    @property
    def has_few_codes(self) -> bool:
        return self.codes_left < FEW_CODES


def account_screen(user: User) -> AccountScreen:
    """The person's roles, second factors and latest sign-ins, newest first.

    What others did to her way in stands between the sign-ins.
    """
    own = Q(actor_id=user.pk, action__in=SIGN_IN_ACTIONS)
    about = Q(subject_kind="person", subject_id=str(user.pk), action__in=ACCOUNT_ACTIONS)
    events = AuditEvent.objects.filter(
        own | about, at__gt=timezone.now() - SIGN_INS_SHOWN_FOR
    ).order_by("-sequence")
    return AccountScreen(
        roles=_roles_of(user),
        authenticators=list(TotpDevice.objects.filter(user=user, confirmed=True)),
        passkeys=list(Passkey.objects.filter(user=user, confirmed=True)),
        codes_left=recovery_codes_left(user),
        sign_ins=list(events[:SIGN_INS_SHOWN]),
    )
