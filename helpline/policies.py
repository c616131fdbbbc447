"""Who may what at the desk of the line. Roles decide; the superuser flag never does."""

from helpline.enums import LetterState, LetterStep, LineChangeState
from helpline.models import Letter, LineChange
from portal.enums import HELPING_ROLES, Role
from portal.models import User
from portal.policies import user_can_be_second, user_can_edit_pages

# Whose turn has ended, or who is done, makes room for others.
STEPS_OF_HOLDER = {
    LetterState.TAKEN: {
        LetterStep.ATTEMPT,
        LetterStep.REACH,
        LetterStep.GIVE_BACK,
        LetterStep.CLOSE,
    },
    LetterState.ATTEMPTED: {
        LetterStep.ATTEMPT,
        LetterStep.REACH,
        LetterStep.GIVE_BACK,
        LetterStep.CLOSE,
    },
    LetterState.REACHED: {LetterStep.GIVE_BACK, LetterStep.CLOSE},
    LetterState.CLOSED: {LetterStep.TAKE},
}
STEPS_OF_OTHERS = {
    # Closed at once: what is no request at all.
    LetterState.WAITING: {LetterStep.TAKE, LetterStep.CLOSE},
    LetterState.TAKEN: {LetterStep.TAKE},
    LetterState.ATTEMPTED: {LetterStep.TAKE},
    LetterState.REACHED: {LetterStep.TAKE},
    LetterState.CLOSED: {LetterStep.TAKE},
}
STEPS_WHEN_TOO_LATE = {LetterStep.CLOSE}


def user_can_answer_letters(user: User) -> bool:
    """Whoever helps; never an account that is an administrator's too."""
    return user.has_role(*HELPING_ROLES) and not user.has_role(Role.ADMINISTRATOR)


def user_can_make_step(user: User, letter: Letter, step: LetterStep) -> bool:
    """After the time that she set nobody may call: it can only be closed."""
    if not user_can_answer_letters(user):
        return False
    if letter.is_too_late():
        return step in STEPS_WHEN_TOO_LATE and not letter.is_closed
    is_hers = letter.taken_by_id == user.pk
    steps = STEPS_OF_HOLDER if is_hers else STEPS_OF_OTHERS
    return step in steps.get(LetterState(letter.state), set())


def user_can_see_contact(user: User, letter: Letter) -> bool:
    """Only who has taken it, so that two never call the same person."""
    return (
        user_can_answer_letters(user)
        and letter.taken_by_id == user.pk
        and not letter.is_closed
        and not letter.is_too_late()
    )


def user_can_propose_line_change(user: User) -> bool:
    """Editors look after number and hours."""
    return user_can_edit_pages(user)


def user_can_decide_line_change(user: User, change: LineChange) -> bool:
    """A second person: an editor or a reviewer who did not propose it."""
    is_second = user_can_be_second(user) and change.proposed_by_id != user.pk
    return is_second and change.state == LineChangeState.WAITING


def user_can_withdraw_line_change(user: User, change: LineChange) -> bool:
    return change.proposed_by_id == user.pk and change.state == LineChangeState.WAITING
