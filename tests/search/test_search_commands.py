import json
import sqlite3
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import SectionPage
from knowledge.search.index_words import WordCounts
from tests.search.pages import handbook_published


@pytest.fixture
def handbook(db: None) -> None:
    handbook_published()
    call_command("search_rebuild", stdout=StringIO())


def output_of(*command: object, **options: object) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_json_is_a_list_of_ranked_answers(handbook: None) -> None:
    rows = json.loads(output_of("search", "tečaju jezikov", "--json"))
    assert list(rows[0]) == ["rank", "number", "title", "url", "score"]
    assert (rows[0]["rank"], rows[0]["number"]) == (1, "2.1")
    assert rows[0]["title"] == "Tečaj jezika"
    assert rows[0]["url"] == "/knowledge/handbook/prirocnik/2.1/"
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_paragraphs_are_named_by_article_and_number(handbook: None) -> None:
    rows = json.loads(output_of("search", "koliko časa velja izkaznica", "--json", "-n", "1"))
    assert [row["number"] for row in rows] == ["7/3"]


def test_a_search_without_an_answer_prints_an_empty_list(handbook: None) -> None:
    assert json.loads(output_of("search", "kromodinamika", "--json")) == []
    assert "Nothing was found" in output_of("search", "kromodinamika")


def test_a_table_is_printed_for_people(handbook: None) -> None:
    line = output_of("search", "tečaj", "jezika", "-n", "1").splitlines()[0]
    assert line.split()[:2] == ["1", "2.1"]
    assert line.endswith("Tečaj jezika")


def test_a_missing_index_is_built_on_the_first_search(db: None) -> None:
    handbook_published()
    rows = json.loads(output_of("search", "tečaj jezika", "--json"))
    assert rows[0]["number"] == "2.1"


def test_a_rebuild_tells_how_far_it_is_and_what_it_holds(db: None) -> None:
    handbook_published()
    lines = output_of("search_rebuild").splitlines()
    assert lines == [
        "Indexed 7 of 7 (100 %)",
        "The search index holds 7 sections and paragraphs of law.",
    ]


def test_a_rebuild_on_a_full_disk_says_what_to_do(
    handbook: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_on_a_full_disk(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(WordCounts, "write", write_on_a_full_disk)
    with pytest.raises(CommandError, match=r"disk is full.*as it was.*run this again"):
        output_of("search_rebuild")
    assert json.loads(output_of("search", "tečaj jezika", "--json"))[0]["number"] == "2.1"


def test_an_evaluation_without_the_handbook_says_what_is_missing(handbook: None) -> None:
    with pytest.raises(CommandError, match=r"import and publish it first.*50/7"):
        output_of("search_evaluate")
    assert SectionPage.objects.exists()
