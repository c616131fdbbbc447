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
from fcntl import LOCK_EX, flock
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from knowledge.numbers import number_order
from knowledge.search.analysis import Term, term_of, terms, words
from knowledge.search.candidates import (
    LARGE_INDEX,
    MOST_CANDIDATES,
    Wanted,
    terms_matched,
    terms_wanted,
)
from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.engine import (
    DEFAULT_LIMIT,
    Expansion,
    IndexState,
    Progress,
    SearchAnswer,
    SearchHit,
    SearchIndexMissingError,
    SearchUnavailableError,
)
from knowledge.search.explaining import expansions_of
from knowledge.search.lexicon import known_forms, lemma_of
from knowledge.search.passages import passages_of
from knowledge.search.query import AnalysedQuestion, MatchKind, WordForm, question_analyse
from knowledge.search.ranking import (
    DEFAULT_PARAMETERS,
    Candidate,
    Collection,
    Ranked,
    Ranker,
    RankingParameters,
)
from knowledge.search.spelling import distance, letter_mask, may_be_near
from knowledge.search.suggesting import (
    MOST_SUGGESTIONS,
    Suggestion,
    Typed,
    suggestions_of,
    typed_analyse,
)
from knowledge.search.thesaurus import Thesaurus, general_thesaurus

INDEX_VERSION = "4"
FILE_NAME = "knowledge.sqlite3"
MOST_FORMS = 60
BUSY_SECONDS = 5.0
PROGRESS_STEP = 50
# How many entries of a large index's lists of documents are read for one question.
MOST_LISTED = 30_000
ROWS_AT_ONCE = 500
# A word that stands so often in a text is what the text is about.
OFTEN = 3

