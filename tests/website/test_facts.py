"""How long a check of the facts holds, and who hears that it ran out."""

import datetime
import io
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpline.models import PhoneLine
from portal.doors import Door
from portal.enums import Role
from website.facts import facts_overdue
from website.models import ContactPage, HomePage, RelativesPage, RightsPage, VictimPage
from website.selectors import public_page_models

Enter = Callable[..., Client]
CHECKED = datetime.date(2026, 3, 1)
HEADING = "Javne strani za preverjanje"


@pytest.fixture
def everything_checked(public_site: None) -> None:
    for model in public_page_models():
        model.objects.update(checked_on=CHECKED)
    PhoneLine.objects.update(checked_on=CHECKED)
    PhoneLine.objects.update(checked_on=CHECKED)


def overdue_models(day: datetime.date) -> set[type[VictimPage]]:
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(12)), tick=False):
        return {type(late.page) for late in facts_overdue()}


@pytest.mark.parametrize(
    ("model", "days"), [(ContactPage, 30), (RightsPage, 180), (RelativesPage, 365)]
)
def test_each_type_of_page_has_its_own_interval(
    everything_checked: None, model: type[VictimPage], days: int
) -> None:
    last = CHECKED + datetime.timedelta(days=days)
    assert model not in overdue_models(last)
    assert model in overdue_models(last + datetime.timedelta(days=1))


def test_page_that_nobody_checked_is_overdue(public_site: None) -> None:
    pages = sum(model.objects.count() for model in public_page_models())
    assert [late.due_on for late in facts_overdue()] == [None] * pages
    HomePage.objects.filter(locale__language_code="sl").update(checked_on=timezone.localdate())
    assert len(facts_overdue()) == pages - 1


def test_more_pages_take_no_more_queries(public_site: None) -> None:
    facts_overdue()
    with CaptureQueriesContext(connection) as few:
        facts_overdue()
    HomePage.objects.get(locale__language_code="ar").delete()
    with CaptureQueriesContext(connection) as fewer:
        facts_overdue()
    assert len(few) == len(fewer) == len(public_page_models())


def test_editors_see_on_their_first_page_how_many_are_overdue(
    public_site: None, enter: Enter
) -> None:
    editor = enter(Role.EDITOR, door=Door.CMS)
    shown = editor.get("/").content.decode()
    assert HEADING in shown
    assert f"na {len(facts_overdue())} javnih straneh" in shown
    assert "še nikoli preverjeno" in shown
    for model in public_page_models():
        model.objects.update(checked_on=timezone.localdate())
    # A number that nobody tried out stands there too.
    assert HEADING in editor.get("/").content.decode()
    PhoneLine.objects.update(checked_on=timezone.localdate())
    assert HEADING not in editor.get("/").content.decode()


def test_administrators_do_not(public_site: None, enter: Enter) -> None:
    assert HEADING not in enter(Role.ADMINISTRATOR, door=Door.CMS).get("/").content.decode()


def test_release_is_blocked_after_twice_the_interval_only(everything_checked: None) -> None:
    out = io.StringIO()
    once, twice = (CHECKED + datetime.timedelta(days=days) for days in (59, 61))
    with time_machine.travel(datetime.datetime.combine(once, datetime.time(12)), tick=False):
        assert ContactPage in {type(late.page) for late in facts_overdue()}
        call_command("check_public_pages", "--release", stdout=out)
    with time_machine.travel(datetime.datetime.combine(twice, datetime.time(12)), tick=False):
        call_command("check_public_pages", stdout=out)
        with pytest.raises(CommandError, match="facts of 3 pages too old"):
            call_command("check_public_pages", "--release", stdout=out)
