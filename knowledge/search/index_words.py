"""How often the words of the documents stand in an embedded index, for each circle of readers."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

from knowledge.search.analysis import Term, words
from knowledge.search.circles import GENERAL_CIRCLE
from knowledge.search.lexicon import known_forms, lemma_of
from knowledge.search.query import MatchKind
from knowledge.search.thesaurus import general_thesaurus

WORDS_SCHEMA = """
CREATE TABLE totals (
    circle INTEGER PRIMARY KEY, documents INTEGER NOT NULL, body_words INTEGER NOT NULL
);
CREATE TABLE frequencies (
    kind TEXT NOT NULL, term TEXT NOT NULL, circle INTEGER NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (kind, term, circle)
) WITHOUT ROWID;
-- How a word is written in titles and texts: what readers are shown of it.
CREATE TABLE spelled (
    form TEXT NOT NULL, lemma TEXT NOT NULL, written TEXT NOT NULL, circle INTEGER NOT NULL,
    documents INTEGER NOT NULL, PRIMARY KEY (form, lemma, written, circle)
) WITHOUT ROWID;
CREATE INDEX spelled_lemma ON spelled (lemma);
-- The words of the documents, and apart from them those of the dictionary, which never change.
CREATE TABLE indexed (
    form TEXT NOT NULL, lemma TEXT NOT NULL, circle INTEGER NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (form, lemma, circle)
) WITHOUT ROWID;
CREATE TABLE dictionary (
    form TEXT NOT NULL, lemma TEXT NOT NULL, PRIMARY KEY (form, lemma)
) WITHOUT ROWID;
CREATE INDEX dictionary_lemma ON dictionary (lemma);
-- What a misspelled word may have been: the words of a circle in all forms of the dictionary.
CREATE TABLE spellings (
    length INTEGER NOT NULL, form TEXT NOT NULL, lemma TEXT NOT NULL, circle INTEGER NOT NULL,
    letters INTEGER NOT NULL, PRIMARY KEY (length, form, lemma, circle)
) WITHOUT ROWID;
CREATE INDEX spellings_lemma ON spellings (lemma, circle);
"""
# A count that comes to nothing is no row: the word is gone with its last document.
UPSERTS = {
    "totals": "INSERT INTO totals VALUES (?, ?, ?) ON CONFLICT (circle) DO UPDATE SET"
    " documents = documents + excluded.documents, body_words = body_words + excluded.body_words",
    "frequencies": "INSERT INTO frequencies VALUES (?, ?, ?, ?) ON CONFLICT (kind, term, circle)"
    " DO UPDATE SET documents = documents + excluded.documents",
    "spelled": "INSERT INTO spelled VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (form, lemma, written, circle)"
    " DO UPDATE SET documents = documents + excluded.documents",
    "indexed": "INSERT INTO indexed VALUES (?, ?, ?, ?) ON CONFLICT (form, lemma, circle)"
    " DO UPDATE SET documents = documents + excluded.documents",
}
REMOVALS = {
    "frequencies": "DELETE FROM frequencies"
    " WHERE kind = ? AND term = ? AND circle = ? AND documents <= 0",
    "spelled": "DELETE FROM spelled"
    " WHERE form = ? AND lemma = ? AND written = ? AND circle = ? AND documents <= 0",
    "indexed": "DELETE FROM indexed WHERE form = ? AND lemma = ? AND circle = ? AND documents <= 0",
}
# `letter_mask` is given to the connection (`spelling.letter_mask`).
ADD_SPELLING = """
INSERT OR IGNORE INTO spellings
VALUES (length(:form), :form, :lemma, :circle, letter_mask(:form))
"""
ADD_DICTIONARY_SPELLINGS = """
INSERT OR IGNORE INTO spellings
SELECT length(form), form, lemma, :circle, letter_mask(form) FROM dictionary WHERE lemma = :lemma
"""
REMOVE_SPELLINGS = """
DELETE FROM spellings WHERE lemma = :lemma AND circle = :circle AND NOT EXISTS (
    SELECT 1 FROM frequencies WHERE kind = 'lemma' AND term = :lemma AND circle = :circle
)
"""
REMOVE_SPELLING = """
DELETE FROM spellings
WHERE length = length(:form) AND form = :form AND lemma = :lemma AND circle = :circle
AND NOT EXISTS (SELECT 1 FROM dictionary WHERE form = :form AND lemma = :lemma)
AND NOT EXISTS (
    SELECT 1 FROM indexed WHERE form = :form AND lemma = :lemma AND circle = :circle
)
"""

Fields = tuple[list[Term], list[Term], list[Term]]


class WordCounts:
    """What documents that come and go change of the counts: nothing for a word that stays."""

    def __init__(self) -> None:
        self._documents: Counter[int] = Counter()
        self._body_words: Counter[int] = Counter()
        self._frequencies: Counter[tuple[str, str, int]] = Counter()
        self._spelled: Counter[tuple[str, str, str, int]] = Counter()
        self._indexed: Counter[tuple[str, str, int]] = Counter()

    def add(self, circle: int, title: str, text: str, fields: Fields, by: int = 1) -> None:
        """Count a document; `by` -1 takes it away."""
        self._documents[circle] += by
        self._body_words[circle] += by * len(fields[2])
        for kind, term in _distinct(fields):
            self._frequencies[kind, term, circle] += by
        for form, lemma, written in _spelled(title, text, fields):
            self._spelled[form, lemma, written, circle] += by
        for form, lemma in {(term.form, term.lemma) for field in fields for term in field}:
            self._indexed[form, lemma, circle] += by

    def write(self, connection: sqlite3.Connection) -> None:
        """Put the counts into the index, and take out of it what stands in no document any more."""
        connection.executemany(
            UPSERTS["totals"],
            [
                (circle, documents, self._body_words[circle])
                for circle, documents in self._documents.items()
            ],
        )
        _write_counts(connection, "frequencies", self._frequencies)
        _write_counts(connection, "spelled", self._spelled)
        _write_counts(connection, "indexed", self._indexed)
        self._write_spellings(connection)

    def _write_spellings(self, connection: sqlite3.Connection) -> None:
        lemmas = [
            ({"lemma": term, "circle": circle}, by)
            for (kind, term, circle), by in self._frequencies.items()
            if kind == MatchKind.LEMMA
        ]
        pairs = [
            ({"form": form, "lemma": lemma, "circle": circle}, by)
            for (form, lemma, circle), by in self._indexed.items()
        ]
        connection.executemany(REMOVE_SPELLINGS, _falling(lemmas))
        connection.executemany(REMOVE_SPELLING, _falling(pairs))
        connection.executemany(ADD_DICTIONARY_SPELLINGS, _rising(lemmas))
        connection.executemany(ADD_SPELLING, _rising(pairs))


def dictionary_write(connection: sqlite3.Connection) -> None:
    """The words of the dictionary and of the program's vocabulary; these may be misspelled too."""
    general = {(form, lemma_of(form)) for form in general_thesaurus().slovene_words}
    connection.executemany("INSERT INTO dictionary VALUES (?, ?)", sorted(known_forms() | general))
    connection.executemany(
        ADD_DICTIONARY_SPELLINGS,
        [
            {"lemma": lemma, "circle": GENERAL_CIRCLE}
            for lemma in sorted({one for _, one in general})
        ],
    )


