"""Sections that are not for everybody: nothing tells of them to who may not read them.

2 "Delo" stays open, 2.1 is for team leads, and 2.1.1 stands below it without a choice of its own.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from knowledge.enums import Readers
from knowledge.law.services import citations_rebuild
from knowledge.models import HandbookPage, LegalArticlePage, SectionPage
from knowledge.policies import readers_narrowest, readers_without
from knowledge.reading.changes import changes_since, comparison_since
from knowledge.reading.enums import ChangeKind, TargetKind
from knowledge.reading.selectors import target_of
from knowledge.search.services import documents_published, index_rebuild
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import write_text

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
People = Callable[..., User]
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.get_fixed_timezone(0))
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
HOME = "/knowledge/"
CLOSED = "/knowledge/handbook/prirocnik/2.1/"
BELOW = "/knowledge/handbook/prirocnik/2.1.1/"
ARTICLE = "/knowledge/law/zakon-o-knjiznicah/7/"
WITH_BELOW = HANDBOOK.replace(
    "2.2. Iskanje službe", "2.1.1. Vozički\n\nZemljevidi za harmonikarje.\n\n2.2. Iskanje službe"
)
TELLING = ("Tečaj", "tečaj", "Vozički", "harmonikar")


@pytest.fixture
def _handbook() -> None:
    handbook_import(actor=None, document=read(WITH_BELOW), publish=True)


@pytest.fixture
def _restricted(_handbook: None) -> None:
    restrict("2.1")


def restrict(number: str, readers: Readers = Readers.TEAM_LEADS) -> SectionPage:
    section: SectionPage = SectionPage.objects.get(number=number)
    section.readers = readers
    section.save_revision().publish()
    return section


def page_of(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, address
    return response.content.decode()


def told(page: str) -> list[str]:
    return [word for word in TELLING if word in page]


def suggested(client: Client, beginning: str) -> list[dict[str, object]]:
    response = client.get(f"{HOME}search/suggest/", {"q": beginning})
    found: list[dict[str, object]] = response.json()["suggestions"]
    return found


@pytest.mark.parametrize(
    ("role", "open_numbers"),
    [
        (Role.TEAM_LEAD, {"all", "counsellors", "team_leads"}),
        (Role.EDITOR, {"all", "counsellors", "team_leads"}),
        (Role.COUNSELLOR, {"all", "counsellors"}),
        (Role.VOLUNTEER, {"all"}),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_each_role_belongs_to_its_circles(
    person: People, role: Role, open_numbers: set[str]
) -> None:
    assert {one.value for one in Readers} - set(readers_without(person(role))) == open_numbers


def test_what_stands_in_several_circles_is_for_the_narrowest() -> None:
    assert readers_narrowest([Readers.COUNSELLORS, Readers.ALL]) == Readers.COUNSELLORS
    assert readers_narrowest([Readers.COUNSELLORS, Readers.TEAM_LEADS]) == Readers.TEAM_LEADS
    assert readers_narrowest([]) == Readers.ALL


@pytest.mark.usefixtures("_restricted")
@pytest.mark.parametrize("address", [CLOSED, BELOW])
def test_a_closed_section_is_missing_for_who_may_not_read_it(enter: Enter, address: str) -> None:
    assert told(page_of(enter(Role.TEAM_LEAD), address))
    for role in (Role.COUNSELLOR, Role.VOLUNTEER):
        client = enter(role)
        assert client.get(address).status_code == 404
        for other in (
            f"{address}changes/",
            address.replace("handbook", "print"),
            address.replace("handbook", "pdf"),
        ):
            assert client.get(other).status_code == 404


@pytest.mark.usefixtures("_restricted")
@pytest.mark.parametrize(
    "address",
    [
        HOME,
        "/knowledge/handbook/prirocnik/2/",
        "/knowledge/handbook/prirocnik/2.2/",
        "/knowledge/print/prirocnik/",
        "/knowledge/print/prirocnik/2/?below=1",
    ],
)
def test_no_title_or_text_of_it_stands_elsewhere(enter: Enter, address: str) -> None:
    assert told(page_of(enter(Role.TEAM_LEAD), address))
    assert told(page_of(enter(Role.VOLUNTEER), address)) == []


@pytest.mark.usefixtures("_handbook")
def test_an_article_does_not_say_that_it_is_cited_there(enter: Enter) -> None:
    write_text("2.1", "Tečaj jezika ureja 7. člen Zakona o knjižnicah.")
    restrict("2.1")
    citations_rebuild()
    assert "Tečaj jezika" in page_of(enter(Role.TEAM_LEAD), ARTICLE)
    page = page_of(enter(Role.VOLUNTEER), ARTICLE)
    assert "Tečaj jezika" not in page
    assert CLOSED not in page


@pytest.mark.usefixtures("_restricted")
def test_it_cannot_be_pinned_or_asked_about(enter: Enter, person: People) -> None:
    section = SectionPage.objects.get(number="2.1.1")
    assert target_of(person(Role.TEAM_LEAD), TargetKind.SECTION, section.pk)
    volunteer = person(Role.VOLUNTEER)
    assert target_of(volunteer, TargetKind.SECTION, section.pk) is None
    client = enter(user=volunteer)
    fields = {"kind": "section", "key": str(section.pk)}
    assert client.post("/knowledge/pins/new/", fields).status_code == 404
    assert (
        client.post(f"/knowledge/unclear/section/{section.pk}/", {"text": "?"}).status_code == 404
    )


@pytest.mark.usefixtures("_handbook")
def test_a_pin_from_before_loses_its_title(enter: Enter, person: People) -> None:
    client = enter(user=person(Role.VOLUNTEER))
    section = SectionPage.objects.get(number="2.1")
    client.post("/knowledge/pins/new/", {"kind": "section", "key": str(section.pk)})
    assert told(page_of(client, HOME))
    restrict("2.1")
    assert told(page_of(client, HOME)) == []


@pytest.mark.usefixtures("_restricted")
def test_the_search_finds_counts_and_suggests_nothing_of_it(enter: Enter) -> None:
    index_rebuild()
    lead, volunteer = enter(Role.TEAM_LEAD), enter(Role.VOLUNTEER)
    for question in ("tečaj jezika", "harmonikarji", "2.1.1", "harmonikaji"):
        assert 'href="/knowledge/handbook/prirocnik/2.1' in page_of(
            lead, f"{HOME}search/", q=question
        )
        found = page_of(volunteer, f"{HOME}search/", q=question)
        assert "prirocnik/2.1" not in found
        assert "harmonikar" not in found.replace(question, "")
    for beginning in ("teč", "harmo", "voz"):
        assert suggested(lead, beginning) != []
        assert suggested(volunteer, beginning) == []


@pytest.mark.usefixtures("_restricted")
def test_the_index_says_for_whom_each_document_is() -> None:
    audiences = {one.number: one.restricted_to for one in documents_published()}
    assert audiences["2"] == frozenset()
    assert audiences["2.1"] == audiences["2.1.1"] == {"team_lead", "editor"}
    assert audiences["2.2"] == frozenset()


@pytest.mark.usefixtures("_handbook")
def test_the_index_follows_when_a_section_is_closed_and_opened(
    django_capture_on_commit_callbacks: Callable[..., object], enter: Enter
) -> None:
    index_rebuild()
    client = enter(Role.VOLUNTEER)

    def is_found() -> bool:
        return BELOW in page_of(client, f"{HOME}search/", q="harmonikarji")

    assert is_found()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        restrict("2.1")
    assert not is_found()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        restrict("2.1", Readers.ALL)
    assert is_found()


@pytest.fixture
def _restricted_before_monday() -> None:
    with time_machine.travel(MONDAY - timedelta(days=7), tick=False):
        handbook_import(actor=None, document=read(WITH_BELOW), publish=True)
        restrict("2.1")


def titles(user: User, since: datetime = MONDAY) -> dict[str, ChangeKind]:
    return {change.title: change.kind for change in changes_since(user, since)}


@pytest.mark.usefixtures("_restricted_before_monday")
@pytest.mark.parametrize("number", ["2.1", "2.1.1"])
def test_a_change_of_it_is_listed_for_its_readers_only(person: People, number: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        write_text(number, "Vse je drugače.")
    assert [*titles(person(Role.TEAM_LEAD)).values()] == [ChangeKind.CHANGED]
    assert titles(person(Role.VOLUNTEER)) == {}


@pytest.mark.usefixtures("_restricted_before_monday")
@pytest.mark.parametrize("number", ["2.1", "2.1.1"])
def test_a_closed_section_taken_off_is_not_named_to_others(person: People, number: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        SectionPage.objects.get(number=number).unpublish()
    assert ChangeKind.REMOVED in titles(person(Role.TEAM_LEAD)).values()
    assert titles(person(Role.VOLUNTEER)) == {}


@pytest.mark.usefixtures("_restricted_before_monday")
@pytest.mark.parametrize("number", ["2.1", "2.1.1"])
def test_a_closed_section_that_is_deleted_is_not_named_to_others(
    person: People, number: str
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        Page.objects.get(pk=SectionPage.objects.get(number=number).pk).delete(user=None)
    assert ChangeKind.REMOVED in titles(person(Role.TEAM_LEAD)).values()
    assert titles(person(Role.VOLUNTEER)) == {}


@pytest.mark.usefixtures("_restricted_before_monday")
@pytest.mark.parametrize("number", ["2.1", "2.1.1"])
def test_a_closed_section_taken_off_and_deleted_later_is_not_named_to_others(
    person: People, number: str
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        section = Page.objects.get(pk=SectionPage.objects.get(number=number).pk)
        section.unpublish()
    with time_machine.travel(WEDNESDAY, tick=False):
        Page.objects.get(pk=section.pk).delete(user=None)
    assert ChangeKind.REMOVED in titles(person(Role.TEAM_LEAD)).values()
    assert titles(person(Role.VOLUNTEER)) == {}


@pytest.mark.usefixtures("_restricted_before_monday")
def test_a_closed_section_taken_off_and_moved_to_an_open_place_is_not_named(
    person: People,
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        SectionPage.objects.get(number="2.1.1").unpublish()
        Page.objects.get(pk=SectionPage.objects.get(number="2.1.1").pk).move(
            SectionPage.objects.get(number="1"), pos="last-child"
        )
    assert titles(person(Role.TEAM_LEAD)) == {"2.1.1 Vozički": ChangeKind.REMOVED}
    assert titles(person(Role.VOLUNTEER)) == {}


@pytest.mark.usefixtures("_restricted_before_monday")
def test_an_open_section_that_goes_is_named_by_the_title_that_was_read(person: People) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        section = SectionPage.objects.get(number="2.2")
        section.title = "Skrivni osnutek"
        section.save_revision()
        SectionPage.objects.get(number="2.2").unpublish()
        Page.objects.get(pk=section.pk).delete(user=None)
    assert titles(person(Role.VOLUNTEER)) == {"2.2 Iskanje službe": ChangeKind.REMOVED}


@pytest.mark.usefixtures("_restricted_before_monday")
def test_a_removal_without_a_note_is_named_to_who_may_read_everything(person: People) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        SectionPage.objects.get(number="2.2").unpublish()
    volunteer, lead = person(Role.VOLUNTEER), person(Role.TEAM_LEAD)
    assert "2.2 Iskanje službe" in titles(volunteer)
    PageLogEntry.objects.update(data={})
    assert titles(volunteer) == {}
    assert ChangeKind.REMOVED in titles(lead).values()


@pytest.mark.usefixtures("_restricted_before_monday")
@pytest.mark.parametrize("way", ["moved", "opened above"])
def test_words_from_a_closed_time_stay_closed_when_the_place_opens(
    person: People, way: str
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        if way == "moved":
            Page.objects.get(pk=SectionPage.objects.get(number="2.1.1").pk).move(
                SectionPage.objects.get(number="1"), pos="last-child"
            )
        else:
            restrict("2.1", Readers.ALL)
        section = write_text("2.1.1", "Kar sme vsak brati.")
    section.refresh_from_db()
    lead, volunteer = person(Role.TEAM_LEAD), person(Role.VOLUNTEER)
    assert comparison_since(lead, section, MONDAY) is not None
    assert comparison_since(volunteer, section, MONDAY) is None
    assert titles(volunteer)["2.1.1 Vozički"] == ChangeKind.NEW


@pytest.mark.usefixtures("_restricted_before_monday")
def test_the_migration_gives_old_publications_the_strictest_circle_that_is_known() -> None:
    note_old = import_module("knowledge.migrations.0012_section_notes").write_notes
    restrict("2.1", Readers.ALL)
    PageLogEntry.objects.update(data={})
    note_old(apps, None)
    readers = {
        entry.data["section"]["number"]: entry.data["section"]["readers"]
        for entry in PageLogEntry.objects.filter(action="wagtail.publish", data__has_key="section")
    }
    assert readers["2.1"] == readers["2.1.1"] == Readers.TEAM_LEADS
    assert readers["2.2"] == Readers.ALL


@pytest.mark.usefixtures("_restricted_before_monday")
def test_a_section_that_opens_is_new_and_its_earlier_words_stay_closed(person: People) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        section = SectionPage.objects.get(number="2.1")
        section.readers = Readers.ALL
        section.title = "Tečaj za vse"
        section.body = [("paragraph", "Kar sme vsak brati.")]
        section.save_revision().publish()
    section.refresh_from_db()
    lead, volunteer = person(Role.TEAM_LEAD), person(Role.VOLUNTEER)
    assert comparison_since(lead, section, MONDAY) is not None
    assert comparison_since(volunteer, section, MONDAY) is None
    assert titles(volunteer)["2.1 Tečaj za vse"] == ChangeKind.NEW


@pytest.mark.usefixtures("_handbook")
def test_an_editor_chooses_in_the_cms_and_readers_are_told_by_the_page(enter: Enter) -> None:
    section = SectionPage.objects.get(number="2.1")
    form = page_of(enter(Role.EDITOR, door=Door.CMS), f"/pages/{section.pk}/edit/")
    choices = re.findall(r'name="readers"[^>]*>(.*?)</select>', form, re.DOTALL)
    assert len(choices) == 1
    for one in Readers:
        assert f'value="{one.value}"' in choices[0]
    lead = enter(Role.TEAM_LEAD)
    assert "Smejo brati" not in page_of(lead, CLOSED)
    restrict("2.1")
    for address in (CLOSED, BELOW):
        assert "Smejo brati: vodje in uredniki." in page_of(lead, address)


@pytest.mark.usefixtures("_handbook")
def test_the_circle_counts_from_the_moment_of_publishing(enter: Enter) -> None:
    client = enter(Role.VOLUNTEER)
    section = SectionPage.objects.get(number="2.1")
    section.readers = Readers.TEAM_LEADS
    draft = section.save_revision()
    assert client.get(CLOSED).status_code == 200
    draft.publish()
    assert client.get(CLOSED).status_code == 404


@pytest.mark.usefixtures("_handbook")
def test_a_new_import_keeps_the_circle() -> None:
    restrict("2.1")
    changed = WITH_BELOW.replace("dvakrat", "trikrat")
    handbook_import(actor=None, document=read(changed), publish=True)
    section = SectionPage.objects.get(number="2.1")
    assert "trikrat" in str(section.body)
    assert section.readers == Readers.TEAM_LEADS


@pytest.mark.usefixtures("_handbook")
def test_closing_sections_costs_no_queries(enter: Enter) -> None:
    client = enter(Role.VOLUNTEER)
    page_of(client, HOME)
    with CaptureQueriesContext(
        connection,
    ) as open_to_all:
        page_of(client, HOME)
    restrict("2.1")
    restrict("2.2")
    with CaptureQueriesContext(connection) as partly_closed:
        page_of(client, HOME)
    assert len(partly_closed) <= len(open_to_all)


@pytest.mark.usefixtures("_restricted")
def test_articles_and_the_handbook_itself_stay_open(person: People) -> None:
    volunteer = person(Role.VOLUNTEER)
    assert HandbookPage.objects.readable_by(volunteer).exists()
    assert LegalArticlePage.objects.readable_by(volunteer).exists()