SCHEMA = """
CREATE TABLE meta (version TEXT NOT NULL, number INTEGER NOT NULL, built_at TEXT NOT NULL);
CREATE TABLE totals (documents INTEGER NOT NULL, body_words INTEGER NOT NULL);
INSERT INTO totals VALUES (0, 0);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, number TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL
);
-- Apart from `documents`, whose rows stay short: every candidate's row is looked at.
CREATE TABLE texts (
    document_id INTEGER PRIMARY KEY, text TEXT NOT NULL,
    title_terms TEXT NOT NULL, path_terms TEXT NOT NULL, body_terms TEXT NOT NULL
);
CREATE INDEX documents_number ON documents (number);
CREATE TABLE restrictions (
    document_id INTEGER NOT NULL, audience TEXT NOT NULL, PRIMARY KEY (document_id, audience)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE content USING fts5 (
    title_lemma, title_stem, path_stem, body_lemma, body_stem, body_prefix, title_form, often,
    tokenize = 'ascii', detail = column
);
CREATE TABLE frequencies (
    kind TEXT NOT NULL, term TEXT NOT NULL, documents INTEGER NOT NULL, PRIMARY KEY (kind, term)
) WITHOUT ROWID;
-- How a word is written in titles and texts: what readers are shown of it.
CREATE TABLE spelled (
    form TEXT NOT NULL, lemma TEXT NOT NULL, written TEXT NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (form, lemma, written)
) WITHOUT ROWID;
CREATE INDEX spelled_lemma ON spelled (lemma);
CREATE TABLE lexicon (
    form TEXT NOT NULL, lemma TEXT NOT NULL, PRIMARY KEY (form, lemma)
) WITHOUT ROWID;
CREATE TABLE spellings (
    length INTEGER NOT NULL, form TEXT NOT NULL, lemma TEXT NOT NULL, letters INTEGER NOT NULL,
    PRIMARY KEY (length, form, lemma)
) WITHOUT ROWID;
"""
COLUMNS_OF_KIND = {
    MatchKind.LEMMA: "{title_lemma body_lemma}",
    MatchKind.STEM: "{title_stem path_stem body_stem}",
    MatchKind.PREFIX: "{body_prefix}",
}
# Which columns are looked through for a term of a large index, and what a match there counts.
PASSES = {
    MatchKind.LEMMA: (("{body_lemma}", 1.0), ("{title_lemma}", 2.5)),
    MatchKind.STEM: (("{path_stem body_stem}", 1.0), ("{often}", 1.5), ("{title_stem}", 2.5)),
    MatchKind.PREFIX: (("{body_prefix}", 1.0),),
}
VISIBLE = """
(:audiences IS NULL OR NOT EXISTS (SELECT 1 FROM restrictions r WHERE r.document_id = d.id)
 OR EXISTS (SELECT 1 FROM restrictions r WHERE r.document_id = d.id
            AND r.audience IN (SELECT value FROM json_each(:audiences))))
AND (:kinds IS NULL OR d.kind IN (SELECT value FROM json_each(:kinds)))
"""
# The weights of bm25 stand in the order of the columns of `content`.
# Only the keys are sorted; the texts of the best are fetched afterwards.
CANDIDATES_BY_WORDS = f"""
SELECT d.id, d.key, d.number, t.title_terms, t.path_terms, t.body_terms
FROM documents d JOIN texts t ON t.document_id = d.id WHERE d.id IN (
    SELECT d.id FROM content JOIN documents d ON d.id = content.rowid
    WHERE content MATCH :expression AND {VISIBLE}
    ORDER BY bm25(content, 4.0, 3.0, 0.5, 1.0, 0.8, 0.3, 0.0, 0.0) LIMIT :limit
)
"""  # noqa: S608 - a constant is put in, values are bound
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
OCCURS = f"""
SELECT 1 FROM content JOIN documents d ON d.id = content.rowid
WHERE content MATCH :expression AND {VISIBLE} LIMIT 1
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

        A rebuild that is already running is waited for.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{FILE_NAME}.{os.getpid()}.new"
        with self._lock("rebuild"):
            try:
                self._build(fresh, documents, progress, number)
                with self._lock("write"):
                    fresh.replace(self._path)
            finally:
                fresh.unlink(missing_ok=True)
        return len(documents)

    def change(
        self,
        documents: Iterable[SearchDocument],
        gone: Iterable[str],
        *,
        since: int,
        number: int,
    ) -> bool:
        """Bring an index that knows change `since` to change `number`; False: it knew another."""
        if not self._folder.is_dir():
            raise SearchIndexMissingError("there is no index")
        with self._lock("write"):
            with self._reading():
                pass
            return _apply(self._path, tuple(documents), tuple(gone), (since, number))

    def state(self) -> IndexState:
        """What the index knows. Raises SearchUnavailableError."""
        with self._reading() as connection:
            number, built_at = connection.execute("SELECT number, built_at FROM meta").fetchone()
            documents = _collection(connection).documents
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
            vocabulary = self._vocabulary(connection, _filters(audiences))
            analysed = question_analyse(question, vocabulary, thesaurus, exact=exact)
            collection = _collection(connection)
            concepts = terms_wanted(analysed, vocabulary, collection)
            expression = _match_expression(terms_matched(concepts, collection))
            find = _found_by_words if collection.documents < LARGE_INDEX else _found_among_many
            rows = find(connection, concepts, expression, _filters(audiences, kinds))
            found = _candidates(connection, analysed, rows, _filters(audiences, kinds))
            ranker = Ranker(analysed, vocabulary, collection, self._parameters)
            best = ranker.rank(found)[:limit]
            return SearchAnswer(
                hits=tuple(_hit(connection, ranked, ranker) for ranked in best),
                corrections=analysed.corrections,
                spellings=analysed.spellings,
                totals=_totals(connection, analysed, expression, _filters(audiences)),
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
    ) -> Iterator[tuple[AnalysedQuestion, "IndexVocabulary", Collection]]:
        """A question as this index's words read it, for an engine that keeps no words itself."""
        with self._reading() as connection:
            vocabulary = self._vocabulary(connection, _filters(audiences))
            analysed = question_analyse(question, vocabulary, thesaurus, exact=exact)
            yield analysed, vocabulary, _collection(connection)

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
        filters = _filters(audiences, kinds)
        with self._reading() as connection:
            vocabulary = self._vocabulary(connection, filters)
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
            vocabulary = self._vocabulary(connection, _filters(audiences))
            return expansions_of(question_analyse(question, vocabulary, thesaurus), vocabulary)

    def _vocabulary(self, connection: sqlite3.Connection, filters: Filters) -> "IndexVocabulary":
        return IndexVocabulary(connection, filters, _spellings_of(self._path))

    def is_healthy(self) -> bool:
        """Whether there is an index of this version to answer from."""
        try:
            with self._reading() as connection:
                return _collection(connection).documents >= 0
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
    def _lock(self, name: str) -> Iterator[None]:
        with (self._folder / f"{name}.lock").open("w") as file:
            flock(file, LOCK_EX)
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
            frequencies: Counter[tuple[str, str]] = Counter()
            lemmas: dict[str, set[str]] = {}
            spelled: Counter[tuple[str, str, str]] = Counter()
            for done, document in enumerate(documents, start=1):
                fields = _analysed(document)
                _insert(connection, document, fields)
                frequencies.update(_distinct(fields))
                spelled.update(_spelled(document.title, document.text, fields))
                for term in {term for field in fields for term in field}:
                    lemmas.setdefault(term.form, set()).add(term.lemma)
                if progress and (done % PROGRESS_STEP == 0 or done == len(documents)):
                    progress(done, len(documents))
            connection.executemany(
                "INSERT INTO frequencies VALUES (?, ?, ?)",
                ((kind, term, count) for (kind, term), count in frequencies.items()),
            )
            connection.executemany(
                "INSERT INTO spelled VALUES (?, ?, ?, ?)",
                ((*word, count) for word, count in spelled.items()),
            )
            _insert_lexicon(connection, lemmas)
            connection.execute(
                "INSERT INTO meta VALUES (?, ?, ?)",
                (INDEX_VERSION, number, datetime.now(UTC).isoformat()),
            )
            connection.execute("COMMIT")
            connection.execute("INSERT INTO content (content) VALUES ('optimize')")
        with path.open("rb") as file:
            os.fsync(file.fileno())


