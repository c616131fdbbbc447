"""The embedded engine: an SQLite FTS5 file of its own, independent of the main database.

FTS5 finds candidates among pre-analysed words; `ranking` puts them in order. A rebuild writes a
new file and moves it into place, so that searches are answered from the old one meanwhile.
"""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

from knowledge.numbers import number_order
from knowledge.search.analysis import Term, term_of, terms
from knowledge.search.candidates import MOST_CANDIDATES, Wanted, terms_matched, terms_wanted
from knowledge.search.circles import CIRCLES_SCHEMA, circle_of, circles_open_to
from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.engine import (
    DEFAULT_LIMIT,
    Expansion,
    IndexState,
    Progress,
    SearchAnswer,
    SearchHit,
    SearchIndexMissingError,
    SearchIndexNotWrittenError,
    SearchUnavailableError,
)
from knowledge.search.explaining import expansions_of
from knowledge.search.index_vocabulary import Circles, IndexVocabulary, spellings_of
from knowledge.search.index_words import WORDS_SCHEMA, Fields, WordCounts, dictionary_write
from knowledge.search.lexicon import lemma_of
from knowledge.search.passages import passages_of
from knowledge.search.query import AnalysedQuestion, MatchKind, question_analyse
from knowledge.search.ranking import (
    DEFAULT_PARAMETERS,
    Candidate,
    Collection,
    Ranked,
    Ranker,
    RankingParameters,
)
from knowledge.search.spelling import letter_mask
from knowledge.search.suggesting import (
    MOST_SUGGESTIONS,
    Suggestion,
    Typed,
    suggestions_of,
    typed_analyse,
)
from knowledge.search.thesaurus import Thesaurus

INDEX_VERSION = "5"
FILE_NAME = "knowledge.sqlite3"
BUSY_SECONDS = 5.0
# Somebody who publishes waits for a change that is being written, not for one that hangs.
WRITE_PATIENCE_SECONDS = 3.0
REBUILD_PATIENCE_SECONDS = 900.0
LOCK_STEP_SECONDS = 0.02
PROGRESS_STEP = 50
# How many entries of the index's lists of documents are read for one question.
MOST_LISTED = 30_000
ROWS_AT_ONCE = 500
# A word that stands so often in a text is what the text is about.
OFTEN = 3

SCHEMA = f"""
CREATE TABLE meta (version TEXT NOT NULL, number INTEGER NOT NULL, built_at TEXT NOT NULL);
{CIRCLES_SCHEMA}
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, number TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL, circle INTEGER NOT NULL
);
-- Apart from `documents`, whose rows stay short: every candidate's row is looked at.
CREATE TABLE texts (
    document_id INTEGER PRIMARY KEY, text TEXT NOT NULL,
    title_terms TEXT NOT NULL, path_terms TEXT NOT NULL, body_terms TEXT NOT NULL
);
CREATE INDEX documents_number ON documents (number);
CREATE VIRTUAL TABLE content USING fts5 (
    title_lemma, title_stem, path_stem, body_lemma, body_stem, body_prefix, title_form, often,
    tokenize = 'ascii', detail = column
);
{WORDS_SCHEMA}
"""
COLUMNS_OF_KIND = {
    MatchKind.LEMMA: "{title_lemma body_lemma}",
    MatchKind.STEM: "{title_stem path_stem body_stem}",
    MatchKind.PREFIX: "{body_prefix}",
}
# Which columns are looked through for a term, and what a match there counts.
PASSES = {
    MatchKind.LEMMA: (("{body_lemma}", 1.0), ("{title_lemma}", 2.5)),
    MatchKind.STEM: (("{path_stem body_stem}", 1.0), ("{often}", 1.5), ("{title_stem}", 2.5)),
    MatchKind.PREFIX: (("{body_prefix}", 1.0),),
}
VISIBLE = """
d.circle IN (SELECT value FROM json_each(:circles))
AND (:kinds IS NULL OR d.kind IN (SELECT value FROM json_each(:kinds)))
"""
CANDIDATES_CHOSEN = f"""
SELECT d.id, d.key, d.number, t.title_terms, t.path_terms, t.body_terms
FROM json_each(:chosen) chosen JOIN documents d ON d.id = chosen.value
JOIN texts t ON t.document_id = d.id WHERE {VISIBLE} LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound
MATCHING = "SELECT rowid FROM content WHERE content MATCH ?"
CANDIDATES_BY_NUMBER = f"""
SELECT d.id, d.key, d.number, t.title_terms, t.path_terms, t.body_terms
FROM documents d JOIN texts t ON t.document_id = d.id
WHERE (d.number = coalesce(:named, :number)
       OR (:named IS NULL AND d.number >= :number || '/' AND d.number < :number || '0'))
