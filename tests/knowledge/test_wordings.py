"""Wordings of an article: which one is read on which day, and what differs between two."""

import importlib
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from knowledge.law.comparing import wordings_compare
from knowledge.law.services import (
    TAKE_OVER_JOB,
    WordingExistsError,
    wording_add,
    wordings_take_over,
)
from knowledge.models import LegalActPage, LegalArticlePage, LegalCitation, LegalWording
from knowledge.search.collect import documents_published
from knowledge.search.engines import search_engine
from knowledge.search.services import index_rebuild
from knowledge.search.thesaurus import general_thesaurus
from knowledge.word_differences import Change, words_compare
from portal.doors import Door
from portal.enums import Role
from portal.jobs import jobs_run_due
from portal.models import JobRun, User
from tests.factories.law import add_wording, make_act, make_article, paragraphs

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
OLD, NEW, COMING = date(2020, 1, 1), date(2024, 5, 1), date(2027, 3, 1)
TODAY = "2026-11-24 10:00+00:00"
ARTICLE = "/knowledge/law/tujci/50/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def act(db: None) -> LegalActPage:
    return make_act(
        "Zakon o tujcih", "tujci", abbreviation="ZTuj-2", journal_reference="Uradni list, št. 0/00"
    )


@pytest.fixture
def article(act: LegalActPage) -> LegalArticlePage:
    page = make_article(act, "50", "Rok je trideset dni.", valid_from=OLD, source="Prvi vir")
    page = add_wording(
        page, NEW, "Rok je devetdeset dni.", ("Dovoljenje dobi, če:", ["prosi;", "sodeluje."])
    )
    return add_wording(page, COMING, "Rok je eno leto.", source="Tretji vir")


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def test_the_wording_of_the_day_is_in_force(article: LegalArticlePage) -> None:
    def in_force(day: date) -> date | None:
        wording = article.wording_on(day)
        return wording.valid_from if wording else None

    assert in_force(date(2019, 12, 31)) is None
    assert in_force(OLD) == OLD
    assert in_force(date(2024, 4, 30)) == OLD
    assert in_force(NEW) == NEW
    assert in_force(COMING) == COMING


def test_a_wording_ends_on_the_day_before_the_next_one(article: LegalArticlePage) -> None:
    ends = [wording.valid_to for wording in article.wordings_in_order()]
    assert ends == [date(2024, 4, 30), date(2027, 2, 28), None]


def test_a_wording_without_a_day_is_older_than_all_others(act: LegalActPage) -> None:
    page = add_wording(make_article(act, "1", "Staro."), NEW, "Novo.")
    assert [one.key for one in page.wordings_in_order()] == ["first", "2024-05-01"]
    assert page.wordings_in_order()[0].is_valid_by(date(1900, 1, 1))


def test_the_article_is_read_in_the_wording_of_today(
    article: LegalArticlePage, enter: Enter
) -> None:
    page = html(enter(Role.VOLUNTEER), ARTICLE)
    assert "devetdeset dni" in page
    assert "trideset dni" not in page
    assert "Velja od 1. 5. 2024." in page
    assert "Velja do 28. 2. 2027" in page
    assert 'class="wording-banner"' not in page


@pytest.mark.parametrize(
    ("wording", "text", "banner"),
    [
        ("2020-01-01", "trideset dni", "Ne velja več. To besedilo je veljalo do 30. 4. 2024."),
        ("2027-03-01", "eno leto", "Še ne velja. To besedilo velja od 1. 3. 2027."),
    ],
)
def test_earlier_and_coming_wordings_are_read_under_a_banner(
    article: LegalArticlePage, enter: Enter, wording: str, text: str, banner: str
) -> None:
    page = html(enter(Role.VOLUNTEER), f"{ARTICLE}wording/{wording}/")
    assert text in page
    assert banner in words(page)
    assert f'<a href="{ARTICLE}">Preberite veljavno besedilo</a>' in page


@pytest.mark.parametrize("address", ["wording/2021-01-01/", "wording/x/", "9/", "2/3/", "2/0/"])
def test_what_is_not_there_is_not_found(
    article: LegalArticlePage, enter: Enter, address: str
) -> None:
    client = enter(Role.VOLUNTEER)
    assert client.get(ARTICLE).status_code == 200
    assert client.get(ARTICLE + address).status_code == 404


def test_a_paragraph_and_a_point_have_addresses_that_lead_to_them(
    article: LegalArticlePage, enter: Enter
) -> None:
    client = enter(Role.VOLUNTEER)
    page = html(client, ARTICLE)
    for address, anchor in (("2/", "odst-2"), ("2/2/", "odst-2-toc-2")):
        assert f'href="{ARTICLE}{address}"' in page
        assert f'id="{anchor}"' in page
        assert client.get(ARTICLE + address).headers["Location"] == f"{ARTICLE}#{anchor}"


def test_the_act_lists_its_articles_in_order(
    act: LegalActPage, article: LegalArticlePage, enter: Enter
) -> None:
    make_article(act, "51", "Drugo.")
    page = html(enter(Role.VOLUNTEER), "/knowledge/law/tujci/")
    assert re.findall(r'href="/knowledge/law/tujci/(\d+)/"', page) == ["50", "51"]
    for text in ("ZTuj-2", "Uradni list, št. 0/00", "novo besedilo velja od 1. 3. 2027"):
        assert text in page


