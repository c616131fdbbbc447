"""The importer against the organisation's own handbook."""

import re
from collections import Counter
from pathlib import Path

import pytest

from knowledge.importing.reading import read_handbook_file
from knowledge.importing.report import Report
from knowledge.importing.structure import (
    BulletList,
    HandbookDocument,
    LawExcerpt,
    NotePlace,
    Section,
    Table,
)

pytestmark = pytest.mark.real_handbook

NUMBERS = [
    *["1", "2", "3", "3.1", "3.2", "3.3"],
    *[f"3.3.{number}" for number in range(1, 9)],
    *["3.4", "4", "5"],
]
READABLE = re.compile(r"[\s!-~čšžćđČŠŽĆĐ»«–…]+")
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def reading(real_handbook: Path) -> tuple[HandbookDocument, Report]:
    return read_handbook_file(real_handbook)


@pytest.fixture
def document(reading: tuple[HandbookDocument, Report]) -> HandbookDocument:
    return reading[0]


def section(document: HandbookDocument, number: str) -> Section:
    return next(section for section in document.walk() if section.number == number)


def texts(document: HandbookDocument) -> list[str]:
    sections = [
        f"{section.title}\n{section.plain_text()}\n" + "\n".join(n.text for n in section.notes)
        for section in document.walk()
    ]
    return sections + [p.plain_text() for a in document.articles for p in a.paragraphs]


def test_the_tree_is_exactly_right(document: HandbookDocument) -> None:
    assert [section.number for section in document.walk()] == NUMBERS
    assert all(section.title[0].isupper() for section in document.walk())


def test_every_note_is_at_its_place(document: HandbookDocument) -> None:
    placed = [(s.number, note.number, note.place) for s in document.walk() for note in s.notes]
    assert placed == [
        ("3", 1, NotePlace.TITLE),
        ("3.1", 2, NotePlace.TITLE),
        ("3.2", 3, NotePlace.TEXT),
        ("3.2", 4, NotePlace.TEXT),
        ("3.2", 5, NotePlace.TEXT),
        ("3.3.8", 6, NotePlace.TABLE),
        ("3.4", 7, NotePlace.TITLE),
    ]


def test_the_article_has_its_nine_paragraphs(document: HandbookDocument) -> None:
    (article,) = document.articles
    assert (article.act, article.number) == ("Zakon o tujcih", "50")
    assert [paragraph.number for paragraph in article.paragraphs] == list(range(1, 10))
    assert [len(paragraph.points) for paragraph in article.paragraphs] == [
        0,
        0,
        0,
        0,
        4,
        0,
        0,
        0,
        0,
    ]
    assert LawExcerpt("Zakon o tujcih", "50") in section(document, "2").blocks


def test_lists_and_the_table_are_structure(document: HandbookDocument) -> None:
    lists = {
        s.number: [len(block.items) for block in s.blocks if isinstance(block, BulletList)]
        for s in document.walk()
    }
    assert {number: sizes for number, sizes in lists.items() if sizes} == {
        "3.1": [4],
        "3.2": [8, 6, 8],
        "3.3.3": [7, 4],
        "3.3.8": [7],
        "3.4": [16, 5, 13],
    }
    (table,) = [b for b in section(document, "3.3.8").blocks if isinstance(b, Table)]
    assert [len(points.points) for _label, points in table.rows] == [2, 3, 2, 1, 1]


def test_no_garbled_character_is_left_and_each_repair_is_listed(
    reading: tuple[HandbookDocument, Report],
) -> None:
    document, report = reading
    for text in texts(document):
        assert READABLE.fullmatch(text), READABLE.sub("", text)
    assert len(report.repairs) == 24
    assert all(repair.sure for repair in report.repairs)


def test_all_words_of_the_clean_lines_arrive(
    real_handbook: Path, document: HandbookDocument
) -> None:
    lines = real_handbook.read_text(encoding="utf-8").splitlines()
    clean = [line for line in lines if READABLE.fullmatch(line)]
    garbled = len([line for line in lines if line.strip()]) - len([c for c in clean if c.strip()])
    assert garbled == 21
    source = Counter(WORD.findall("\n".join(clean)))
    imported = Counter(WORD.findall("\n".join(texts(document))))
    lost = source - imported
    assert sum(source.values()) > 6000
    assert sum(lost.values()) <= sum(source.values()) * 0.005, lost


def test_laid_out_as_a_pdf_it_comes_back_word_for_word(document: HandbookDocument) -> None:
    from difflib import SequenceMatcher

    from knowledge.importing.documents import read_handbook_document
    from tests.factories.documents import as_pdf

    again, report = read_handbook_document(as_pdf(document))
    assert [section.number for section in again.walk()] == NUMBERS
    before, after = (" ".join(texts(one)).split() for one in (document, again))
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    errors = sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")
    assert errors <= len(before) * 0.005
    assert report.suspicious == []
    assert again.articles == document.articles
    assert [s.notes for s in again.walk()] == [s.notes for s in document.walk()]
    assert tables(again) == tables(document)
    assert lists(again) == lists(document)


def tables(document: HandbookDocument) -> list[Table]:
    return [b for s in document.walk() for b in s.blocks if isinstance(b, Table)]


def lists(document: HandbookDocument) -> list[BulletList]:
    return [b for s in document.walk() for b in s.blocks if isinstance(b, BulletList)]
