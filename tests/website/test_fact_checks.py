"""Noting that facts were checked, and the mail to who is late."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from helpline.models import PhoneLine
from portal.enums import Role
from portal.models import User
from tests.website.approvals.conftest import WRITTEN, at_cms, bound, decide, rights, save, send
from tests.website.approvals.conftest import author as author
from tests.website.approvals.conftest import second as second
from website.fact_checks.services import facts_mail_send
from website.facts import facts_overdue
from website.models import RightsPage
from website.selectors import public_page_models


@pytest.fixture
def nothing_due(public_site: None) -> None:
    for model in public_page_models():
        model.objects.update(checked_on=timezone.localdate())
    PhoneLine.objects.update(checked_on=timezone.localdate())


def test_button_notes_the_day_and_visitors_see_it_at_once(author: User) -> None:
    page = rights("sl")
    assert page.checked_on is None
    client = at_cms(author)
    address = f"/facts/{page.pk}/checked/"
    assert "Danes ste vsako dejstvo" in client.get(address).content.decode()
    assert rights("sl").checked_on is None
    assert client.post(address).status_code == 302
    assert rights("sl").checked_on == timezone.localdate()
    latest = rights("sl").get_latest_revision_as_object()
    assert latest.checked_on == timezone.localdate()


def test_note_publishes_no_draft_and_what_waits_still_waits(author: User, second: User) -> None:
    page = rights("sl")
    send(at_cms(author), page)
    at_cms(second).post(f"/facts/{page.pk}/checked/")
    assert not RightsPage.objects.filter(heading=WRITTEN).exists()
    assert rights("sl").checked_on is None
    decide(at_cms(second), page)
    assert rights("sl").heading == WRITTEN
    assert rights("sl").checked_on == timezone.localdate()


def test_who_checks_facts_is_no_author(author: User, second: User) -> None:
    page = rights("sl")
    at_cms(second).post(f"/facts/{page.pk}/checked/")
    send(at_cms(author), page)
    decide(at_cms(second), page)
    assert rights("sl").heading == WRITTEN


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.ADMINISTRATOR])
def test_these_note_nothing(public_site: None, role: Role) -> None:
    page = rights("sl")
    client = at_cms(bound(role, "sl") if role is Role.TRANSLATOR else bound(role))
    assert client.post(f"/facts/{page.pk}/checked/").status_code == 404
    assert rights("sl").checked_on is None


def test_mail_goes_once_a_week_while_something_is_due_and_names_nothing(author: User) -> None:
    assert facts_mail_send() == 1
    assert facts_mail_send() == 0
    (message,) = mail.outbox
    assert message.to == [author.email]
    assert f"{len(facts_overdue())} strani" in message.body
    for word in (rights("sl").title, "112", "telefon"):
        assert word not in message.subject + message.body
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        assert facts_mail_send() == 1


def test_no_mail_while_nothing_is_due(nothing_due: None, author: User) -> None:
    assert facts_mail_send() == 0
    PhoneLine.objects.filter(number="112").update(checked_on=None)
    assert facts_mail_send() == 1


def test_number_that_nobody_tried_out_stands_on_the_first_page(
    nothing_due: None, author: User
) -> None:
    client: Client = at_cms(author)
    assert "ni bila preizkušena" not in client.get("/").content.decode()
    line = PhoneLine.objects.get(number="112")
    PhoneLine.objects.filter(pk=line.pk).update(checked_on=None)
    assert "1 številka ni bila preizkušena" in client.get("/").content.decode()
    client.post(f"/line-changes/numbers/{line.pk}/")
    assert "ni bila preizkušena" not in client.get("/").content.decode()


def test_saving_a_draft_is_not_a_check(author: User) -> None:
    page = rights("sl")
    save(at_cms(author), page)
    assert rights("sl").checked_on is None