AND {VISIBLE} LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound
PLACES_BY_TITLE = f"""
SELECT d.number, d.title, d.url, d.kind, d.path
FROM content JOIN documents d ON d.id = content.rowid
WHERE content MATCH :expression AND {VISIBLE}
ORDER BY length(d.title), d.number LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound
PLACES_BY_NUMBER = f"""
SELECT d.number, d.title, d.url, d.kind, d.path FROM documents d
WHERE d.number >= :beginning AND d.number < :beginning || '~' AND {VISIBLE} LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound
TOTALS = f"""
SELECT d.kind, count(*) FROM documents d WHERE d.id IN (
    SELECT rowid FROM content WHERE content MATCH :expression
    UNION SELECT value FROM json_each(:named)
) AND {VISIBLE} GROUP BY d.kind
"""  # noqa: S608 - a constant is put in, values are bound
# An expression that finds nothing: a word that no analysis makes.
NOTHING = '"-"'

Filters = dict[str, str | None]


class Fts5Engine:
    """Search in an FTS5 file under `folder`; safe for several processes on one machine."""

    def __init__(self, folder: Path, parameters: RankingParameters = DEFAULT_PARAMETERS) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._parameters = parameters

    def rebuild(
        self,
        documents: Sequence[SearchDocument],
        progress: Progress | None = None,
        number: int = 0,
    ) -> int:
        """Build a new index and put it in the place of the old one; returns how many documents.

        A rebuild that is already running is waited for, but not for ever.
        Raises SearchIndexNotWrittenError.
        """
        fresh = self._folder / f"{FILE_NAME}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock("rebuild", REBUILD_PATIENCE_SECONDS):
                try:
                    self._build(fresh, documents, progress, number)
                    with self._lock("write", REBUILD_PATIENCE_SECONDS):
                        fresh.replace(self._path)
                finally:
                    fresh.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise SearchIndexNotWrittenError(str(error)) from error
        return len(documents)

    def change(
        self,
        documents: Iterable[SearchDocument],
        gone: Iterable[str],
        *,
        since: int,
        number: int,
    ) -> bool:
        """Bring an index that knows change `since` to change `number`; False: it knew another.

        Raises SearchIndexNotWrittenError, also when another process does not stop writing.
        """
        if not self._folder.is_dir():
            raise SearchIndexMissingError("there is no index")
        with self._lock("write", WRITE_PATIENCE_SECONDS):
            with self._reading():
                pass
            return _apply(self._path, tuple(documents), tuple(gone), (since, number))

    def state(self) -> IndexState:
        """What the index knows. Raises SearchUnavailableError."""
        with self._reading() as connection:
            number, built_at = connection.execute("SELECT number, built_at FROM meta").fetchone()
            (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            return IndexState(number, documents, datetime.fromisoformat(built_at))

    def search(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = DEFAULT_LIMIT,
        exact: bool = False,
    ) -> SearchAnswer:
        """Documents that answer a question, best first. Raises SearchUnavailableError."""
        with self._reading() as connection:
            circles = circles_open_to(connection, audiences)
            vocabulary = self._vocabulary(connection, circles)
            analysed = question_analyse(question, vocabulary, thesaurus, exact=exact)
            collection = vocabulary.collection()
            concepts = terms_wanted(analysed, vocabulary, collection)
            expression = _match_expression(terms_matched(concepts, collection))
            found = _candidates(connection, analysed, concepts, _filters(circles, kinds))
            ranker = Ranker(analysed, vocabulary, collection, self._parameters)
            best = ranker.rank(found)[:limit]
            return SearchAnswer(
                hits=tuple(_hit(connection, ranked, ranker) for ranked in best),
                corrections=analysed.corrections,
                spellings=analysed.spellings,
                totals=_totals(connection, analysed, expression, _filters(circles)),
                number=_number(connection),
            )

    @contextmanager
    def reading_question(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None,
        exact: bool,
    ) -> Iterator[tuple[AnalysedQuestion, IndexVocabulary, Collection]]:
        """A question as this index's words read it, for an engine that keeps no words itself."""
        with self._reading() as connection:
            vocabulary = self._vocabulary(connection, circles_open_to(connection, audiences))
            analysed = question_analyse(question, vocabulary, thesaurus, exact=exact)
            yield analysed, vocabulary, vocabulary.collection()

    def suggest(
        self,
        text: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = MOST_SUGGESTIONS,
    ) -> list[Suggestion]:
        """What a question that is being typed may become. Raises SearchUnavailableError."""
        with self._reading() as connection:
            circles = circles_open_to(connection, audiences)
            filters = _filters(circles, kinds)
            vocabulary = self._vocabulary(connection, circles, filters["kinds"])
            typed = typed_analyse(text, vocabulary)
            places = _places(connection, typed, filters, limit)
            forms = vocabulary.forms_beginning(typed.beginning)
            return suggestions_of(typed, places, forms, thesaurus, vocabulary, limit)

    def explain(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
    ) -> tuple[Expansion, ...]:
        """What each word of a question is searched as. Raises SearchUnavailableError."""
        with self._reading() as connection:
            vocabulary = self._vocabulary(connection, circles_open_to(connection, audiences))
            return expansions_of(question_analyse(question, vocabulary, thesaurus), vocabulary)

    def _vocabulary(
        self, connection: sqlite3.Connection, circles: Circles, kinds: str | None = None
    ) -> IndexVocabulary:
        return IndexVocabulary(connection, circles, spellings_of(self._path), kinds)

    def is_healthy(self) -> bool:
        """Whether there is an index of this version to answer from."""
        try:
            with self._reading() as connection:
                return _number(connection) >= 0
        except SearchUnavailableError:
            return False

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            raise SearchIndexMissingError("there is no index")
        try:
            with closing(_connect(self._path, "ro")) as connection:
                version = connection.execute("SELECT version FROM meta").fetchone()
                if version != (INDEX_VERSION,):
                    raise SearchUnavailableError("the index is of another version: rebuild it")
                # One state of the index for the whole answer.
                connection.execute("BEGIN")
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise SearchUnavailableError(str(error)) from error

    @contextmanager
    def _lock(self, name: str, patience: float) -> Iterator[None]:
        """Hold a lock among processes. Raises SearchIndexNotWrittenError after `patience` s."""
        with (self._folder / f"{name}.lock").open("w") as file:
            until = monotonic() + patience
            while not _is_locked(file):
                if monotonic() >= until:
                    raise SearchIndexNotWrittenError(f"another process holds the {name} lock")
                sleep(LOCK_STEP_SECONDS)
            yield

    def _build(
        self,
        path: Path,
        documents: Sequence[SearchDocument],
        progress: Progress | None,
        number: int,
    ) -> None:
        path.unlink(missing_ok=True)
        with closing(_connect(path, "rwc")) as connection:
            # Nothing reads the new file yet, and a build that is cut short is thrown away.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            dictionary_write(connection)
            counts = WordCounts()
            for done, document in enumerate(documents, start=1):
                _insert(connection, document, counts)
                if progress and (done % PROGRESS_STEP == 0 or done == len(documents)):
                    progress(done, len(documents))
            counts.write(connection)
            connection.execute(
                "INSERT INTO meta VALUES (?, ?, ?)",
                (INDEX_VERSION, number, datetime.now(UTC).isoformat()),
            )
            connection.execute("COMMIT")
            connection.execute("INSERT INTO content (content) VALUES ('optimize')")
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _is_locked(file: IO[str]) -> bool:
    """Take the lock of a file, if it is free."""
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )
    connection.execute("PRAGMA secure_delete = ON")
    connection.create_function("letter_mask", 1, letter_mask, deterministic=True)
    return connection


