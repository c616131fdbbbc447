"""What simple searches reach on the same questions, for comparison: plain FTS5 over raw words."""

import sqlite3
from collections.abc import Callable, Iterable
from enum import StrEnum

from knowledge.search.analysis import words
from knowledge.search.documents import SearchDocument
from knowledge.search.evaluation.metrics import CUTOFF, Search

PREFIX_LETTERS = 5


class Baseline(StrEnum):
    ALL_WORDS = "all words must match"
    ANY_WORD = "any word"
    PREFIXES = "five-letter prefixes"


def baseline_search(baseline: Baseline, documents: Iterable[SearchDocument]) -> Search:
    """A search over an index in memory, ordered by bm25."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE content USING fts5 (number UNINDEXED, title, body,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.executemany(
        "INSERT INTO content VALUES (?, ?, ?)",
        ((document.number, document.title, document.text) for document in documents),
    )
    expression_of = _EXPRESSIONS[baseline]

    def search(question: str) -> list[str]:
        forms = list(dict.fromkeys(word.form for word in words(question)))
        if not forms:
            return []
        rows = connection.execute(
            "SELECT number FROM content WHERE content MATCH ?"
            " ORDER BY bm25(content, 0, 3, 1) LIMIT ?",
            (expression_of(forms), CUTOFF),
        )
        return [number for (number,) in rows]

    return search


def _all_words(forms: list[str]) -> str:
    return " AND ".join(f'"{form}"' for form in forms)


def _any_word(forms: list[str]) -> str:
    return " OR ".join(f'"{form}"' for form in forms)


def _prefixes(forms: list[str]) -> str:
    return " OR ".join(
        f'"{form[:PREFIX_LETTERS]}"{"*" if len(form) >= PREFIX_LETTERS else ""}' for form in forms
    )


_EXPRESSIONS: dict[Baseline, Callable[[list[str]], str]] = {
    Baseline.ALL_WORDS: _all_words,
    Baseline.ANY_WORD: _any_word,
    Baseline.PREFIXES: _prefixes,
}
