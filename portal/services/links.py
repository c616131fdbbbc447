"""Links: an invitation, a new passphrase, a new second factor. Each is good once."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.enrolment import Enrolment
from portal.access.sessions import sessions_end
from portal.audit.services import audit_record
from portal.confirmation_words import words_are_of
from portal.enums import ENROLMENT_KINDS, AuditAction, Factor, LinkKind, Role
from portal.links import link_mail
from portal.mail import mail_send, person_notify
from portal.models import AuditEvent, Link, Passkey, RecoverySheet, SignInFailure, TotpDevice, User
from portal.passphrases import passphrase_confirm
from portal.policies import (
    user_can_confirm_person,
    user_can_hand_out_role,
    user_can_invite_people,
    user_can_manage_person,
    user_can_start_device_reset,
)
from portal.recovery import DrawnSheet, recovery_sheet_draw, recovery_sheet_make
from portal.selectors import person_is_unfinished, team_leads
from portal.services.acting import actor_confirm, record_about
from portal.services.devices import device_added, totp_device_make
from portal.services.enrolments import LinkSpentError, enrolment_locked, locked_link
from portal.services.people import (
    languages_confirm,
    languages_set,
    links_stop,
    role_grant,
    roles_confirm,
)

# OWASP ASVS 5.0 6.4.1: initial secrets and reset links end soon.
GOOD_FOR = {
    LinkKind.INVITATION: timedelta(hours=24),
    LinkKind.DEVICE_RESET: timedelta(hours=24),
    LinkKind.PASSPHRASE_RESET: timedelta(minutes=30),
}


@transaction.atomic
def person_invite(
    *,
    actor: User,
    username: str,
    display_name: str,
    email: str,
    language: str,
    roles: Iterable[Role],
    languages: Iterable[str] = (),
) -> Link:
    """Make an account without passphrase or second factor, and the link that brings both.

    An administrator's invitation has to be confirmed by a team lead: otherwise he could make
    himself a counsellor. Raises PermissionDenied; ValidationError when the name is taken or the
    roles may not be held together.
    """
    if not user_can_invite_people(actor):
        raise PermissionDenied
    wanted = list(roles)
    if not wanted:
        raise ValidationError({"roles": _("Choose at least one role.")})
    try:
        roles_confirm(wanted)
    except ValidationError as error:
        raise ValidationError({"roles": error.messages}) from error
    try:
        languages_confirm(wanted, languages)
    except ValidationError as error:
        raise ValidationError({"languages": error.messages}) from error
    if Role.ADMINISTRATOR in wanted and not user_can_hand_out_role(actor, Role.ADMINISTRATOR):
        # No team lead's confirmation would stand between her and what administrators may do.
        raise ValidationError({"roles": _("Only an administrator invites an administrator.")})
    user = User(username=username, first_name=display_name, email=email, language=language)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    for role in wanted:
        role_grant(actor=actor, user=user, role=role)
    languages_set(actor=actor, user=user, languages=languages)
    record_about(actor, AuditAction.PERSON_INVITED, user)
    return _link_make(actor, user, LinkKind.INVITATION)


@transaction.atomic
def person_invite_again(*, actor: User, user: User) -> Link:
    """A fresh invitation for who has not finished hers.

    Raises PermissionDenied, and ValidationError when there is no address to send it to.
    """
    actor_confirm(actor, user, user_can_manage_person)
    if not person_is_unfinished(user):
        raise PermissionDenied
    record_about(actor, AuditAction.PERSON_INVITED, user)
    return _link_make(actor, user, LinkKind.INVITATION)


@transaction.atomic
def passphrase_reset_start(*, actor: User, user: User) -> Link:
    """Let a person set a new passphrase; the old one is good until she has.

    Raises PermissionDenied, and ValidationError when there is no address to send it to.
    """
    actor_confirm(actor, user, user_can_manage_person)
    if person_is_unfinished(user):
        raise PermissionDenied
    record_about(actor, AuditAction.PASSPHRASE_RESET_STARTED, user)
    person_notify(user)
    return _link_make(actor, user, LinkKind.PASSPHRASE_RESET)


@transaction.atomic
def device_reset_start(*, actor: User, user: User) -> Link:
    """Remove a person's lost second factors at once and let her enrol a new one.

    The new one waits for a team lead (OWASP ASVS 5.0 6.4.4). Raises PermissionDenied, and
    ValidationError when there is no address to send the link to.
    """
    actor_confirm(actor, user, user_can_start_device_reset)
    if person_is_unfinished(user):
        raise PermissionDenied
    _devices_remove(user)
    record_about(actor, AuditAction.DEVICE_RESET_STARTED, user)
    person_notify(user)
    return _link_make(actor, user, LinkKind.DEVICE_RESET)


@transaction.atomic
def links_withdraw(*, actor: User, user: User) -> None:
    """Make a person's links good for nothing, and what waits for confirmation. PermissionDenied."""
    actor_confirm(actor, user, user_can_manage_person)
    links_stop(Q(user=user))
    record_about(actor, AuditAction.LINK_WITHDRAWN, user)