class IndexVocabulary:
    """What the open index knows of words, for the reader that the filters are of."""

    def __init__(
        self, connection: sqlite3.Connection, filters: Filters, spellings: "KnownSpellings"
    ) -> None:
        self._connection = connection
        self._filters = filters
        self._spellings = spellings
        self._occurring: dict[str, bool] = {}
        self._frequencies: dict[tuple[MatchKind, str], int] = {}

    def lemmas(self, form: str) -> tuple[str, ...]:
        rows = self._connection.execute("SELECT lemma FROM lexicon WHERE form = ?", (form,))
        return tuple(lemma for (lemma,) in rows)

    def frequency(self, kind: MatchKind, term: str) -> int:
        known = self._frequencies.get((kind, term))
        if known is None:
            row = self._connection.execute(
                "SELECT documents FROM frequencies WHERE kind = ? AND term = ?", (kind, term)
            ).fetchone()
            known = self._frequencies[kind, term] = int(row[0]) if row else 0
        return known

    def occurs(self, lemma: str) -> bool:
        if lemma not in self._occurring:
            self._occurring[lemma] = bool(self.frequency(MatchKind.LEMMA, lemma)) and (
                self._is_all_open or self._occurs_in_open(lemma)
            )
        return self._occurring[lemma]

    def written(self, lemma: str) -> tuple[WordForm, ...]:
        if not self.occurs(lemma):
            return ()
        rows = self._connection.execute(
            "SELECT form, lemma, written, documents FROM spelled WHERE lemma = ?", (lemma,)
        )
        return tuple(WordForm(*row) for row in rows)

    def forms_beginning(self, beginning: str) -> Iterator[WordForm]:
        """Forms of words that begin so, the commonest first, whether they occur or not."""
        if beginning:
            for row in self._connection.execute(
                "SELECT form, lemma, written, documents FROM spelled"
                " WHERE form >= ? AND form < ? ORDER BY documents DESC, length(form), written"
                " LIMIT ?",
                (beginning, beginning + "\x7f", MOST_FORMS),
            ):
                yield WordForm(*row)

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        rows = self._connection.execute(
            "SELECT term FROM frequencies WHERE kind = 'lemma' AND term >= ? AND term < ?"
            " ORDER BY length(term), documents DESC",
            (beginning, beginning + "\x7f"),
        )
        return tuple(islice((term for (term,) in rows if self.occurs(term)), limit))

    @cached_property
    def _is_all_open(self) -> bool:
        if self._filters["kinds"] is not None:
            return False
        if self._filters["audiences"] is None:
            return True
        return self._connection.execute("SELECT 1 FROM restrictions LIMIT 1").fetchone() is None

    def _occurs_in_open(self, lemma: str) -> bool:
        parameters = {**self._filters, "expression": f'{{title_lemma body_lemma}} : "{lemma}"'}
        return self._connection.execute(OCCURS, parameters).fetchone() is not None

    def similar(self, form: str, mistakes: int) -> tuple[tuple[str, int], ...]:
        """Lemmas of the nearest spellings; `mistakes` = 0 finds nothing."""
        if not mistakes:
            return ()
        near: dict[str, int] = {}
        for other, lemma in self._letters_alike(form, mistakes):
            away = distance(form, other, mistakes)
            if away <= mistakes:
                near[lemma] = min(near.get(lemma, away), away)
        nearest = min(near.values(), default=0)
        lemmas = [lemma for lemma, away in near.items() if away == nearest]
        # Who searches here means a word that occurs here, if one is as near as any other.
        indexed = [lemma for lemma in lemmas if self.occurs(lemma)]
        return tuple((lemma, nearest) for lemma in indexed or lemmas)

    def _letters_alike(self, form: str, mistakes: int) -> list[tuple[str, str]]:
        """(form, lemma) of the spellings whose letters do not rule them out."""
        letters = letter_mask(form)
        return [
            (other, lemma)
            for length in range(len(form) - mistakes, len(form) + mistakes + 1)
            for other, lemma, mask in self._spellings.of_length(length, self._connection)
            if may_be_near(letters, mask, mistakes)
        ]


