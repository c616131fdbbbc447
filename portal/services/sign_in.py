from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.services import audit_record
from portal.enums import AuditAction, Factor
from portal.mail import person_notify
from portal.models import AuditHead, SignInFailure, User
from portal.passphrases import passphrase_confirm
from portal.selectors import code_is_blocked, passphrase_is_blocked
from portal.services.acting import record_about

FAILURES_KEPT = timedelta(hours=24)
REFUSALS = {
    Factor.PASSPHRASE: AuditAction.PASSWORD_REFUSED,
    Factor.CODE: AuditAction.CODE_REFUSED,
}


@transaction.atomic
def sign_in_failure_record(*, user: User | None, network: str, factor: Factor) -> None:
    """Count and record a wrong passphrase or code; forget those older than a day."""
    sign_in_failures_forget()
    SignInFailure.objects.create(user=user, network=network, factor=factor)
    audit_record(actor=user, action=REFUSALS[factor])
    if user is not None and factor == Factor.CODE and code_is_blocked(user):
        audit_record(actor=user, action=AuditAction.TRIES_ENDED)


def sign_in_failures_forget() -> None:
    SignInFailure.objects.filter(at__lt=timezone.now() - FAILURES_KEPT).delete()


@dataclass(frozen=True)
class PassphraseTry:
    """A try that counts as failed until it turns out right.

    Counted before the slow comparison: tries that come in one burst would otherwise all be
    compared before any of them counts.
    """

    failure: SignInFailure
    user: User | None

    def succeed(self) -> None:
        self.failure.delete()

    def fail(self) -> None:
        with transaction.atomic():
            sign_in_failures_forget()
            audit_record(actor=self.user, action=AuditAction.PASSWORD_REFUSED)
            # Recorded with the try that closes the way: later ones are not even compared.
            if passphrase_is_blocked(self.user, self.failure.network):
                audit_record(actor=self.user, action=AuditAction.TRIES_ENDED)


@transaction.atomic
def passphrase_try_begin(*, user: User | None, network: str) -> PassphraseTry | None:
    """A counted try, or None when too many failed for the person or from the network."""
    # One after the other, whoever they claim to be.
    AuditHead.objects.select_for_update().get(pk=AuditHead.ONLY_ID)
    if passphrase_is_blocked(user, network):
        return None
    failure = SignInFailure.objects.create(user=user, network=network, factor=Factor.PASSPHRASE)
    return PassphraseTry(failure, user)


def passphrase_is_known(*, user: User, passphrase: str, network: str) -> bool:
    """Whether it is the person's passphrase; a wrong one counts as it does at the sign-in."""
    attempt = passphrase_try_begin(user=user, network=network)
    if attempt is None:
        return False
    if not user.check_password(passphrase):
        attempt.fail()
        return False
    attempt.succeed()
    return True


def passphrase_change(*, actor: User, old: str, new: str, network: str) -> None:
    """Change one's own passphrase.

    Raises ValidationError when the old one is wrong or the new one too weak.
    """
    # Outside the transaction: the count of a wrong one has to stay.
    if not passphrase_is_known(user=actor, passphrase=old, network=network):
        raise ValidationError({"old": _("The passphrase is wrong, or you have to wait.")})
    _passphrase_replace(actor, new)


@transaction.atomic
def _passphrase_replace(actor: User, new: str) -> None:
    passphrase_confirm(new, actor, field="passphrase")
    actor.set_password(new)
    actor.save(update_fields=["password"])
    record_about(actor, AuditAction.PASSPHRASE_CHANGED, actor)
    person_notify(actor)