@transaction.atomic
def link_passphrase_set(*, link: Link, passphrase: str) -> Link:
    """Set the passphrase that the link was for.

    A reset ends with it: it signs nobody in and enrols nothing. Raises LinkSpentError, and
    ValidationError when the passphrase is too weak.
    """
    locked = locked_link(link)
    user = locked.user
    if locked.kind == LinkKind.DEVICE_RESET or locked.passphrase_set_at is not None:
        raise LinkSpentError
    passphrase_confirm(passphrase, user, field="passphrase")
    user.set_password(passphrase)
    user.save(update_fields=["password"])
    locked.passphrase_set_at = timezone.now()
    if locked.kind == LinkKind.PASSPHRASE_RESET:
        locked.finished_at = locked.passphrase_set_at
        sessions_end(user)
        SignInFailure.objects.filter(user=user, factor=Factor.PASSPHRASE).delete()
        person_notify(user)
    locked.save(update_fields=["passphrase_set_at", "finished_at"])
    record_about(user, AuditAction.PASSPHRASE_SET, user)
    return locked


@transaction.atomic
def link_enrolment_start(*, link: Link) -> TotpDevice:
    """A new authenticator to set up; what an earlier follower of the link set up is gone.

    Otherwise his would be confirmed together with hers. Raises LinkSpentError.
    """
    locked = locked_link(link)
    for devices in (TotpDevice, Passkey):
        devices.objects.filter(link=locked, confirmed=False).delete()
    return totp_device_make(locked.user, confirmed=False, link=locked)


def link_finish(*, enrolment: Enrolment) -> tuple[Link, list[str]]:
    """End an enrolment after its second factor was proven; the recovery codes, in clear.

    Raises LinkSpentError.
    """
    # Hashing takes a second: nobody else's write has to wait for it.
    return _link_finish(enrolment, recovery_sheet_draw())


@transaction.atomic
def _link_finish(enrolment: Enrolment, sheet: DrawnSheet) -> tuple[Link, list[str]]:
    locked, candidate = enrolment_locked(enrolment)
    user = locked.user
    is_proven = candidate.last_step != -1 or locked.passkeys.exists()
    if locked.kind not in ENROLMENT_KINDS or not is_proven:
        raise LinkSpentError
    locked.finished_at = timezone.now()
    locked.save(update_fields=["finished_at"])
    codes = recovery_sheet_make(user, sheet, confirmed=not locked.needs_confirmation)
    # Half-made candidates go; only what was proven stays.
    TotpDevice.objects.filter(user=user, confirmed=False, last_step=-1).delete()
    if locked.needs_confirmation:
        transaction.on_commit(lambda: _tell_team_leads(locked))
    else:
        _devices_confirm(locked)
    device_added(user)
    return locked, codes


def person_confirm(*, actor: User, user: User, words: str) -> None:
    """A team lead says that it was her who enrolled: only now the new second factor works.

    `words` are those that the person reads to her from the end of her enrolment. Raises
    PermissionDenied, and ValidationError when they are of no enrolment that waits.
    """
    try:
        _person_confirm(actor, user, words)
    except ValidationError:
        # The sign that somebody else enrolled: it stays in the log.
        with transaction.atomic():
            record_about(actor, AuditAction.CONFIRMATION_REFUSED, user)
        raise


