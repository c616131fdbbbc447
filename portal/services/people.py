import functools
import operator
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.sessions import sessions_end
from portal.enums import CASEWORK_ROLES, LANGUAGE_ROLES, PEOPLE_ROLES, AuditAction, Role
from portal.mail import person_notify
from portal.models import (
    LanguageAssignment,
    Link,
    Passkey,
    RecoverySheet,
    RoleAssignment,
    SignInFailure,
    TotpDevice,
    User,
)
from portal.policies import (
    user_can_activate_person,
    user_can_change_email,
    user_can_grant_role,
    user_can_manage_person,
    user_can_unlock_person,
)
from portal.selectors import person_devices
from portal.services.acting import actor_confirm, record_about
from portal.services.devices import totp_device_add


@transaction.atomic
def person_add(
    *,
    actor: User | None,
    username: str,
    display_name: str,
    password: str,
    roles: list[Role],
    email: str = "",
    languages: Iterable[str] = (),
) -> User:
    """Add a person with roles and a confirmed authenticator.

    Raises ValidationError when the name is taken or the roles may not be held together.
    """
    user = User(username=username, first_name=display_name, email=email)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    record_about(actor, AuditAction.PERSON_ADDED, user)
    for role in roles:
        role_grant(actor=actor, user=user, role=role)
    languages_set(actor=actor, user=user, languages=languages)
    totp_device_add(actor=actor, user=user)
    return user


@transaction.atomic
def role_grant(*, actor: User | None, user: User, role: Role) -> None:
    """Give a role. Raises ValidationError for administrator and casework in one account."""
    # Two grants at once take turns: each has to see the other's role.
    User.objects.select_for_update().get(pk=user.pk)
    roles_confirm({*user.role_assignments.values_list("role", flat=True), role})
    RoleAssignment.objects.get_or_create(user=user, role=role)
    # Wagtail's own permissions hang on groups; one group a role keeps the two in step.
    user.groups.add(Group.objects.get(name=role.value))
    user.__dict__.pop("role_set", None)
    record_about(actor, AuditAction.ROLE_GRANTED, user)
    language_groups_follow(user)


@transaction.atomic
def languages_set(*, actor: User | None, user: User, languages: Iterable[str]) -> bool:
    """Give a person just these languages; returns whether anything changed.

    Raises ValidationError for a translator or reviewer without any, or a language that is none of
    ours. Without such a role nothing is kept.
    """
    held_roles = set(user.role_assignments.values_list("role", flat=True))
    wanted = set(languages) if held_roles & LANGUAGE_ROLES else set()
    languages_confirm(held_roles, wanted)
    held = set(user.language_assignments.values_list("language_code", flat=True))
    user.language_assignments.filter(language_code__in=held - wanted).delete()
    for code in sorted(wanted - held):
        LanguageAssignment.objects.create(user=user, language_code=code)
    user.__dict__.pop("language_set", None)
    for _code in held - wanted:
        record_about(actor, AuditAction.LANGUAGE_REVOKED, user)
    for _code in wanted - held:
        record_about(actor, AuditAction.LANGUAGE_GRANTED, user)
    language_groups_follow(user)
    return wanted != held


def language_groups_follow(user: User) -> None:
    """Wagtail's permissions in one language hang on a group a role and language."""
    roles = set(user.role_assignments.values_list("role", flat=True)) & LANGUAGE_ROLES
    codes = set(user.language_assignments.values_list("language_code", flat=True))
    wanted = {language_group_name(Role(role), code) for role in roles for code in codes}
    groups = [Group.objects.get_or_create(name=name)[0] for name in sorted(wanted)]
    beginnings = [Q(name__startswith=f"{role.value}:") for role in LANGUAGE_ROLES]
    held = user.groups.filter(functools.reduce(operator.or_, beginnings))
    user.groups.remove(*held.exclude(name__in=wanted))
    user.groups.add(*groups)


def language_group_name(role: Role, language_code: str) -> str:
    return f"{role.value}:{language_code}"


@transaction.atomic
def roles_change(
    *, actor: User, user: User, roles: Iterable[Role], languages: Iterable[str] = ()
) -> None:
    """Give a person just these roles and languages; her session ends when something changed.

    Raises PermissionDenied for a role that the actor may neither give nor take, ValidationError for
    administrator and casework in one account, and for a translator or reviewer without language.
    """
    actor_confirm(actor, user, user_can_manage_person)
    wanted = set(roles)
    held = {Role(role) for role in user.role_assignments.values_list("role", flat=True)}
    # Taking is as much as giving: it would free her account from what protects this work.
    if not all(user_can_grant_role(actor, user, role) for role in wanted ^ held):
        raise PermissionDenied
    roles_confirm(wanted)
    for role in held - wanted:
        _role_revoke(actor, user, role)
    for role in wanted - held:
        role_grant(actor=actor, user=user, role=role)
    has_other_languages = languages_set(actor=actor, user=user, languages=languages)
    if Role.TEAM_LEAD in held - wanted or (held & PEOPLE_ROLES and not wanted & PEOPLE_ROLES):
        # What she sent as such works on no more than she does.
        links_stop(Q(started_by=user))
    if wanted != held or has_other_languages:
        sessions_end(user)
        person_notify(user)


