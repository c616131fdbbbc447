"""Call-backs: what comes, who takes it, what the desk sees, and when it is gone."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpline.enums import LetterState, LetterStep
from helpline.letter_contents import letter_content_unseal
from helpline.models import Letter
from helpline.policies import user_can_answer_letters, user_can_make_step
from helpline.selectors.letters import letter_desk, letter_open, letters_waiting
from helpline.services import (
    LetterChangedError,
    NotAllowedError,
    letter_make_step,
    letter_receive,
    letters_erase_outlived,
)
from portal import jobs
from portal.audit.services import AuditOutsideTransactionError
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from portal.sealing.envelope import SealError
from tests.factories.call_backs import CONTACT, make_call_back, make_request

pytestmark = pytest.mark.django_db
People = Callable[..., User]
DAY = datetime.timedelta(days=1)


def step(actor: User, call_back: Letter, what: LetterStep) -> Letter:
    call_back.refresh_from_db()
    return letter_make_step(
        actor=actor, letter_id=call_back.pk, step=what, seen=call_back.step_count
    )


def recorded(call_back: Letter) -> list[tuple[str, int | None]]:
    events = AuditEvent.objects.filter(subject_kind="call_back", subject_id=str(call_back.pk))
    return list(events.values_list("action", "actor_id"))


def shown_contact(user: User, call_back: Letter) -> str | None:
    opened = letter_open(user=user, letter_id=call_back.pk)
    assert opened is not None
    return opened.content.contact if opened.content else None


def test_a_request_comes_out_as_it_was_put_in() -> None:
    request = make_request(code_word="oblak", safe_times="torek po 18.00", hide_number=False)
    assert letter_content_unseal(make_call_back(request)) == request


def test_the_length_of_an_envelope_tells_nothing_of_what_is_in_it() -> None:
    short, long = make_request(code_word=""), make_request(code_word="x" * 60, safe_times="y" * 300)
    sizes = {len(make_call_back(request).sealed_content) for request in (short, long)}
    assert len(sizes) == 1


def test_a_changed_byte_is_refused() -> None:
    call_back = make_call_back()
    changed = bytes(call_back.sealed_content)[:-1] + b"\x00"
    Letter.objects.update(sealed_content=changed)
    with pytest.raises(SealError):
        letter_content_unseal(Letter.objects.get())


def test_the_same_form_again_is_one_request_with_its_latest_words() -> None:
    first = make_call_back(make_request(contact="wrong"))
    again = letter_receive(content=make_request(), language="en", not_after=None, form_id=first.pk)
    assert again == Letter.objects.get()
    assert letter_content_unseal(Letter.objects.get()).contact == CONTACT
    assert Letter.objects.get().language == "en"


def test_the_same_form_after_somebody_took_it_is_a_request_of_its_own(person: People) -> None:
    first = make_call_back()
    step(person(Role.VOLUNTEER), first, LetterStep.TAKE)
    letter_receive(
        content=make_request(contact="new"), language="sl", not_after=None, form_id=first.pk
    )
    assert Letter.objects.count() == 2
    assert letter_content_unseal(Letter.objects.get(pk=first.pk)).contact == CONTACT


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ((Role.VOLUNTEER,), True),
        ((Role.COUNSELLOR,), True),
        ((Role.TEAM_LEAD,), True),
        ((Role.EDITOR,), False),
        ((Role.ADMINISTRATOR,), False),
        ((Role.VOLUNTEER, Role.ADMINISTRATOR), False),
        ((), False),
    ],
)
def test_who_helps_answers_call_backs_and_nobody_else(
    person: People, roles: tuple[Role, ...], may: bool
) -> None:
    assert user_can_answer_letters(person(*roles)) is may
    assert user_can_answer_letters(person(*roles, is_superuser=True)) is may


def test_only_who_has_taken_it_sees_where_to_call(person: People) -> None:
    call_back, one, other = make_call_back(), person(Role.VOLUNTEER), person(Role.COUNSELLOR)
    assert shown_contact(one, call_back) == shown_contact(other, call_back) == ""
    step(one, call_back, LetterStep.TAKE)
    assert shown_contact(one, call_back) == CONTACT
    assert shown_contact(other, call_back) == ""
    step(other, call_back, LetterStep.TAKE)
    assert shown_contact(one, call_back) == ""
    assert shown_contact(other, call_back) == CONTACT


def test_a_call_back_goes_from_waiting_to_closed(person: People) -> None:
    call_back, user = make_call_back(), person(Role.VOLUNTEER)
    states = [
        step(user, call_back, what).state
        for what in (
            LetterStep.TAKE,
            LetterStep.ATTEMPT,
            LetterStep.ATTEMPT,
            LetterStep.REACH,
            LetterStep.CLOSE,
        )
    ]
    assert states == ["taken", "attempted", "attempted", "reached", "closed"]
    call_back.refresh_from_db()
    assert call_back.attempts == 2
    assert call_back.attempted_at
    assert recorded(call_back) == [
        (AuditAction.LETTER_RECEIVED, None),
        (AuditAction.LETTER_TAKEN, user.pk),
        (AuditAction.LETTER_ATTEMPTED, user.pk),
        (AuditAction.LETTER_ATTEMPTED, user.pk),
        (AuditAction.LETTER_REACHED, user.pk),
        (AuditAction.LETTER_CLOSED, user.pk),
    ]


def test_one_that_was_given_back_waits_again(person: People) -> None:
    call_back, user = make_call_back(), person(Role.VOLUNTEER)
    step(user, call_back, LetterStep.TAKE)
    assert letters_waiting(user).call_backs == 0
    step(user, call_back, LetterStep.GIVE_BACK)
    assert letters_waiting(user).call_backs == 1
    assert Letter.objects.get().taken_by is None


def test_who_has_not_taken_it_makes_no_step_but_to_take_it(person: People) -> None:
    call_back, one, other = make_call_back(), person(Role.VOLUNTEER), person(Role.VOLUNTEER)
    step(one, call_back, LetterStep.TAKE)
    call_back.refresh_from_db()
    allowed = [what for what in LetterStep if user_can_make_step(other, call_back, what)]
    assert allowed == [LetterStep.TAKE]
    with pytest.raises(NotAllowedError):
        step(other, call_back, LetterStep.REACH)


def test_two_who_take_it_at_once_do_not_both_have_it(person: People) -> None:
    call_back, one, other = make_call_back(), person(Role.VOLUNTEER), person(Role.VOLUNTEER)
    take = {"letter_id": call_back.pk, "step": LetterStep.TAKE, "seen": 0}
    letter_make_step(actor=one, **take)
    with pytest.raises(LetterChangedError):
        letter_make_step(actor=other, **take)
    assert Letter.objects.get().taken_by == one


def test_a_step_on_one_that_is_gone_is_told(person: People) -> None:
    with pytest.raises(LetterChangedError):
        letter_make_step(
            actor=person(Role.VOLUNTEER), letter_id=uuid.uuid4(), step=LetterStep.TAKE, seen=0
        )


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_others_make_no_step(person: People, role: Role) -> None:
    call_back = make_call_back()
    with pytest.raises(NotAllowedError):
        step(person(role), call_back, LetterStep.TAKE)


def test_after_the_end_that_she_set_nobody_is_shown_where_to_call(person: People) -> None:
    user = person(Role.VOLUNTEER)
    call_back = make_call_back(not_after=timezone.now() + DAY)
    step(user, call_back, LetterStep.TAKE)
    assert shown_contact(user, call_back) == CONTACT
    with time_machine.travel(timezone.now() + DAY):
        opened = letter_open(user=user, letter_id=call_back.pk)
        assert opened is not None
        assert opened.is_too_late
        assert opened.content is None
        assert opened.steps == [LetterStep.CLOSE]
        with pytest.raises(NotAllowedError):
            step(user, call_back, LetterStep.ATTEMPT)


def test_one_whose_end_has_passed_is_not_counted_as_waiting(person: People) -> None:
    make_call_back(not_after=timezone.now() + DAY)
    user = person(Role.VOLUNTEER)
    assert letters_waiting(user).call_backs == 1
    with time_machine.travel(timezone.now() + DAY):
        assert letters_waiting(user).call_backs == 0


def test_opening_one_is_recorded_before_it_is_shown(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_back, user = make_call_back(), person(Role.VOLUNTEER)
    letter_open(user=user, letter_id=call_back.pk)
    assert recorded(call_back)[-1] == (AuditAction.LETTER_OPENED, user.pk)

    def refuse(**_fields: Any) -> None:
        raise AuditOutsideTransactionError

    monkeypatch.setattr("helpline.selectors.letters.audit_record", refuse)
    with pytest.raises(AuditOutsideTransactionError):
        letter_open(user=user, letter_id=call_back.pk)


def test_the_log_holds_nothing_of_what_was_written(person: People) -> None:
    user = person(Role.VOLUNTEER)
    call_back = make_call_back(make_request(contact="canary-1", code_word="canary-2"))
    step(user, call_back, LetterStep.TAKE)
    letter_open(user=user, letter_id=call_back.pk)
    rows = str(list(AuditEvent.objects.values_list()))
    assert str(call_back.pk) in rows
    assert "canary" not in rows


def test_the_most_urgent_come_first(person: People) -> None:
    now = timezone.now()
    without_end = make_call_back()
    late = make_call_back(not_after=now + 3 * DAY)
    soon = make_call_back(not_after=now + DAY)
    assert letter_desk(person(Role.VOLUNTEER)).open == [soon, late, without_end]


def test_the_desk_takes_the_same_few_queries_for_five_hundred(person: People) -> None:
    user, call_back = person(Role.VOLUNTEER), make_call_back()
    with CaptureQueriesContext(connection) as few:
        letter_desk(user)
    sealed = bytes(call_back.sealed_content)
    Letter.objects.bulk_create(
        Letter(id=uuid.uuid4(), language="sl", sealed_content=sealed) for _number in range(499)
    )
    with CaptureQueriesContext(connection) as many:
        desk = letter_desk(user)
    assert len(many) == len(few)
    assert (len(desk.open), desk.open_count, desk.not_shown) == (100, 500, 400)


def test_it_is_erased_a_day_after_it_was_closed(person: People) -> None:
    user, call_back = person(Role.VOLUNTEER), make_call_back()
    step(user, call_back, LetterStep.CLOSE)
    now = timezone.now()
    with time_machine.travel(now + DAY - datetime.timedelta(minutes=1)):
        letters_erase_outlived()
        assert Letter.objects.exists()
    with time_machine.travel(now + DAY + datetime.timedelta(minutes=1)):
        letters_erase_outlived()
        assert not Letter.objects.exists()
    assert recorded(call_back)[-1] == (AuditAction.LETTER_ERASED, None)


def test_it_is_erased_a_day_after_the_end_that_she_set() -> None:
    now = timezone.now()
    make_call_back(not_after=now + DAY)
    with time_machine.travel(now + 2 * DAY - datetime.timedelta(minutes=1)):
        letters_erase_outlived()
        assert Letter.objects.exists()
    with time_machine.travel(now + 2 * DAY):
        letters_erase_outlived()
        assert not Letter.objects.exists()


@pytest.mark.parametrize("state", list(LetterState))
def test_it_is_never_kept_longer_than_a_week(person: People, state: LetterState) -> None:
    taken_by = None if state == LetterState.WAITING else person(Role.VOLUNTEER)
    make_call_back(state=state, taken_by=taken_by, not_after=timezone.now() + 30 * DAY)
    now = timezone.now()
    with time_machine.travel(now + 7 * DAY - datetime.timedelta(minutes=1)):
        letters_erase_outlived()
        assert Letter.objects.exists()
    with time_machine.travel(now + 7 * DAY):
        letters_erase_outlived()
        assert not Letter.objects.exists()


def test_the_tick_erases_whatever_was_left_however_long_it_did_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("helpline.services.letters.ERASED_AT_ONCE", 2)
    # The other jobs have tests of their own, and take their time.
    name = "helpline.letters_erase_outlived"
    monkeypatch.setattr("portal.jobs._jobs", {name: jobs._jobs[name]})
    for _number in range(5):
        make_call_back()
    assert Letter.objects.count() == 5
    with time_machine.travel(timezone.now() + 90 * DAY):
        call_command("tick")
    assert not Letter.objects.exists()