@transaction.atomic
def _person_confirm(actor: User, user: User, words: str) -> None:
    actor_confirm(actor, user, user_can_confirm_person)
    waiting = [link for link in _open_links(user) if link.awaits_confirmation]
    if not waiting or any(link.started_by_id == actor.pk for link in waiting):
        raise PermissionDenied
    link = next((link for link in waiting if words_are_of(link, words)), None)
    if link is None:
        raise ValidationError(
            _(
                "These are not the words of the second factor that waits. If she sees others, it "
                "was somebody else who set it up: withdraw the link and close the account."
            )
        )
    link.confirmed_by, link.confirmed_at = actor, timezone.now()
    link.save(update_fields=["confirmed_by", "confirmed_at"])
    _devices_confirm(link)
    RecoverySheet.objects.filter(user=user).update(confirmed=True)
    record_about(actor, AuditAction.PERSON_CONFIRMED, user)
    transaction.on_commit(lambda: mail_send(user, "confirmed"))


def link_make_by_hand(user: User, kind: LinkKind) -> Link:
    """A link for who runs the server to hand over, when nobody else is left to start one."""
    with transaction.atomic():
        actions = {
            LinkKind.INVITATION: AuditAction.PERSON_INVITED,
            LinkKind.PASSPHRASE_RESET: AuditAction.PASSPHRASE_RESET_STARTED,
            LinkKind.DEVICE_RESET: AuditAction.DEVICE_RESET_STARTED,
        }
        record_about(None, actions[kind], user)
        if kind == LinkKind.DEVICE_RESET:
            _devices_remove(user)
        person_notify(user)
        return _link_make(None, user, kind)


def link_refuse(link: Link) -> None:
    """Record that a spent link was tried."""
    with transaction.atomic():
        audit_record(
            actor=None,
            action=AuditAction.LINK_REFUSED,
            subject_kind="person",
            subject_id=link.user_id,
        )


def _link_make(actor: User | None, user: User, kind: LinkKind) -> Link:
    if actor is not None and not user.email:
        raise ValidationError(_("There is no e-mail address to send it to. Enter one first."))
    links_stop(Q(user=user))
    link = Link.objects.create(
        user=user,
        kind=kind,
        started_by=actor,
        expires_at=timezone.now() + GOOD_FOR[kind],
        needs_confirmation=_needs_confirmation(actor, user, kind),
    )
    transaction.on_commit(lambda: link_mail(link))
    return link


def _needs_confirmation(actor: User | None, user: User, kind: LinkKind) -> bool:
    """Whether somebody who may not hand out work with the persons helped had a part in it."""
    if kind not in ENROLMENT_KINDS or actor is None:
        return False
    if kind == LinkKind.DEVICE_RESET or not actor.has_role(Role.TEAM_LEAD):
        return True
    # The link goes to the address: whoever chose it may be who follows it.
    choosers = AuditEvent.objects.filter(
        subject_kind="person",
        subject_id=str(user.pk),
        action__in=[AuditAction.PERSON_INVITED, AuditAction.EMAIL_CHANGED],
        actor_id__isnull=False,
    ).values_list("actor_id", flat=True)
    return bool(set(choosers) - set(team_leads().values_list("pk", flat=True)))


def _open_links(user: User) -> list[Link]:
    return list(
        Link.objects.select_for_update().filter(
            user=user, withdrawn_at__isnull=True, confirmed_at__isnull=True
        )
    )


def _devices_remove(user: User) -> None:
    for devices in (TotpDevice, Passkey, RecoverySheet):
        devices.objects.filter(user=user).delete()
    sessions_end(user)


def _devices_confirm(link: Link) -> None:
    for devices in (TotpDevice, Passkey):
        devices.objects.filter(link=link).update(confirmed=True)


def _tell_team_leads(link: Link) -> None:
    for lead in team_leads():
        if lead.pk not in {link.user_id, link.started_by_id}:
            mail_send(lead, "confirmation_waits")
