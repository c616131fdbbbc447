"""Review dates: who is told what is due, and how a review is noted."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.models import LegalArticlePage, SectionPage
from knowledge.reviews.selectors import ReviewState, review_state, reviews_due
from knowledge.reviews.services import MailNotSentError, page_review, reviews_mail_send
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.jobs import jobs_run_due
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
People = Callable[..., User]
# A Tuesday.
TODAY = date(2026, 11, 24)
SECTION = "/knowledge/handbook/prirocnik/2.1/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-24 10:00+00:00", tick=False) as coordinates:
        yield coordinates


@pytest.fixture(autouse=True)
def _handbook(clock: object) -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)


def due_on(number: str, day: date | None) -> SectionPage:
    page = SectionPage.objects.get(number=number)
    page.next_review_on = day
    page.save_revision().publish()
    return page


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (None, ReviewState.UNSET),
        (date(2026, 11, 23), ReviewState.OVERDUE),
        (date(2026, 11, 24), ReviewState.SOON),
        (date(2026, 12, 24), ReviewState.SOON),
        (date(2026, 12, 25), ReviewState.LATER),
    ],
)
def test_a_text_is_overdue_on_the_day_after_its_date(day: date | None, state: ReviewState) -> None:
    assert review_state(day) is state


def test_the_most_urgent_texts_come_first(person: People) -> None:
    assert not reviews_due().is_anything
    due_on("2.1", date(2026, 12, 1))
    due_on("2.2", date(2026, 10, 1))
    due_on("1", date(2027, 10, 1))
    article = LegalArticlePage.objects.get()
    article.next_review_on = date(2026, 11, 1)
    article.save_revision().publish()
    due = reviews_due()
    assert (due.overdue, due.soon) == (2, 1)
    assert [(page.number, page.belongs_to) for page in due.pages] == [
        ("2.2", "Delo"), (None, "Zakon o knjižnicah"), ("2.1", "Delo"),
    ]  # fmt: skip


def test_what_is_not_published_is_not_due() -> None:
    page = due_on("2.2", date(2026, 10, 1))
    assert reviews_due().overdue == 1
    page.unpublish()
    assert reviews_due().overdue == 0


def test_editors_see_what_is_due_on_their_dashboard(enter: Enter) -> None:
    page = due_on("2.2", date(2026, 10, 1))
    dashboard = html(enter(Role.EDITOR, door=Door.CMS), "/")
    assert "Besedila za pregled" in dashboard
    assert "1 besedilo je čez rok" in dashboard
    assert f'href="/pages/{page.pk}/edit/"' in dashboard
    assert "Iskanje službe" in dashboard


def test_an_administrator_sees_nothing_of_it(enter: Enter) -> None:
    due_on("2.2", date(2026, 10, 1))
    client = enter(Role.ADMINISTRATOR, door=Door.CMS)
    assert "Besedila za pregled" not in html(client, "/")
    assert client.get("/reviews/").status_code == 404


def test_the_report_is_filtered_by_state_and_kind(enter: Enter) -> None:
    due_on("2.2", date(2026, 10, 1))
    due_on("2.1", date(2026, 12, 1))
    client = enter(Role.EDITOR, door=Door.CMS)
    everything = html(client, "/reviews/")
    for text in ("2.2 Iskanje službe", "2.1 Tečaj jezika", "7. člen"):
        assert text in everything
    overdue = html(client, "/reviews/results/?state=overdue")
    assert "2.2 Iskanje službe" in overdue
    assert "2.1 Tečaj jezika" not in overdue
    articles = html(client, "/reviews/results/?kind=article")
    assert "7. člen" in articles
    assert "2.2 Iskanje službe" not in articles
    assert client.get("/reviews/?export=csv").status_code == 200


def test_the_report_costs_the_same_number_of_queries_with_more_texts(enter: Enter) -> None:
    client = enter(Role.EDITOR, door=Door.CMS)
    html(client, "/reviews/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            html(client, "/reviews/")
        return len(captured)

    few = queries()
    longer = HANDBOOK + "".join(f"\n2.{n}. Naslov {n}\n\nBesedilo {n}.\n" for n in range(3, 20))
    handbook_import(actor=None, document=read(longer), publish=True)
    assert queries() == few


def test_an_editor_notes_a_review(enter: Enter, person: People) -> None:
    editor = person(Role.EDITOR)
    page = due_on("2.2", date(2026, 10, 1))
    client = enter(user=editor, door=Door.CMS)
    address = f"/reviews/{page.pk}/"
    assert address in html(client, f"/pages/{page.pk}/edit/")
    assert "čez 6 mesecev" in html(client, address)
    assert client.post(address, {"months": "5"}).status_code == 422
    page.refresh_from_db()
    assert page.reviewed_on is None
    assert client.post(address, {"months": "6"}).status_code == 302
    page.refresh_from_db()
    assert (page.reviewed_on, page.reviewed_by) == (TODAY, editor)
    assert page.next_review_on == date(2027, 5, 24)
    assert not page.has_unpublished_changes
    assert reviews_due().overdue == 0


def test_a_review_publishes_no_draft(person: People) -> None:
    page = due_on("2.2", date(2026, 10, 1))
    page.title = "Še ne"
    page.save_revision()
    page_review(actor=person(Role.EDITOR), page=SectionPage.objects.get(number="2.2"), months=12)
    page = SectionPage.objects.get(number="2.2")
    assert (page.title, page.next_review_on) == ("Iskanje službe", date(2027, 11, 24))
    assert page.has_unpublished_changes
    page.get_latest_revision().publish()
    page = SectionPage.objects.get(number="2.2")
    assert (page.title, page.next_review_on) == ("Še ne", date(2027, 11, 24))


def test_a_review_half_a_year_after_a_long_month_ends_with_the_short_one(
    person: People, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-08-31 10:00+00:00")
    page = SectionPage.objects.get(number="2.2")
    page_review(actor=person(Role.EDITOR), page=page, months=6)
    page.refresh_from_db()
    assert page.next_review_on == date(2027, 2, 28)


def test_pages_of_other_kinds_are_not_reviewed(enter: Enter) -> None:
    client = enter(Role.EDITOR, door=Door.CMS)
    assert client.get("/reviews/1/").status_code == 404
    assert client.get("/reviews/999999/").status_code == 404


def test_the_reader_sees_when_a_text_was_reviewed_and_that_it_is_overdue(
    enter: Enter, person: People
) -> None:
    client = enter(Role.VOLUNTEER)
    assert "pregled" not in html(client, SECTION).lower()
    page_review(
        actor=person(Role.EDITOR, first_name="Jana"),
        page=SectionPage.objects.get(number="2.1"),
        months=12,
    )
    page = html(client, SECTION)
    assert "Nazadnje pregledano 24. 11. 2026, Jana." in page
    assert "Naslednji pregled do 24. 11. 2027." in page
    assert "review-overdue" not in page
    due_on("2.1", date(2026, 11, 23))
    page = html(client, SECTION)
    assert 'class="review-overdue"' in page
    assert "To besedilo bi moralo biti pregledano do 23. 11. 2026." in page


def test_editors_get_a_mail_once_a_week_while_something_is_overdue(
    person: People, clock: time_machine.Traveller
) -> None:
    editor = person(Role.EDITOR)
    person(Role.EDITOR, language="en")
    person(Role.COUNSELLOR)
    person(Role.EDITOR, is_active=False)
    person(Role.EDITOR, email="")
    due_on("2.1", date(2026, 12, 1))
    assert reviews_mail_send() == 0
    due_on("2.2", date(2026, 10, 1))
    assert reviews_mail_send() == 2
    assert reviews_mail_send() == 0
    slovene, english = sorted(mail.outbox, key=lambda one: one.to != [editor.email])
    assert slovene.subject == "Besedila za pregled"
    assert "1 besedilo v zbirki znanja bi moralo biti že pregledano." in slovene.body
    assert "http://cms.localhost" in slovene.body
    assert "/reviews/" in slovene.body
    assert english.subject == "Texts to look over"
    for written in (slovene, english):
        assert "služb" not in written.subject + written.body
        assert "2.2" not in written.body
    # Sunday night, then Monday morning of the next week.
    clock.move_to("2026-11-29 22:00+00:00")
    assert reviews_mail_send() == 0
    clock.move_to("2026-11-30 04:59+00:00")
    assert reviews_mail_send() == 0
    clock.move_to("2026-11-30 05:01+00:00")
    assert reviews_mail_send() == 2


def test_the_mail_is_a_job_that_catches_up(person: People, clock: time_machine.Traveller) -> None:
    person(Role.EDITOR)
    due_on("2.2", date(2026, 10, 1))
    assert jobs_run_due() == []
    assert len(mail.outbox) == 1
    clock.move_to("2026-12-19 10:00+00:00")
    assert jobs_run_due() == []
    assert len(mail.outbox) == 2


def test_a_mail_that_nobody_got_is_sent_again(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Role.EDITOR)
    due_on("2.2", date(2026, 10, 1))
    with monkeypatch.context() as broken:
        broken.setattr("knowledge.reviews.services.mail_send", lambda *_given: False)
        with pytest.raises(MailNotSentError):
            reviews_mail_send()
    assert reviews_mail_send() == 1
