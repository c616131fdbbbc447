"""Changes to people: each is validated, made and recorded in one transaction."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.sessions import sessions_end
from portal.audit.services import audit_record
from portal.enums import CASEWORK_ROLES, AuditAction, Factor, Role
from portal.models import (
    RoleAssignment,
    SignInFailure,
    Statement,
    StatementAcceptance,
    TotpDevice,
    User,
)
from portal.policies import user_can_manage_person, user_can_unlock_person

SEED_BYTES = 20
FAILURES_KEPT = timedelta(hours=24)
REFUSALS = {
    Factor.PASSPHRASE: AuditAction.PASSWORD_REFUSED,
    Factor.CODE: AuditAction.CODE_REFUSED,
}


@transaction.atomic
def person_add(
    *, actor: User | None, username: str, display_name: str, password: str, roles: list[Role]
) -> User:
    """Add a person with roles and a confirmed authenticator.

    Raises ValidationError when the name is taken or the roles may not be held together.
    """
    user = User(username=username, first_name=display_name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    _record_about(actor, AuditAction.PERSON_ADDED, user)
    for role in roles:
        role_grant(actor=actor, user=user, role=role)
    totp_device_add(actor=actor, user=user)
    return user


@transaction.atomic
def role_grant(*, actor: User | None, user: User, role: Role) -> None:
    """Give a role. Raises ValidationError for administrator and casework in one account."""
    held = set(user.role_assignments.values_list("role", flat=True)) | {role}
    if Role.ADMINISTRATOR in held and not held.isdisjoint(CASEWORK_ROLES):
        raise ValidationError(
            _("An administrator never works with cases. Use two separate accounts.")
        )
    RoleAssignment.objects.get_or_create(user=user, role=role)
    # Wagtail's own permissions hang on groups; one group a role keeps the two in step.
    group = Group.objects.get(name=role.value)
    user.groups.add(group)
    user.__dict__.pop("role_set", None)
    _record_about(actor, AuditAction.ROLE_GRANTED, user)


@transaction.atomic
def totp_device_add(*, actor: User | None, user: User) -> TotpDevice:
    """Give a person a confirmed authenticator with a new random seed."""
    device = TotpDevice(user=user, name="totp", confirmed=True)
    device.seal_seed(secrets.token_bytes(SEED_BYTES))
    device.save()
    _record_about(actor, AuditAction.DEVICE_ADDED, user)
    return device


@transaction.atomic
def sign_in_failure_record(*, user: User | None, network: str, factor: Factor) -> None:
    """Count and record a wrong passphrase or code; forget those older than a day."""
    SignInFailure.objects.filter(at__lt=timezone.now() - FAILURES_KEPT).delete()
    SignInFailure.objects.create(user=user, network=network, factor=factor)
    audit_record(actor=user, action=REFUSALS[factor])


@transaction.atomic
def statement_accept(*, actor: User, statement: Statement) -> None:
    """Note that the person accepted a version of the confidentiality statement."""
    StatementAcceptance.objects.create(user=actor, statement=statement)
    audit_record(
        actor=actor,
        action=AuditAction.STATEMENT_ACCEPTED,
        subject_kind="statement",
        subject_id=statement.pk,
    )


@transaction.atomic
def person_deactivate(*, actor: User, user: User) -> None:
    """Close an account; its sessions end with it. Raises PermissionDenied."""
    _actor_confirm(actor, user, user_can_manage_person)
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions_end(user)
    _record_about(actor, AuditAction.PERSON_CLOSED, user)


@transaction.atomic
def person_activate(*, actor: User, user: User) -> None:
    """Open a closed account again. Raises PermissionDenied."""
    _actor_confirm(actor, user, user_can_manage_person)
    User.objects.filter(pk=user.pk).update(is_active=True)
    _record_about(actor, AuditAction.PERSON_OPENED, user)


@transaction.atomic
def person_unlock(*, actor: User, user: User) -> None:
    """Forget a person's wrong codes. Raises PermissionDenied."""
    _actor_confirm(actor, user, user_can_unlock_person)
    SignInFailure.objects.filter(user=user, factor=Factor.CODE).delete()
    _record_about(actor, AuditAction.PERSON_UNLOCKED, user)


def _actor_confirm(actor: User, user: User, policy: Callable[[User, User], bool]) -> None:
    """Two people could close each other's account at the same moment: ask again, under a lock."""
    both = User.objects.select_for_update().filter(pk__in=[actor.pk, user.pk]).order_by("pk")
    now = {person.pk: person for person in both}
    if not policy(now[actor.pk], now[user.pk]):
        raise PermissionDenied


def _record_about(actor: User | None, action: AuditAction, user: User) -> None:
    audit_record(actor=actor, action=action, subject_kind="person", subject_id=user.pk)