Key = TypeVar("Key", bound=tuple[str | int, ...])
Counted = list[tuple[dict[str, object], int]]


def _rising(counted: Counted) -> Iterator[dict[str, object]]:
    return (row for row, by in counted if by > 0)


def _falling(counted: Counted) -> Iterator[dict[str, object]]:
    return (row for row, by in counted if by < 0)


def _write_counts(connection: sqlite3.Connection, table: str, counts: Mapping[Key, int]) -> None:
    connection.executemany(UPSERTS[table], [(*key, by) for key, by in counts.items() if by])
    connection.executemany(REMOVALS[table], [key for key, by in counts.items() if by < 0])


def _distinct(fields: Fields) -> set[tuple[str, str]]:
    """The (kind, term) pairs that a document counts for once."""
    found: set[tuple[str, str]] = set()
    for term in {term for field in fields for term in field}:
        found.add((MatchKind.LEMMA, term.lemma))
        found.update((MatchKind.STEM, shared) for shared in term.stems)
        found.update((MatchKind.PREFIX, prefix) for prefix in term.prefixes)
    return found


def _spelled(title: str, text: str, fields: Fields) -> set[tuple[str, str, str]]:
    """The (form, lemma, written) words of title and text; a capital letter alone is no spelling."""
    found: set[tuple[str, str, str]] = set()
    for original, field in ((title, fields[0]), (text, fields[2])):
        for word, term in zip(words(original), field, strict=True):
            written = original[word.start : word.end]
            found.add((term.form, term.lemma, written if written.isupper() else written.lower()))
    return found
