"""Citations in texts lead to the place they mean, or nowhere."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.law.resolving import Source, places_in
from knowledge.law.selectors import article_screen
from knowledge.law.services import citations_rebuild
from knowledge.models import (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    LegalCitation,
    SectionNote,
    SectionPage,
)
from knowledge.selectors import section_screen
from knowledge.services import knowledge_root_ensure
from portal.enums import Role
from portal.models import User
from tests.factories.law import make_act, make_article

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
LAW = "/knowledge/law"


@pytest.fixture
def aliens(db: None) -> LegalActPage:
    act = make_act("Zakon o tujcih", "tujci", abbreviation="ZTuj-2")
    make_article(act, "50", "Prvi.", ("Drugi, če:", ["ena;", "dve."]), "Tretji.")
    make_article(act, "51", "Kot v 50. členu.")
    return act


@pytest.fixture
def libraries(db: None) -> LegalActPage:
    act = make_act("Zakon o knjižnicah", "knjiznice", short_name="Knjižnični zakon")
    make_article(act, "51", "Samo en odstavek.")
    make_article(act, "7", "Prvi.", "Drugi.")
    return act


def section(
    *texts: str, number: str = "1", quotes: tuple[LegalArticlePage, ...] = (), note: str = ""
) -> SectionPage:
    root = knowledge_root_ensure()
    handbook = HandbookPage.objects.first()
    if handbook is None:
        handbook = HandbookPage(title="Priročnik", slug="prirocnik", locale=root.locale)
        root.add_child(instance=handbook)
    body = [{"type": "paragraph", "value": text} for text in texts]
    body += [{"type": "law_excerpt", "value": {"article": one.pk}} for one in quotes]
    page = SectionPage(
        title=f"Razdelek {number}", slug=number.replace(".", "-"), number=number,
        body=json.dumps(body), locale=root.locale,
    )  # fmt: skip
    if note:
        page.notes = [SectionNote(number=1, text=note, sort_order=0)]
    handbook.add_child(instance=page)
    page.save_revision().publish()
    return page


def urls(*texts: str, quoted: tuple[LegalArticlePage, ...] = ()) -> list[str]:
    (found,) = places_in([Source(texts, quoted=frozenset(one.pk for one in quoted))])
    return [place.url for text in texts for place in found.get(text, ())]


def article(act: LegalActPage, number: str) -> LegalArticlePage:
    return LegalArticlePage.objects.child_of(act).get(number=number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Po 51. členu ZTuj-2 velja.", ["/tujci/51/"]),
        ("Po 51. členu Zakona o knjižnicah velja.", ["/knjiznice/51/"]),
        ("Zakon o tujcih v 51. členu predvidi.", ["/tujci/51/"]),
        ("Knjižnični zakon (51. člen) določa.", ["/knjiznice/51/"]),
        ("tretji odstavek 50. člena", ["/tujci/50/#odst-3"]),
        ("2. alineja drugega odstavka 50. člena", ["/tujci/50/#odst-2-toc-2"]),
        ("5. točka drugega odstavka 50. člena", ["/tujci/50/#odst-2"]),
        ("V 50. členu je v tretjem odstavku.", ["/tujci/50/", "/tujci/50/#odst-3"]),
        (
            "Glej tretji odstavek 50. člena Zakona o tujcih in tudi 51. člen.",
            ["/tujci/50/#odst-3", "/tujci/51/"],
        ),
        (
            "Velja 50. člen Zakona o tujcih in sedmi odstavek tega člena.",
            ["/tujci/50/"],
        ),
        ("Po 50. členu Zakona o tujcih in drugih predpisih.", ["/tujci/50/"]),
        ("Po 50. členu Zakona o tujcih ter drugih predpisih.", ["/tujci/50/"]),
        ("Po 50. členu Zakona o tujcih in ob pomoči policije.", ["/tujci/50/"]),
        ("prvi in drugi odstavek 7. člena", ["/knjiznice/7/#odst-1", "/knjiznice/7/#odst-2"]),
    ],
)
def test_a_citation_leads_to_its_place(
    aliens: LegalActPage, libraries: LegalActPage, text: str, expected: list[str]
) -> None:
    assert urls(text) == [f"{LAW}{url}" for url in expected]


@pytest.mark.parametrize(
    "text",
    [
        "51. člen",  # in two acts
        "Po ZTuj-2 in Zakonu o knjižnicah velja 51. člen.",
        "50. člen ZTuj-2A",
        "50. člen Zakona o azilu",
        "50. člen Zakona o tujcih in begunskih zadevah",
        "Zakon o azilu v 50. členu določa.",
        "50. člen pogodbe",
        "50. člena Direktive 2004/81/ES",
        "99. člen ZTuj-2",
        "deveti odstavek 50. člena",
        "iz prejšnjega odstavka",
        "sedmi odstavek",
        "drugi odstavek tega člena",
    ],
)
def test_in_doubt_there_is_no_link(
    aliens: LegalActPage, libraries: LegalActPage, text: str
) -> None:
    assert urls("Glej 50. člen.") == [f"{LAW}/tujci/50/"]
    assert urls(text) == []


def test_what_the_page_names_elsewhere_counts_where_the_sentence_names_nothing(
    aliens: LegalActPage, libraries: LegalActPage
) -> None:
    assert urls("51. člen") == []
    assert urls("Velja ZTuj-2.", "51. člen") == [f"{LAW}/tujci/51/"]
    assert urls("Velja ZTuj-2.", "Velja Zakon o azilu.", "51. člen") == []


def test_the_act_that_the_section_quotes_is_meant(
    aliens: LegalActPage, libraries: LegalActPage
) -> None:
    quoted = (article(libraries, "7"),)
    assert urls("51. člen", quoted=quoted) == [f"{LAW}/knjiznice/51/"]
    assert urls("drugi odstavek", quoted=quoted) == [f"{LAW}/knjiznice/7/#odst-2"]
    # It has no such article; another act's is not meant.
    assert urls("50. člen", quoted=quoted) == []
    assert urls("51. člen", quoted=(*quoted, article(aliens, "50"))) == []


def test_a_law_means_itself(aliens: LegalActPage, libraries: LegalActPage) -> None:
    own = article(libraries, "7")

    def found(text: str) -> list[str]:
        (places,) = places_in([Source((text,), own=own.pk, paragraph=2)])
        return [place.url for place in places.get(text, ())]

    assert found("51. člen") == [f"{LAW}/knjiznice/51/"]
    assert found("51. člen tega zakona") == [f"{LAW}/knjiznice/51/"]
    assert found("50. člen ZTuj-2") == [f"{LAW}/tujci/50/"]
    assert found("prvi odstavek tega člena") == [f"{LAW}/knjiznice/7/#odst-1"]
    assert found("iz prejšnjega odstavka") == [f"{LAW}/knjiznice/7/#odst-1"]
    assert found("51. člen zakona, ki ureja tujce") == []


def test_links_stand_in_texts_notes_and_quoted_articles(aliens: LegalActPage, enter: Enter) -> None:
    section("Po 50. členu ZTuj-2.", note="Glej 51. člen.", quotes=(article(aliens, "51"),))
    page = enter(Role.VOLUNTEER).get("/knowledge/handbook/prirocnik/1/").content.decode()
    assert f'Po <a class="law-link" href="{LAW}/tujci/50/">50. členu</a> ZTuj-2.' in page
    assert f'Glej <a class="law-link" href="{LAW}/tujci/51/">51. člen</a>.' in page
    assert f'Kot v <a class="law-link" href="{LAW}/tujci/50/">50. členu</a>.' in page


def test_text_around_and_in_a_link_is_escaped_and_keeps_its_notes(
    aliens: LegalActPage, enter: Enter
) -> None:
    section("<b>50. člen</b> in 50.[^1] členu & 51. člen[^1]", note="Opomba.")
    page = enter(Role.VOLUNTEER).get("/knowledge/handbook/prirocnik/1/").content.decode()
    assert "&lt;b&gt;<a" in page
    assert "&lt;/b&gt; in " in page
    assert " &amp; <a" in page
    assert "<b>50" not in page
    # No link within a link.
    assert re.search(r'<a class="law-link"[^>]*>50\.</a><sup', page)
    assert page.count("</a><sup") == 2


def test_an_article_shows_who_cites_it_and_which_paragraph(
    aliens: LegalActPage, person: Callable[..., User]
) -> None:
    user = person(Role.COUNSELLOR)
    section("Tretji odstavek 50. člena ZTuj-2.", number="1")
    section("Nič.", number="2", quotes=(article(aliens, "50"),))
    citations_rebuild()
    screen = article_screen(user, "tujci", "50")
    assert screen is not None
    assert {(one.number, one.title) for one in screen.cited_in} == {
        ("1", "Razdelek 1"), ("2", "Razdelek 2"), ("ZTuj-2", "51. člen"),
    }  # fmt: skip
    by_paragraph = {
        view.paragraph.number: [one.number for one in view.cited_in] for view in screen.paragraphs
    }
    assert by_paragraph == {1: [], 2: [], 3: ["1"]}


def test_what_is_not_published_is_not_shown_as_citing(
    aliens: LegalActPage, person: Callable[..., User]
) -> None:
    user = person(Role.COUNSELLOR)
    page = section("50. člen ZTuj-2.")
    citations_rebuild()

    def numbers() -> list[str]:
        screen = article_screen(user, "tujci", "50")
        return [one.number for one in screen.cited_in] if screen else []

    assert numbers() == ["1", "ZTuj-2"]
    page.unpublish()
    assert numbers() == ["ZTuj-2"]
    page.save_revision().publish()
    assert numbers() == ["1", "ZTuj-2"]
    HandbookPage.objects.get().unpublish()
    assert numbers() == ["ZTuj-2"]


def test_citations_follow_what_is_published(
    aliens: LegalActPage,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    def cited() -> set[tuple[int, str]]:
        rows = LegalCitation.objects.filter(source__in=SectionPage.objects.all())
        return set(rows.values_list("source_id", "article__number"))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page = section("50. člen ZTuj-2.")
    assert cited() == {(page.pk, "50")}
    page.body = '[{"type": "paragraph", "value": "51. člen ZTuj-2"}]'
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page.save_revision().publish()
    assert cited() == {(page.pk, "51")}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        article(aliens, "51").unpublish()
    assert cited() == set()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        article(aliens, "51").save_revision().publish()
    assert cited() == {(page.pk, "51")}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        article(aliens, "51").delete()
    assert cited() == set()


def queries_of(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert action() is not None
    return len(captured)


def test_links_and_citations_cost_the_same_number_of_queries_however_many_there_are(
    aliens: LegalActPage, person: Callable[..., User]
) -> None:
    user = person(Role.COUNSELLOR)
    assert user.has_role(Role.COUNSELLOR)
    section("50. člen ZTuj-2.", number="1")
    citations_rebuild()
    one_link = queries_of(lambda: section_screen(user, "prirocnik", "1"))
    one_citing = queries_of(lambda: article_screen(user, "tujci", "50"))
    for number in range(60, 70):
        make_article(aliens, str(number), "Prvi.", "Kot v drugem odstavku 50. člena.")
    texts = [f"{n}. člen ZTuj-2 in drugi odstavek {n + 1}. člena ZTuj-2." for n in range(60, 69)]
    section(*texts, number="2")
    for number in range(3, 9):
        section("Drugi odstavek 50. člena ZTuj-2.", number=str(number))
    citations_rebuild()
    assert queries_of(lambda: section_screen(user, "prirocnik", "2")) == one_link
    assert queries_of(lambda: article_screen(user, "tujci", "50")) == one_citing
    screen = article_screen(user, "tujci", "50")
    assert screen is not None
    assert len(screen.cited_in) == 1 + 1 + 10 + 6
