"""Number and hours change by two people; what only closes changes at once."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from helpline.enums import LineAction, LineChangeState, PhoneLineKind
from helpline.models import HoursException, LineChange, OpeningHours, PhoneLine
from helpline.selectors import helpline_contact, line_changes_waiting, numbers_overdue
from helpline.services import (
    ChangeOutdatedError,
    line_change_approve,
    line_change_propose,
    line_change_refuse,
    line_change_withdraw,
    number_check,
    phone_lines_load,
)
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.sign_in import sign_in
from website.services import groups_permit

NUMBER = "+38680123456"
Person = Callable[..., User]


@pytest.fixture
def author(person: Person) -> User:
    phone_lines_load()
    return person(Role.EDITOR)


@pytest.fixture
def second(person: Person) -> User:
    return person(Role.EDITOR)


def own() -> PhoneLine:
    return PhoneLine.objects.get(kind=PhoneLineKind.OWN)


def propose_number(author: User, number: str = NUMBER) -> LineChange:
    line = own()
    line.number = number
    return line_change_propose(actor=author, instance=line, action=LineAction.CHANGE)


def monday() -> OpeningHours:
    return OpeningHours(weekday=0, opens=datetime.time(9), closes=datetime.time(20))


def exception(days: int, opens: int | None = None) -> HoursException:
    date = timezone.localdate() + datetime.timedelta(days=days)
    if opens is None:
        return HoursException(date=date)
    return HoursException(date=date, opens=datetime.time(opens), closes=datetime.time(opens + 2))


def test_number_is_there_when_a_second_person_says_so(author: User, second: User) -> None:
    change = propose_number(author)
    assert helpline_contact().own is None
    line_change_approve(actor=second, change=change)
    contact = helpline_contact()
    assert contact.own is not None
    assert contact.own.number == NUMBER
    assert contact.own.checked_on == timezone.localdate()


def test_log_has_both_people(author: User, second: User) -> None:
    change = propose_number(author)
    line_change_approve(actor=second, change=change)
    of_change = AuditEvent.objects.filter(subject_kind="line_change", subject_id=str(change.pk))
    assert list(of_change.order_by("sequence").values_list("action", "actor_id")) == [
        (AuditAction.LINE_CHANGE_PROPOSED, author.pk),
        (AuditAction.LINE_CHANGE_APPROVED, second.pk),
    ]
    change.refresh_from_db()
    assert (change.proposed_by, change.decided_by) == (author, second)


def test_author_neither_approves_nor_refuses_her_own(author: User) -> None:
    change = propose_number(author)
    for decide in (line_change_approve, line_change_refuse):
        with pytest.raises(PermissionDenied):
            decide(actor=author, change=change)
    assert own().number == ""


def test_database_refuses_an_approval_by_the_author(author: User) -> None:
    change = propose_number(author)
    with pytest.raises(IntegrityError), transaction.atomic():
        LineChange.objects.filter(pk=change.pk).update(
            state=LineChangeState.APPROVED, decided_by=author
        )


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.EDITOR, Role.REVIEWER}])
def test_nobody_else_decides(author: User, person: Person, role: Role) -> None:
    change = propose_number(author)
    with pytest.raises(PermissionDenied):
        line_change_approve(actor=person(role), change=change)
    with pytest.raises(PermissionDenied):
        line_change_propose(actor=person(role), instance=monday(), action=LineAction.ADD)


def test_reviewer_decides_and_proposes_nothing(author: User, person: Person) -> None:
    reviewer = person(Role.REVIEWER)
    with pytest.raises(PermissionDenied):
        propose_number(reviewer)
    line_change_approve(actor=reviewer, change=propose_number(author))
    assert own().number == NUMBER


def test_one_change_of_a_record_waits_at_a_time(author: User, second: User) -> None:
    change = propose_number(author)
    with pytest.raises(ValidationError):
        propose_number(second, "+38680654321")
    line_change_withdraw(actor=author, change=change)
    propose_number(second, "+38680654321")
    assert LineChange.objects.filter(state=LineChangeState.WAITING).count() == 1


def test_only_the_author_takes_it_back(author: User, second: User) -> None:
    change = propose_number(author)
    with pytest.raises(PermissionDenied):
        line_change_withdraw(actor=second, change=change)


def test_what_was_decided_is_decided(author: User, second: User) -> None:
    change = propose_number(author)
    line_change_refuse(actor=second, change=change)
    with pytest.raises(PermissionDenied):
        line_change_approve(actor=second, change=change)
    assert own().number == ""


def test_record_that_changed_meanwhile_is_not_written_over(author: User, second: User) -> None:
    change = propose_number(author)
    PhoneLine.objects.filter(pk=own().pk).update(free_of_charge=True)
    with pytest.raises(ChangeOutdatedError):
        line_change_approve(actor=second, change=change)
    assert own().number == ""


def test_hours_are_added_and_deleted_by_two(author: User, second: User) -> None:
    adding = line_change_propose(actor=author, instance=monday(), action=LineAction.ADD)
    assert not OpeningHours.objects.exists()
    line_change_approve(actor=second, change=adding)
    hours = OpeningHours.objects.get()
    removing = line_change_propose(actor=author, instance=hours, action=LineAction.REMOVE)
    assert OpeningHours.objects.exists()
    line_change_approve(actor=second, change=removing)
    assert not OpeningHours.objects.exists()


def test_two_additions_that_overlap_are_not_both_approved(author: User, second: User) -> None:
    first = line_change_propose(actor=author, instance=monday(), action=LineAction.ADD)
    other = OpeningHours(weekday=0, opens=datetime.time(10), closes=datetime.time(12))
    later = line_change_propose(actor=author, instance=other, action=LineAction.ADD)
    line_change_approve(actor=second, change=first)
    with pytest.raises(ValidationError):
        line_change_approve(actor=second, change=later)
    assert OpeningHours.objects.count() == 1


@pytest.mark.parametrize("days", [0, 1])
def test_closed_today_or_tomorrow_waits_for_nobody(author: User, days: int) -> None:
    change = line_change_propose(actor=author, instance=exception(days), action=LineAction.ADD)
    assert change.state == LineChangeState.AT_ONCE
    assert HoursException.objects.get().is_closed
    assert AuditEvent.objects.get(action=AuditAction.LINE_CLOSED).actor_id == author.pk


@pytest.mark.parametrize("instance", [exception(2), exception(0, opens=9)], ids=str)
def test_other_exceptions_wait(author: User, instance: HoursException) -> None:
    change = line_change_propose(actor=author, instance=instance, action=LineAction.ADD)
    assert change.state == LineChangeState.WAITING
    assert not HoursException.objects.exists()


def test_opening_again_takes_two(author: User, second: User) -> None:
    line_change_propose(actor=author, instance=exception(0), action=LineAction.ADD)
    closed = HoursException.objects.get()
    opening = line_change_propose(actor=author, instance=closed, action=LineAction.REMOVE)
    assert HoursException.objects.exists()
    line_change_approve(actor=second, change=opening)
    assert not HoursException.objects.exists()


def test_own_number_is_hidden_at_once_and_comes_back_by_two(author: User, second: User) -> None:
    line_change_approve(actor=second, change=propose_number(author))
    assert own().number == NUMBER
    assert propose_number(author, "").state == LineChangeState.AT_ONCE
    assert own().number == ""
    assert propose_number(author).state == LineChangeState.WAITING
    assert own().number == ""


def test_emergency_number_is_not_hidden_by_one(author: User) -> None:
    police = PhoneLine.objects.get(number="113")
    change = line_change_propose(actor=author, instance=police, action=LineAction.REMOVE)
    assert change.state == LineChangeState.WAITING
    assert PhoneLine.objects.filter(number="113").exists()


def test_more_that_waits_takes_no_more_queries(
    author: User, second: User, django_assert_num_queries: Callable[..., object]
) -> None:
    second.role_set  # noqa: B018 - asked once a request
    for count in (1, 2, 3):
        line_change_propose(actor=author, instance=exception(10 + count), action=LineAction.ADD)
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            assert len(line_changes_waiting(second)) == count


def test_numbers_are_tried_out_every_thirty_days(author: User) -> None:
    assert {line.number for line in numbers_overdue()} == {"112", "113"}
    number_check(actor=author, line=PhoneLine.objects.get(number="112"))
    assert {line.number for line in numbers_overdue()} == {"113"}
    month_ago = timezone.localdate() - datetime.timedelta(days=31)
    PhoneLine.objects.filter(number="112").update(checked_on=month_ago)
    assert {line.number for line in numbers_overdue()} == {"112", "113"}
    assert {line.number for line in numbers_overdue(times=2)} == {"113"}


# --- At the cms ---


@pytest.fixture
def editor(author: User) -> Client:
    groups_permit()
    return sign_in(author, Door.CMS)


def form(number: str) -> dict[str, str]:
    return {"kind": "own", "service": "", "number": number, "order": "0"}


def test_editor_saves_and_reads_that_somebody_else_has_to_agree(
    editor: Client, second: User
) -> None:
    address = f"/snippets/helpline/phoneline/edit/{own().pk}/"
    response = editor.post(address, form(NUMBER), follow=True)
    assert "Odobriti mora druga oseba" in response.content.decode()
    assert own().number == ""
    change = LineChange.objects.get()
    editor.post(f"/line-changes/{change.pk}/", {"decision": "approve"})
    assert own().number == ""
    other = sign_in(second, Door.CMS)
    assert NUMBER in other.get("/line-changes/").content.decode()
    other.post(f"/line-changes/{change.pk}/", {"decision": "approve"})
    assert own().number == NUMBER


def test_second_change_of_the_same_record_says_that_one_waits(editor: Client) -> None:
    address = f"/snippets/helpline/phoneline/edit/{own().pk}/"
    editor.post(address, form(NUMBER))
    response = editor.post(address, form("+38680654321"))
    assert response.status_code == 200
    assert "že čaka na drugo osebo" in response.content.decode()
    assert "+38680654321" in response.content.decode()


def test_delete_button_proposes(editor: Client) -> None:
    hours = monday()
    hours.save()
    editor.post(f"/snippets/helpline/openinghours/delete/{hours.pk}/")
    assert OpeningHours.objects.exists()
    assert LineChange.objects.get().action == LineAction.REMOVE


def test_windows_and_copies_of_wagtail_are_no_way_round(editor: Client) -> None:
    form = {"weekday": "0", "opens": "09:00", "closes": "20:00"}
    create = "/snippets/choose/helpline/openinghours/create/"
    assert editor.post(create, form).status_code == 404
    hours = monday()
    hours.save()
    assert editor.post(f"/snippets/helpline/openinghours/copy/{hours.pk}/", form).status_code == 404
    assert OpeningHours.objects.count() == 1
    assert not LineChange.objects.exists()


def test_who_is_alone_reads_how_to_get_a_second_person(editor: Client) -> None:
    editor.post(f"/snippets/helpline/phoneline/edit/{own().pk}/", form(NUMBER))
    assert "povabi drugo urednico" in editor.get("/line-changes/").content.decode()