def test_two_wordings_are_compared_word_by_word(article: LegalArticlePage, enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), f"{ARTICLE}compare/?old=2020-01-01&new=2024-05-01")
    assert "Rok je <del>" in page
    assert "</del><ins>" in page
    assert "</ins>dni." in page
    assert "odstranjeno: trideset (konec) dodano: devetdeset (konec) dni." in words(page)


def test_without_a_choice_the_coming_wording_is_compared_with_todays(
    article: LegalArticlePage, enter: Enter
) -> None:
    page = html(enter(Role.VOLUNTEER), f"{ARTICLE}compare/?old=nonsense")
    assert re.findall(r'<option value="([^"]+)" selected', page) == ["2024-05-01", "2027-03-01"]


def test_a_wording_beside_itself_does_not_differ(article: LegalArticlePage, enter: Enter) -> None:
    address = f"{ARTICLE}compare/?old=2020-01-01&new=2020-01-01"
    page = html(enter(Role.VOLUNTEER), address)
    assert "Besedili se ne razlikujeta." in page
    assert "trideset dni" in page
    assert 'class="compared-changed"' not in page


def test_one_wording_is_not_compared(act: LegalActPage, enter: Enter) -> None:
    make_article(act, "1", "Samo to.")
    client = enter(Role.VOLUNTEER)
    assert "compare/" not in html(client, "/knowledge/law/tujci/1/")
    assert client.get("/knowledge/law/tujci/1/compare/").status_code == 404


def test_a_paragraph_put_in_between_moves_the_others_without_changing_them() -> None:
    old = paragraphs("Knjižnica je odprta.", "Izkaznica velja eno leto.")
    new = paragraphs("Knjižnica je odprta.", "Vstop je prost za vse.", "Izkaznica velja eno leto.")
    compared = wordings_compare(old, new)
    assert [(line.change, line.old_label, line.label) for line in compared] == [
        (Change.KEPT, "(1)", "(1)"),
        (Change.ADDED, "(2)", "(2)"),
        (Change.KEPT, "(2)", "(3)"),
    ]
    assert [line.is_changed for line in compared] == [False, True, True]


def test_what_was_taken_out_and_put_in_reads_as_both_texts() -> None:
    old, new = "Rok je trideset dni od vloge.", "Rok je od vloge devetdeset dni."
    parts = list(words_compare(old, new))
    kept = [part.text for part in parts if part.change is not Change.ADDED]
    assert "".join(kept).split() == old.split()
    came = [part.text for part in parts if part.change is not Change.REMOVED]
    assert "".join(came).split() == new.split()


def test_only_the_wording_in_force_is_found_by_search(article: LegalArticlePage) -> None:
    texts = [document.text for document in documents_published()]
    assert any("devetdeset dni" in text for text in texts)
    assert not any("trideset dni" in text or "eno leto" in text for text in texts)


def test_a_coming_wording_takes_over_on_its_day(
    article: LegalArticlePage,
    enter: Enter,
    clock: time_machine.Traveller,
    tmp_path: object,
    settings: object,
) -> None:
    settings.SEARCH_DIR = tmp_path / "search"  # type: ignore[attr-defined, operator]
    index_rebuild()
    wordings_take_over()
    JobRun.objects.create(name=TAKE_OVER_JOB, ran_at=timezone.now())

    def found(question: str) -> list[str]:
        answer = search_engine().search(question, thesaurus=general_thesaurus())
        return [hit.number for hit in answer.hits]

    assert "50/2" in found("sodeluje")
    # Long without a run; the job catches up with what came into force meanwhile.
    clock.move_to("2027-03-04 00:05+00:00")
    assert "devetdeset dni" not in html(enter(Role.VOLUNTEER), ARTICLE)
    assert "50/2" in found("sodeluje")
    wordings_take_over()
    assert "50/2" not in found("sodeluje")
    assert found("eno leto") == ["50/1"]


def test_citations_follow_the_wording_in_force(
    act: LegalActPage, clock: time_machine.Traveller
) -> None:
    make_article(act, "50", "Prvi.", "Drugi.")
    page = make_article(act, "51", "Kot v prvem odstavku 50. člena.")
    add_wording(page, COMING, "Kot v drugem odstavku 50. člena.")
    assert "knowledge.wordings_take_over" not in jobs_run_due()
    assert LegalCitation.objects.get().paragraph == 1
    clock.move_to("2027-03-01 00:05+00:00")
    assert "knowledge.wordings_take_over" not in jobs_run_due()
    assert LegalCitation.objects.get().paragraph == 2


