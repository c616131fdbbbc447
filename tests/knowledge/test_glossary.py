"""Words and abbreviations: explained at their first use, listed on a page of their own."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.models import SectionPage
from knowledge.reading.marks import TextMarks
from knowledge.services import handbook_import
from portal.enums import Role
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import make_term, write_text

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
SECTION = "/knowledge/handbook/prirocnik/2.2/"


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def plain(marks: TextMarks, text: str) -> str:
    return re.sub(r"<[^>]+>", "", marks.text(text))


def test_an_abbreviation_is_written_out_where_it_stands_first_and_only_there() -> None:
    marks = TextMarks([make_term("center za socialno delo", "CSD")])
    assert plain(marks, "Na CSD gremo.") == "Na CSD (center za socialno delo) gremo."
    assert plain(marks, "CSD odloči.") == "CSD odloči."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s CSD-jem danes", "s CSD-jem (center za socialno delo) danes"),
        ("XCSD in CSDX", "XCSD in CSDX"),
        ("csd", "csd"),
        ("center za socialno delo (CSD)", "center za socialno delo (CSD)"),
    ],
)
def test_only_the_abbreviation_itself_is_written_out(text: str, shown: str) -> None:
    assert plain(TextMarks([make_term("center za socialno delo", "CSD")]), text) == shown


@pytest.mark.parametrize("word", ["Supervizija", "supervizijo", "supervizijami"])
def test_a_word_is_found_with_its_endings(word: str) -> None:
    term = make_term("supervizija")
    marks = TextMarks([term])
    assert f'<a class="word-link" href="#word-{term.pk}">{word}</a>' in marks.text(f"na {word}.")
    assert marks.used == [term]


def test_a_longer_term_wins_over_a_word_in_it() -> None:
    short, longer = make_term("namestitev"), make_term("varna namestitev")
    marks = TextMarks([short, longer])
    marks.text("To je varna namestitev.")
    assert marks.used == [longer]


def test_on_paper_the_meaning_stands_there_and_nothing_is_a_link() -> None:
    marks = TextMarks([make_term("center za socialno delo", "CSD")], is_printed=True)
    shown = marks.text("Na CSD.[^1]")
    assert "(center za socialno delo)" in shown
    assert "<a " not in shown


def test_headings_explain_nothing() -> None:
    marks = TextMarks([make_term("center za socialno delo", "CSD")])
    assert marks.heading("CSD[^1]").startswith("CSD<sup")
    assert marks.used == []


def test_text_and_terms_are_escaped() -> None:
    marks = TextMarks([make_term("<b>krepko</b>", "AB&C")])
    shown = marks.text("<i>AB&C</i>")
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "&lt;b&gt;krepko" in shown


def test_a_term_that_is_no_pattern_breaks_nothing() -> None:
    marks = TextMarks([make_term("a(b[c", "(.*)+")])
    assert marks.text("nič") == "nič"


@pytest.fixture
def _handbook() -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)
    write_text("2.2", "Pokličemo CSD.", "CSD pomaga. CSD odgovori.")


@pytest.mark.usefixtures("_handbook")
def test_a_page_explains_each_word_once_and_lists_it_at_its_end(enter: Enter) -> None:
    term = make_term("center za socialno delo", "CSD", meaning="Javni zavod.")
    page = html(enter(Role.VOLUNTEER), SECTION)
    assert page.count('class="word-aid"') == 1
    assert f'id="word-{term.pk}"' in page
    assert "Javni zavod." in page


@pytest.mark.usefixtures("_handbook")
def test_a_word_in_the_title_of_a_section_is_left_alone(enter: Enter) -> None:
    make_term("center za socialno delo", "CSD")
    SectionPage.objects.filter(number="2.2").update(title="CSD in služba")
    page = html(enter(Role.VOLUNTEER), SECTION)
    assert "CSD in služba</h1>" in page
    assert page.count('class="word-aid"') == 1


def test_the_glossary_lists_the_terms_by_alphabet(enter: Enter) -> None:
    make_term("žig")
    make_term("center za socialno delo", "CSD")
    make_term("azil")
    page = html(enter(Role.VOLUNTEER), "/knowledge/glossary/")
    places = [page.index(word) for word in ("azil", "CSD", "žig")]
    assert places == sorted(places)


@pytest.mark.usefixtures("_handbook")
def test_the_number_of_queries_does_not_grow_with_the_terms(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    make_term("center za socialno delo", "CSD")
    html(client, SECTION)
    with CaptureQueriesContext(connection) as few:
        html(client, SECTION)
    for number in range(30):
        make_term(f"beseda{number}", f"B{number}")
    with CaptureQueriesContext(connection) as many:
        html(client, SECTION)
    assert len(many) == len(few)
