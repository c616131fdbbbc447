"""Who may what at the desk of the line. Roles decide; the superuser flag never does."""

from helpline.enums import CallBackState, CallBackStep
from helpline.models import CallBack
from portal.enums import HELPING_ROLES, Role
from portal.models import User

# Whose turn has ended, or who is done, makes room for others.
STEPS_OF_HOLDER = {
    CallBackState.TAKEN: {
        CallBackStep.ATTEMPT,
        CallBackStep.REACH,
        CallBackStep.GIVE_BACK,
        CallBackStep.CLOSE,
    },
    CallBackState.ATTEMPTED: {
        CallBackStep.ATTEMPT,
        CallBackStep.REACH,
        CallBackStep.GIVE_BACK,
        CallBackStep.CLOSE,
    },
    CallBackState.REACHED: {CallBackStep.GIVE_BACK, CallBackStep.CLOSE},
    CallBackState.CLOSED: {CallBackStep.TAKE},
}
STEPS_OF_OTHERS = {
    # Closed at once: what is no request at all.
    CallBackState.WAITING: {CallBackStep.TAKE, CallBackStep.CLOSE},
    CallBackState.TAKEN: {CallBackStep.TAKE},
    CallBackState.ATTEMPTED: {CallBackStep.TAKE},
    CallBackState.REACHED: {CallBackStep.TAKE},
    CallBackState.CLOSED: {CallBackStep.TAKE},
}
STEPS_WHEN_TOO_LATE = {CallBackStep.CLOSE}


def user_can_answer_call_backs(user: User) -> bool:
    """Whoever helps; never an account that is an administrator's too."""
    return user.has_role(*HELPING_ROLES) and not user.has_role(Role.ADMINISTRATOR)


def user_can_make_step(user: User, call_back: CallBack, step: CallBackStep) -> bool:
    """After the time that she set nobody may call: it can only be closed."""
    if not user_can_answer_call_backs(user):
        return False
    if call_back.is_too_late():
        return step in STEPS_WHEN_TOO_LATE and not call_back.is_closed
    is_hers = call_back.taken_by_id == user.pk
    steps = STEPS_OF_HOLDER if is_hers else STEPS_OF_OTHERS
    return step in steps.get(CallBackState(call_back.state), set())


def user_can_see_contact(user: User, call_back: CallBack) -> bool:
    """Only who has taken it, so that two never call the same person."""
    return (
        user_can_answer_call_backs(user)
        and call_back.taken_by_id == user.pk
        and not call_back.is_closed
        and not call_back.is_too_late()
    )