class KnownSpellings:
    """The spellings of one state of an index file: reading them takes longer than comparing."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[tuple[str, str, int]]] = {}

    def of_length(self, length: int, connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
        found = self._by_length.get(length)
        if found is None:
            found = self._by_length[length] = connection.execute(
                "SELECT form, lemma, letters FROM spellings WHERE length = ?", (length,)
            ).fetchall()
        return found


@lru_cache(maxsize=2)
def _known_spellings(path: Path, file: int, changed_at: int) -> KnownSpellings:
    return KnownSpellings()


def _spellings_of(path: Path) -> KnownSpellings:
    """Kept until the file is changed or replaced. Raises OSError."""
    state = path.stat()
    return _known_spellings(path, state.st_ino, state.st_mtime_ns)


Fields = tuple[list[Term], list[Term], list[Term]]


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _analysed(document: SearchDocument) -> Fields:
    return (
        terms(document.title, lemma_of),
        terms(" ".join(document.path), lemma_of),
        terms(document.text, lemma_of),
    )


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


def _insert(connection: sqlite3.Connection, document: SearchDocument, fields: Fields) -> None:
    title, path, body = fields
    cursor = connection.execute(
        "INSERT INTO documents (key, kind, number, title, url, path) VALUES (?, ?, ?, ?, ?, ?)",
        (
            document.key,
            document.kind,
            document.number,
            document.title,
            document.url,
            json.dumps(document.path, ensure_ascii=False),
        ),
    )
    connection.execute(
        "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
        (cursor.lastrowid, document.text, *(_packed(field) for field in fields)),
    )
    _add_to_totals(connection, 1, len(body))
    connection.executemany(
        "INSERT INTO restrictions VALUES (?, ?)",
        ((cursor.lastrowid, audience) for audience in document.restricted_to),
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


def _add_to_totals(connection: sqlite3.Connection, documents: int, body_words: int) -> None:
    connection.execute(
        "UPDATE totals SET documents = documents + ?, body_words = body_words + ?",
        (documents, body_words),
    )


def _insert_lexicon(connection: sqlite3.Connection, indexed: dict[str, set[str]]) -> None:
    """Dictionary forms of all known words; spellings of those that a question may mean."""
    thesaurus_words = {(form, lemma_of(form)) for form in general_thesaurus().slovene_words}
    wanted = {lemma for lemmas in indexed.values() for lemma in lemmas}
    wanted |= {lemma for _, lemma in thesaurus_words}
    pairs = {(form, lemma) for form, lemmas in indexed.items() for lemma in lemmas}
    pairs |= thesaurus_words
    known = known_forms()
    connection.executemany("INSERT OR IGNORE INTO lexicon VALUES (?, ?)", sorted(known | pairs))
    _insert_spellings(connection, pairs | {pair for pair in known if pair[1] in wanted})


def _insert_spellings(connection: sqlite3.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO spellings VALUES (?, ?, ?, ?)",
        ((len(form), form, lemma, letter_mask(form)) for form, lemma in sorted(pairs)),
    )


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
            for key in (*keys, *(document.key for document in documents)):
                _remove(connection, key)
            for document in documents:
                fields = _analysed(document)
                _insert(connection, document, fields)
                _count(connection, _distinct(fields), 1)
                _count_spelled(connection, _spelled(document.title, document.text, fields), 1)
                pairs = {(term.form, term.lemma) for field in fields for term in field}
                connection.executemany("INSERT OR IGNORE INTO lexicon VALUES (?, ?)", pairs)
                _insert_spellings(connection, pairs)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise SearchUnavailableError(str(error)) from error
    return True


def _remove(connection: sqlite3.Connection, key: str) -> None:
    rows = connection.execute(
        "SELECT id, title, text, title_terms, path_terms, body_terms"
        " FROM documents JOIN texts ON document_id = id WHERE key = ? OR key >= ? AND key < ?",
        (key, f"{key}/", f"{key}0"),  # "0" follows "/"
    ).fetchall()
    for number, written_title, text, *packed in rows:
        title, path, body = (_unpacked(field) for field in packed)
        _count(connection, _distinct((title, path, body)), -1)
        _count_spelled(connection, _spelled(written_title, text, (title, path, body)), -1)
        _add_to_totals(connection, -1, -len(body))
        connection.execute("DELETE FROM content WHERE rowid = ?", (number,))
        connection.execute("DELETE FROM restrictions WHERE document_id = ?", (number,))
        connection.execute("DELETE FROM texts WHERE document_id = ?", (number,))
        connection.execute("DELETE FROM documents WHERE id = ?", (number,))


def _count(connection: sqlite3.Connection, pairs: Iterable[tuple[str, str]], by: int) -> None:
    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?, ?)"
        " ON CONFLICT (kind, term) DO UPDATE SET documents = documents + excluded.documents",
        ((kind, term, by) for kind, term in pairs),
    )
    connection.execute("DELETE FROM frequencies WHERE documents <= 0")


def _count_spelled(
    connection: sqlite3.Connection, spelled: Iterable[tuple[str, str, str]], by: int
) -> None:
    connection.executemany(
        "INSERT INTO spelled VALUES (?, ?, ?, ?) ON CONFLICT (form, lemma, written)"
        " DO UPDATE SET documents = documents + excluded.documents",
        ((*word, by) for word in spelled),
    )
    connection.execute("DELETE FROM spelled WHERE documents <= 0")


def _packed(field: Iterable[Term]) -> str:
    return " ".join(term.packed for term in field)


def _unpacked(packed: str) -> list[Term]:
    return [term_of(one) for one in packed.split()]


def _number(connection: sqlite3.Connection) -> int:
    """The last change that the index knows."""
    (number,) = connection.execute("SELECT number FROM meta").fetchone()
    return int(number)


def _collection(connection: sqlite3.Connection) -> Collection:
    documents, body_words = connection.execute(
        "SELECT documents, body_words FROM totals"
    ).fetchone()
    return Collection(documents, body_words / documents if documents else 0.0)


def _filters(
    audiences: AbstractSet[str] | None, kinds: AbstractSet[DocumentKind] | None = None
) -> Filters:
    return {
        "audiences": None if audiences is None else json.dumps(sorted(audiences)),
        "kinds": None if kinds is None else json.dumps(sorted(kinds)),
    }


def _candidates(
    connection: sqlite3.Connection,
    question: AnalysedQuestion,
    found: Iterable[tuple[Any, ...]],
    filters: Filters,
) -> list[Candidate]:
    rows = {number: row for number, *row in chain(found, _named(connection, question, filters))}
    return [
        Candidate(key, number, title.split(), path.split(), body.split())
        for key, number, title, path, body in rows.values()
    ]


def _found_by_words(
    connection: sqlite3.Connection, concepts: Sequence[Wanted], expression: str, filters: Filters
) -> Iterator[tuple[Any, ...]]:
    """The rows of the likeliest documents, in an index of a few hundred."""
    parameters = {**filters, "expression": expression, "limit": MOST_CANDIDATES}
    yield from connection.execute(CANDIDATES_BY_WORDS, parameters)


def _found_among_many(
    connection: sqlite3.Connection, concepts: Sequence[Wanted], _expression: str, filters: Filters
) -> Iterator[tuple[Any, ...]]:
    """The rows of the likeliest documents, in a large index.

    bm25 takes FTS5 some 25 µs for each document that matches, a list of them half a microsecond:
    so documents are counted by what they match, in a title or often for more.
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
    return SearchHit(
        key=ranked.key,
        kind=DocumentKind(kind),
        number=number,
        title=title,
        url=url,
        path=tuple(json.loads(path)),
        score=ranked.score,
        passages=passages_of(text, _unpacked(packed), ranked, ranker),
    )
