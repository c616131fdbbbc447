"""Changes to letters: validate, change and record in one transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpline.enums import LetterState, LetterStep
from helpline.letter_contents import LetterContent, letter_content_seal
from helpline.models import Letter
from helpline.policies import user_can_make_step
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

ERASED_AT_ONCE = 200


class NotAllowedError(Exception):
    """The actor may not make this step (any more)."""


class LetterChangedError(Exception):
    """Somebody else made a step since the actor looked."""


@transaction.atomic
def letter_receive(
    *,
    content: LetterContent,
    language: str,
    form_id: uuid.UUID,
    not_after: datetime | None = None,
) -> Letter:
    """Keep what was written, sealed. The public door has no actor.

    The same form again replaces what it sent, while nobody has taken it: it may have been
    corrected. Raises LetterboxMissingError, SealError.
    """
    sent = Letter.objects.select_for_update().filter(pk=form_id).first()
    is_again = sent is not None and sent.state == LetterState.WAITING and sent.kind == content.kind
    letter = sent if sent and is_again else Letter(id=uuid.uuid4() if sent else form_id)
    letter.kind, letter.is_urgent = content.kind, content.is_urgent
    letter.language, letter.not_after = language, not_after
    letter.sealed_content = letter_content_seal(letter, content)
    letter.save(force_insert=not is_again, force_update=is_again)
    _record(None, AuditAction.LETTER_RECEIVED, letter)
    return letter


@transaction.atomic
def letter_make_step(*, actor: User, letter_id: uuid.UUID, step: LetterStep, seen: int) -> Letter:
    """Take, try, reach, give back or close. `seen`: the steps made when the actor looked.

    Raises LetterChangedError when it is gone or somebody made a step meanwhile,
    NotAllowedError when the step is not the actor's to make.
    """
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None or letter.step_count != seen:
        raise LetterChangedError
    if not user_can_make_step(actor, letter, step):
        raise NotAllowedError
    change, action = STEPS[step]
    change(letter, actor)
    letter.step_count += 1
    letter.save()
    _record(actor, action, letter)
    return letter


def letters_erase_outlived() -> None:
    """Erase, row and words, what was kept long enough; each erasure is recorded."""
    while _erase_some():
        pass


@transaction.atomic
def _erase_some() -> bool:
    outlived = Letter.objects.outlived(timezone.now()).only("pk", "kind")[:ERASED_AT_ONCE]
    letters = list(outlived.select_for_update())
    for letter in letters:
        _record(None, AuditAction.LETTER_ERASED, letter)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    return bool(letters)


def _take(letter: Letter, actor: User) -> None:
    letter.state, letter.taken_by, letter.closed_at = LetterState.TAKEN, actor, None


def _give_back(letter: Letter, _actor: User) -> None:
    letter.state, letter.taken_by = LetterState.WAITING, None


def _attempt(letter: Letter, _actor: User) -> None:
    letter.state = LetterState.ATTEMPTED
    letter.attempts += 1
    letter.attempted_at = timezone.now()


def _reach(letter: Letter, _actor: User) -> None:
    letter.state = LetterState.REACHED


def _close(letter: Letter, actor: User) -> None:
    letter.taken_by = letter.taken_by or actor
    letter.state, letter.closed_at = LetterState.CLOSED, timezone.now()


Change = Callable[[Letter, User], None]
STEPS: dict[LetterStep, tuple[Change, AuditAction]] = {
    LetterStep.TAKE: (_take, AuditAction.LETTER_TAKEN),
    LetterStep.GIVE_BACK: (_give_back, AuditAction.LETTER_GIVEN_BACK),
    LetterStep.ATTEMPT: (_attempt, AuditAction.LETTER_ATTEMPTED),
    LetterStep.REACH: (_reach, AuditAction.LETTER_REACHED),
    LetterStep.CLOSE: (_close, AuditAction.LETTER_CLOSED),
}


def _record(actor: User | None, action: AuditAction, letter: Letter) -> None:
    audit_record(actor=actor, action=action, subject_kind=str(letter.kind), subject_id=letter.pk)