@transaction.atomic
def person_deactivate(*, actor: User, user: User) -> None:
    """Close an account; its sessions end with it.

    Raises PermissionDenied, and ValidationError for the last team lead.
    """
    actor_confirm(actor, user, user_can_manage_person)
    _another_team_lead_confirm(user)
    _another_administrator_confirm(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions_end(user)
    # Neither her own links nor those that she sent work on without her.
    links_stop(Q(user=user) | Q(started_by=user))
    record_about(actor, AuditAction.PERSON_CLOSED, user)


@transaction.atomic
def person_activate(*, actor: User, user: User) -> None:
    """Open a closed account again. Raises PermissionDenied."""
    actor_confirm(actor, user, user_can_activate_person)
    User.objects.filter(pk=user.pk).update(is_active=True)
    record_about(actor, AuditAction.PERSON_OPENED, user)


@transaction.atomic
def person_unlock(*, actor: User, user: User) -> None:
    """Forget a person's wrong passphrases and codes. Raises PermissionDenied."""
    actor_confirm(actor, user, user_can_unlock_person)
    SignInFailure.objects.filter(user=user).delete()
    record_about(actor, AuditAction.PERSON_UNLOCKED, user)


@transaction.atomic
def email_change(*, actor: User, user: User, email: str) -> None:
    """Change where mail to a person goes; she is told at both addresses. PermissionDenied."""
    actor_confirm(actor, user, user_can_change_email)
    person_notify(User(email=user.email, language=user.language))
    user.email = email
    user.save(update_fields=["email"])
    # What was sent to the old address may be in other hands.
    links_stop(Q(user=user))
    record_about(actor, AuditAction.EMAIL_CHANGED, user)
    person_notify(user)


def roles_confirm(roles: Iterable[str]) -> None:
    """Raises ValidationError for roles that one account may not hold together."""
    held = set(roles)
    if Role.ADMINISTRATOR in held and not held.isdisjoint(CASEWORK_ROLES):
        raise ValidationError(
            _("An administrator never works with cases. Use two separate accounts.")
        )


def languages_confirm(roles: Iterable[str], languages: Iterable[str]) -> None:
    """Raises ValidationError for languages that are none of ours, or none where one is needed."""
    wanted = set(languages)
    if not LANGUAGE_ROLES.isdisjoint(roles) and not wanted:
        raise ValidationError(_("Choose the languages of a translator or reviewer."))
    if not wanted <= {code for code, _name in settings.LANGUAGES}:
        raise ValidationError(_("This is none of the languages of the public site."))


def _another_team_lead_confirm(user: User) -> None:
    """Raises ValidationError when nobody else could lead: nobody could confirm anyone then."""
    if not _can_be_done_without(user, Role.TEAM_LEAD):
        raise ValidationError(
            _("She is the only team lead. Somebody else has to be one, and sign in, before that.")
        )


def _another_administrator_confirm(user: User) -> None:
    """Raises ValidationError for the last one: administrators come from administrators alone."""
    if not _can_be_done_without(user, Role.ADMINISTRATOR):
        raise ValidationError(
            _(
                "She is the only administrator. Somebody else has to be one, and sign in, "
                "before that."
            )
        )


def _can_be_done_without(user: User, role: Role) -> bool:
    """Whether somebody else has the role and a second factor to sign in with, or she has it not."""
    if not user.is_active or not user.role_assignments.filter(role=role).exists():
        return True
    # Under a lock: two could take away one another's only successor.
    holders = User.objects.filter(is_active=True, role_assignments__role=role)
    locked = list(holders.select_for_update(of=("self",)).order_by("pk"))
    return any(person_devices(holder) for holder in locked if holder.pk != user.pk)


def links_stop(whose: Q) -> None:
    """Links that are open stop working; what waits for a team lead goes with its link."""
    links = Link.objects.select_for_update().filter(
        whose, withdrawn_at__isnull=True, confirmed_at__isnull=True
    )
    for link in links:
        if link.finished_at is not None and not link.awaits_confirmation:
            continue
        link.withdrawn_at = timezone.now()
        link.save(update_fields=["withdrawn_at"])
        for devices in (TotpDevice, Passkey):
            devices.objects.filter(link=link, confirmed=False).delete()
        RecoverySheet.objects.filter(user=link.user_id, confirmed=False).delete()


def _role_revoke(actor: User, user: User, role: Role) -> None:
    RoleAssignment.objects.filter(user=user, role=role).delete()
    user.groups.remove(Group.objects.get(name=role.value))
    user.__dict__.pop("role_set", None)
    record_about(actor, AuditAction.ROLE_REVOKED, user)
    language_groups_follow(user)
