"""Changes since the last visit: what a visit is, what is listed, and which words differ."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.models import LegalArticlePage, ReadingVisit, SectionPage
from knowledge.reading.changes import changes_since, comparison_since
from knowledge.reading.enums import ChangeKind
from knowledge.reading.services import VISIT_LASTS, changes_seen, visit_begin
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import import_changed, write_text
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

People = Callable[..., User]
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.get_fixed_timezone(0))
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
HOME = "/knowledge/"


@pytest.fixture
def reader(person: People) -> User:
    """Somebody who read the handbook on Monday."""
    with time_machine.travel(MONDAY - timedelta(days=7), tick=False):
        user = person(Role.COUNSELLOR)
        handbook_import(actor=None, document=read(HANDBOOK), publish=True)
    with time_machine.travel(MONDAY, tick=False):
        assert visit_begin(actor=user) is None
    return user


def kinds(user: User, since: datetime = MONDAY) -> dict[str, ChangeKind]:
    return {change.title: change.kind for change in changes_since(user, since)}


def test_the_first_visit_has_nothing_to_compare_with(reader: User) -> None:
    assert changes_since(reader, None) == []


def test_a_visit_lasts_eight_hours_from_its_first_page(reader: User) -> None:
    with time_machine.travel(MONDAY + VISIT_LASTS - timedelta(seconds=1), tick=False):
        assert visit_begin(actor=reader) is None
    with time_machine.travel(MONDAY + VISIT_LASTS, tick=False):
        assert visit_begin(actor=reader) == MONDAY
        assert visit_begin(actor=reader) == MONDAY


def test_of_a_person_two_moments_are_kept_and_no_more(reader: User) -> None:
    names = {field.name for field in ReadingVisit._meta.get_fields()}
    assert names == {"id", "user", "current_visit_at", "previous_visit_at"}
    with time_machine.travel(TUESDAY, tick=False):
        visit_begin(actor=reader)
    assert ReadingVisit.objects.filter(user=reader).count() == 1


def test_new_changed_and_removed_sections_are_listed(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        import_changed(lambda text: text.replace("dvakrat", "trikrat") + "\n2.3. Vrtec\n\nVpis.\n")
        SectionPage.objects.get(number="2.2").unpublish()
    assert kinds(reader) == {
        "2.1 Tečaj jezika": ChangeKind.CHANGED,
        "2.3 Vrtec": ChangeKind.NEW,
        "2.2 Iskanje službe": ChangeKind.REMOVED,
    }


def test_a_deleted_section_is_listed_as_removed(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        SectionPage.objects.get(number="2.2").delete()
    assert kinds(reader) == {"2.2 Iskanje službe": ChangeKind.REMOVED}


def test_an_article_of_law_is_listed(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        import_changed(lambda text: text.replace("eno leto", "dve leti"))
    assert kinds(reader) == {"7. člen": ChangeKind.CHANGED}


def test_what_is_published_again_with_the_same_words_is_no_change(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        section = SectionPage.objects.get(number="2.1")
        section.reviewed_on = TUESDAY.date()
        section.save_revision().publish()
    assert SectionPage.objects.get(number="2.1").last_published_at == TUESDAY
    assert kinds(reader) == {}


def test_a_draft_is_no_change_until_it_is_published(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        section = SectionPage.objects.get(number="2.2")
        section.title = "Iskanje dela"
        revision = section.save_revision()
        assert kinds(reader) == {}
        revision.publish()
    assert kinds(reader) == {"2.2 Iskanje dela": ChangeKind.CHANGED}


def test_the_text_shown_last_is_the_one_compared_not_a_draft_of_it(reader: User) -> None:
    with time_machine.travel(MONDAY - timedelta(hours=1), tick=False):
        section = SectionPage.objects.get(number="2.2")
        section.body = [("paragraph", "Osnutek, ki ga ni nihče videl.")]
        section.save_revision()
    with time_machine.travel(TUESDAY, tick=False):
        section = write_text("2.2", "Življenjepis napišemo skupaj in ga preberemo.")
    comparison = comparison_since(reader, SectionPage.objects.get(pk=section.pk), MONDAY)
    assert comparison is not None
    texts = [part.text for line in comparison.lines for part in line]
    assert "skupaj in ga preberemo." in texts
    assert "Življenjepis napišemo " in texts
    assert not any("Osnutek" in text for text in texts)


def test_a_section_taken_off_and_put_back_before_the_visit_is_no_change(reader: User) -> None:
    with time_machine.travel(MONDAY - timedelta(hours=2), tick=False):
        section = SectionPage.objects.get(number="2.2")
        section.unpublish()
        section.get_latest_revision().publish()
    assert kinds(reader) == {}


def test_a_section_under_an_unpublished_chapter_is_not_listed(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Novo.")
        assert "2.2 Iskanje službe" in kinds(reader)
        SectionPage.objects.get(number="2").unpublish()
    assert "2.2 Iskanje službe" not in kinds(reader)


def test_who_may_not_read_gets_no_list(reader: User, person: People) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Novo.")
    assert kinds(reader) != {}
    assert changes_since(person(Role.ADMINISTRATOR), MONDAY) == []


def page_of(client: Client, address: str = HOME) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_stays_on_reload_until_it_is_marked_as_seen(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Življenjepis napišemo počasi.")
    with time_machine.travel(WEDNESDAY, tick=False):
        client = sign_in(reader, Door.PORTAL)
        for _look in range(2):
            page = page_of(client)
            assert "Spremembe od vašega zadnjega obiska" in page
            assert 'href="/knowledge/handbook/prirocnik/2.2/changes/"' in page
        # The chapter tree carries the mark as well.
        assert page_of(client, "/knowledge/handbook/prirocnik/1/").count("change-mark") == 1
        assert client.post("/knowledge/changes/seen/").status_code == 302
        page = page_of(client)
        assert "Spremembe od vašega zadnjega obiska" not in page
        assert "change-mark" not in page


def test_the_words_that_differ_are_shown(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Življenjepis napišemo <b>počasi</b>.")
    with time_machine.travel(WEDNESDAY, tick=False):
        page = page_of(sign_in(reader, Door.PORTAL), "/knowledge/handbook/prirocnik/2.2/changes/")
    assert "<del>" in page
    assert "skupaj" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_an_article_is_compared_too(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        import_changed(lambda text: text.replace("eno leto", "dve leti"))
    page = LegalArticlePage.objects.get()
    comparison = comparison_since(reader, page, MONDAY)
    assert comparison is not None
    assert comparison.url == "/knowledge/law/zakon-o-knjiznicah/7/"
    assert ("added", "dve leti.") in [(p.change, p.text.strip()) for p in comparison.lines[0]]


def test_without_an_earlier_visit_there_is_nothing_to_compare(reader: User) -> None:
    with time_machine.travel(MONDAY, tick=False):
        page = page_of(sign_in(reader, Door.PORTAL), "/knowledge/handbook/prirocnik/2.2/changes/")
    assert "Ni starejšega besedila" in page


def test_seen_means_from_now_on(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Novo.")
        changes_seen(actor=reader)
        assert kinds(reader, visit_begin(actor=reader) or MONDAY) == {}
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        write_text("2.1", "Še novejše.")
        assert list(kinds(reader, visit_begin(actor=reader) or MONDAY)) == ["2.1 Tečaj jezika"]


def test_the_number_of_queries_does_not_grow_with_the_changes(reader: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text("2.2", "Novo.")
        SectionPage.objects.get(number="2.1").unpublish()
        with CaptureQueriesContext(connection) as few:
            assert len(changes_since(reader, MONDAY)) == 2
        sections = "".join(f"\n3.{n}. Naslov {n}\n\nBesedilo.\n" for n in range(1, 20))
        import_changed(lambda text: f"{text}\n3. Novo\n{sections}")
        write_text("1", "Prvo.")
        with CaptureQueriesContext(connection) as many:
            assert len(changes_since(reader, MONDAY)) > 15
    assert len(many) <= len(few) <= 12


def test_a_text_is_read_while_the_database_takes_no_writes(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(reader, Door.PORTAL)
    section = "/knowledge/handbook/prirocnik/2.2/"

    def locked(*_args: object, **_kwargs: object) -> NoReturn:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("knowledge.reading.services._visit_write", locked)
        assert client.get(section).status_code == 200
    visit = ReadingVisit.objects.get(user=reader)
    assert visit.current_visit_at == MONDAY
    assert client.get(section).status_code == 200
    visit.refresh_from_db()
    assert (visit.previous_visit_at, visit.current_visit_at > MONDAY) == (MONDAY, True)