def _analysed(document: SearchDocument) -> Fields:
    return (
        terms(document.title, lemma_of),
        terms(" ".join(document.path), lemma_of),
        terms(document.text, lemma_of),
    )


def _insert(connection: sqlite3.Connection, document: SearchDocument, counts: WordCounts) -> None:
    fields = _analysed(document)
    title, path, body = fields
    circle = circle_of(connection, document.restricted_to)
    counts.add(circle, document.title, document.text, fields)
    cursor = connection.execute(
        "INSERT INTO documents (key, kind, number, title, url, path, circle)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            document.key,
            document.kind,
            document.number,
            document.title,
            document.url,
            json.dumps(document.path, ensure_ascii=False),
            circle,
        ),
    )
    connection.execute(
        "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
        (cursor.lastrowid, document.text, *(_packed(field) for field in fields)),
    )
    connection.execute(
        "INSERT INTO content (rowid, title_lemma, title_stem, path_stem, body_lemma, body_stem,"
        " body_prefix, title_form, often) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            cursor.lastrowid,
            " ".join(term.lemma for term in title),
            " ".join(shared for term in title for shared in term.stems),
            " ".join(shared for term in path for shared in term.stems),
            " ".join(term.lemma for term in body),
            " ".join(shared for term in body for shared in term.stems),
            " ".join(prefix for field in fields for term in field for prefix in term.prefixes),
            " ".join(term.form for term in title),
            " ".join(_often(body)),
        ),
    )