def test_a_new_wording_is_a_draft_with_the_newest_text(
    article: LegalArticlePage, person: Callable[..., User], enter: Enter
) -> None:
    wording_add(
        actor=person(Role.EDITOR), article=article, valid_from=date(2028, 1, 1), source="Vir"
    )
    article.refresh_from_db()
    assert article.has_unpublished_changes
    assert LegalWording.objects.filter(page=article).count() == 3
    newest = article.get_latest_revision_as_object().wordings_in_order()[-1]
    assert (newest.valid_from, newest.source) == (date(2028, 1, 1), "Vir")
    assert [one.text for one in newest.paragraphs.all()] == ["Rok je eno leto."]
    article.get_latest_revision().publish()
    assert LegalWording.objects.filter(page=article).count() == 4
    assert "devetdeset dni" in html(enter(Role.VOLUNTEER), ARTICLE)


def test_two_wordings_of_one_day_are_refused(
    article: LegalArticlePage, person: Callable[..., User]
) -> None:
    with pytest.raises(WordingExistsError):
        wording_add(actor=person(Role.EDITOR), article=article, valid_from=NEW, source="")


def test_an_editor_enters_a_wording_ahead_of_its_day(
    article: LegalArticlePage, enter: Enter
) -> None:
    client = enter(Role.EDITOR, door=Door.CMS)
    address = f"/wordings/{article.pk}/new/"
    assert address in client.get(f"/pages/{article.pk}/edit/").content.decode()
    assert client.get(address).status_code == 200
    refused = client.post(address, {"valid_from": "2024-05-01", "source": "Vir"})
    assert refused.status_code == 422
    assert "Od tega dne velja že drugo besedilo." in refused.content.decode()
    assert client.post(address, {"valid_from": "nonsense"}).status_code == 422
    response = client.post(address, {"valid_from": "2028-01-01", "source": "Vir"})
    assert response.headers["Location"] == f"/pages/{article.pk}/edit/"
    assert "2028" in client.get(f"/pages/{article.pk}/edit/").content.decode()


def article_form(article: LegalArticlePage, *days: str, number: str = "50") -> dict[str, str]:
    """What the editor's browser sends for an article with wordings of two paragraphs."""
    form = {
        "title": article.title, "slug": article.slug, "number": number, "reviewed_on": "",
        "next_review_on": "", "reviewed_by": "", "seo_title": "", "search_description": "",
        "wordings-TOTAL_FORMS": str(len(days)), "wordings-INITIAL_FORMS": "0",
        "wordings-MIN_NUM_FORMS": "0", "wordings-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    for index, day in enumerate(days):
        wording = f"wordings-{index}"
        form |= {
            f"{wording}-valid_from": day, f"{wording}-source": "", f"{wording}-ORDER": str(index),
            f"{wording}-paragraphs-TOTAL_FORMS": "2", f"{wording}-paragraphs-INITIAL_FORMS": "0",
        }  # fmt: skip
        for place in (0, 1):
            paragraph = f"{wording}-paragraphs-{place}"
            form |= {
                f"{paragraph}-number": str(place + 1), f"{paragraph}-text": f"Besedilo {place}.",
                f"{paragraph}-points": "", f"{paragraph}-closing": "",
                f"{paragraph}-ORDER": str(place),
            }  # fmt: skip
    return form


def test_an_editor_saves_wordings_and_doubles_are_refused(
    act: LegalActPage, article: LegalArticlePage, enter: Enter
) -> None:
    # The form below sends new wordings alone.
    article.wordings = []
    article.save_revision().publish()
    client = enter(Role.EDITOR, door=Door.CMS)
    address = f"/pages/{article.pk}/edit/"

    def sent(form: dict[str, str]) -> str:
        return client.post(address, form).content.decode()

    def days() -> list[date | None]:
        latest = LegalArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
        return [one.valid_from for one in latest.wordings_in_order()]

    good = article_form(article, "2020-01-01", "2025-01-01")
    twice = article_form(article, "2020-01-01", "2020-01-01")
    assert "Od tega dne velja že drugo besedilo." in sent(twice)
    same_paragraph = {**good, "wordings-1-paragraphs-1-number": "1"}
    assert "To številko ima že drug odstavek." in sent(same_paragraph)
    assert days() == []
    assert client.post(address, good).status_code == 302
    assert days() == [date(2020, 1, 1), date(2025, 1, 1)]
    make_article(act, "51", "Drugo.")
    assert "To številko ima že drug člen." in sent(article_form(article, number="51"))


def test_the_first_wording_is_what_the_article_said_before(article: LegalArticlePage) -> None:
    """The migration of revisions: an editor who opens an old draft finds its text."""
    migration = importlib.import_module("knowledge.migrations.0006_legal_wordings")
    revision = article.get_latest_revision()
    flat = migration._without_wording(dict(revision.content))
    assert [one["text"] for one in flat["paragraphs"]] == ["Rok je eno leto."]
    assert flat["valid_from"] == "2027-03-01"
    revision.content = migration._with_wording(flat, LegalWording.objects.first().pk)
    revision.save()
    (found,) = migration._revisions(apps, article).filter(pk=revision.pk)
    wordings = Revision.objects.get(pk=found.pk).as_object().wordings_in_order()
    assert [(one.valid_from, one.source) for one in wordings] == [(COMING, "Tretji vir")]
    assert [one.text for one in wordings[0].paragraphs.all()] == ["Rok je eno leto."]