def _often(body: Iterable[Term]) -> list[str]:
    counts = Counter(shared for term in body for shared in term.stems)
    return [shared for shared, count in counts.items() if count >= OFTEN]


def _apply(
    path: Path,
    documents: Sequence[SearchDocument],
    keys: Sequence[str],
    numbers: tuple[int, int],
) -> bool:
    """Write changes to an index that knows the first of the numbers; then it knows the second."""
    try:
        with closing(_connect(path, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            moved = connection.execute(
                "UPDATE meta SET number = ? WHERE number = ?", (numbers[1], numbers[0])
            )
            if not moved.rowcount:
                return False
            counts = WordCounts()
            removed = 0
            for key in (*keys, *(document.key for document in documents)):
                removed += _remove(connection, key, counts)
            for document in documents:
                _insert(connection, document, counts)
            counts.write(connection)
            if removed:
                # FTS5 notes a deletion beside the words, which stay until its parts are merged.
                connection.execute("INSERT INTO content (content) VALUES ('optimize')")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise SearchIndexNotWrittenError(str(error)) from error
    return True


def _remove(connection: sqlite3.Connection, key: str, counts: WordCounts) -> int:
    """Take out the documents of a key and below it; returns how many."""
    rows = connection.execute(
        "SELECT id, circle, title, text, title_terms, path_terms, body_terms"
        " FROM documents JOIN texts ON document_id = id WHERE key = ? OR key >= ? AND key < ?",
        (key, f"{key}/", f"{key}0"),  # "0" follows "/"
    ).fetchall()
    for number, circle, title, text, *packed in rows:
        title_terms, path_terms, body_terms = (_unpacked(field) for field in packed)
        counts.add(circle, title, text, (title_terms, path_terms, body_terms), -1)
        connection.execute("DELETE FROM content WHERE rowid = ?", (number,))
        connection.execute("DELETE FROM texts WHERE document_id = ?", (number,))
        connection.execute("DELETE FROM documents WHERE id = ?", (number,))
    return len(rows)


def _packed(field: Iterable[Term]) -> str:
    return " ".join(term.packed for term in field)


def _unpacked(packed: str) -> list[Term]:
    return [term_of(one) for one in packed.split()]


def _number(connection: sqlite3.Connection) -> int:
    """The last change that the index knows."""
    (number,) = connection.execute("SELECT number FROM meta").fetchone()
    return int(number)


def _filters(circles: Circles, kinds: AbstractSet[DocumentKind] | None = None) -> Filters:
    return {
        "circles": json.dumps(circles),
        "kinds": None if kinds is None else json.dumps(sorted(kinds)),
    }


def _candidates(
    connection: sqlite3.Connection,
    question: AnalysedQuestion,
    concepts: Sequence[Wanted],
    filters: Filters,
) -> list[Candidate]:
    found = chain(_found(connection, concepts, filters), _named(connection, question, filters))
    rows = {number: row for number, *row in found}
    return [
        Candidate(key, number, title.split(), path.split(), body.split())
        for key, number, title, path, body in rows.values()
    ]


def _found(
    connection: sqlite3.Connection, concepts: Sequence[Wanted], filters: Filters
) -> Iterator[tuple[Any, ...]]:
    """The rows of the likeliest documents, by what they match, in a title or often for more.

    Not by FTS5's bm25: that weighs words by documents that the reader may not read, too, and it
    takes some 25 µs for each document that matches, a list of them half a microsecond.
    """
    scores: dict[int, float] = {}
    for concept in _affordable(concepts):
        best: dict[int, float] = {}
        for (kind, term), worth in concept.items():
            for columns, factor in PASSES[kind]:
                gain = worth.gain * factor
                expression = f'{columns} : "{term}"'
                for (number,) in connection.execute(MATCHING, (expression,)):
                    if best.get(number, 0.0) < gain:
                        best[number] = gain
        for number, gain in best.items():
            scores[number] = scores.get(number, 0.0) + gain
    # The same worth in the order in which the lists were read, always the same.
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    missing = MOST_CANDIDATES
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        chosen = json.dumps(ordered[start : start + ROWS_AT_ONCE])
        parameters = {**filters, "chosen": chosen, "limit": missing}
        rows = connection.execute(CANDIDATES_CHOSEN, parameters).fetchall()
        yield from rows
        missing -= len(rows)
        if not missing:
            return


def _affordable(concepts: Sequence[Wanted]) -> list[Wanted]:
    """Terms whose lists are read: the best of each concept, then the rarest of all."""
    kept: list[Wanted] = [
        dict([max(concept.items(), key=lambda item: (item[1].gain, item[0]))])
        for concept in concepts
        if concept
    ]
    left = MOST_LISTED - sum(worth.documents for one in kept for worth in one.values())
    others = sorted(
        (worth.documents, place, key, worth)
        for place, concept in enumerate(filter(None, concepts))
        for key, worth in concept.items()
        if key not in kept[place]
    )
    for documents, place, key, worth in others:
        left -= documents
        if left < 0:
            break
        kept[place][key] = worth
    return kept


def _named(
    connection: sqlite3.Connection, question: AnalysedQuestion, filters: Filters
) -> Iterator[tuple[Any, ...]]:
    for reference in question.references:
        named = f"{reference.number}/{reference.paragraph}" if reference.paragraph else None
        parameters = {
            **filters,
            "named": named,
            "number": reference.number,
            "limit": MOST_CANDIDATES,
        }
        yield from connection.execute(CANDIDATES_BY_NUMBER, parameters)


def _totals(
    connection: sqlite3.Connection, question: AnalysedQuestion, expression: str, filters: Filters
) -> dict[DocumentKind, int]:
    named = [number for number, *_ in _named(connection, question, filters)]
    parameters = {**filters, "expression": expression, "named": json.dumps(named)}
    return {DocumentKind(kind): count for kind, count in connection.execute(TOTALS, parameters)}


def _places(
    connection: sqlite3.Connection, typed: Typed, filters: Filters, limit: int
) -> list[Suggestion]:
    rows: list[tuple[str, ...]] = []
    for beginning in _number_beginnings(typed):
        parameters = {**filters, "beginning": beginning, "limit": MOST_CANDIDATES}
        found = connection.execute(PLACES_BY_NUMBER, parameters).fetchall()
        rows += sorted(found, key=lambda row: number_order(row[0]))
    expression = _title_expression(typed)
    if expression:
        parameters = {**filters, "expression": expression, "limit": limit}
        rows += connection.execute(PLACES_BY_TITLE, parameters).fetchall()
    return [
        Suggestion(title, url, number, DocumentKind(kind), tuple(json.loads(path)))
        for number, title, url, kind, path in dict.fromkeys(rows)
    ]


def _number_beginnings(typed: Typed) -> list[str]:
    if typed.number:
        return [typed.number]
    return [
        f"{reference.number}/{reference.paragraph}" if reference.paragraph else reference.number
        for reference in typed.references
    ]


def _title_expression(typed: Typed) -> str:
    """Titles that hold every finished word and one that begins as the unfinished one."""
    parts = [
        "{title_stem} : (" + " OR ".join(f'"{shared}"' for shared in stems) + ")"
        for stems in typed.stems
    ]
    if typed.beginning:
        parts.append(f'{{title_form title_lemma}} : "{typed.beginning}" *')
    return " AND ".join(parts)


def _match_expression(matched: Iterable[tuple[MatchKind, str]]) -> str:
    """An FTS5 expression of analysed words only: plain letters and digits, in quotes."""
    expression = (f'{COLUMNS_OF_KIND[kind]} : "{term}"' for kind, term in sorted(matched))
    return " OR ".join(expression) or NOTHING


def _hit(connection: sqlite3.Connection, ranked: Ranked, ranker: Ranker) -> SearchHit:
    kind, number, title, url, path, text, packed = connection.execute(
        "SELECT kind, number, title, url, path, text, body_terms"
        " FROM documents JOIN texts ON document_id = id WHERE key = ?",
        (ranked.key,),
    ).fetchone()
    body = _unpacked(packed)
    return SearchHit(
        key=ranked.key,
        kind=DocumentKind(kind),
        number=number,
        title=title,
        url=url,
        path=tuple(json.loads(path)),
        score=ranked.score,
        passages=passages_of(text, body, ranked, ranker),
        is_as_asked=ranker.holds_as_asked(body),
    )
