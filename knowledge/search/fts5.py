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
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge.search.analysis import Term, terms, words
from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.engine import (
    DEFAULT_LIMIT,
    Progress,
    SearchHit,
    SearchIndexMissingError,
    SearchUnavailableError,
)
from knowledge.search.highlight import SNIPPET_WORDS, snippet_of
from knowledge.search.lexicon import known_forms, lemma_of
from knowledge.search.query import AnalysedQuestion, MatchKind, question_analyse
from knowledge.search.ranking import (
    DEFAULT_PARAMETERS,
    Candidate,
    Collection,
    Ranked,
    Ranker,
    RankingParameters,
)
from knowledge.search.spelling import distance, letter_mask
from knowledge.search.thesaurus import Thesaurus, general_thesaurus

INDEX_VERSION = "2"
FILE_NAME = "knowledge.sqlite3"
MOST_CANDIDATES = 100
BUSY_SECONDS = 5.0
PROGRESS_STEP = 50
# A word in more documents than this share does not help to find candidates in a large index.
COMMON_SHARE = 0.25
LARGE_INDEX = 1000

SCHEMA = """
CREATE TABLE meta (version TEXT NOT NULL);
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
    title_lemma, title_stem, path_stem, body_lemma, body_stem, body_prefix,
    tokenize = 'ascii', detail = column
);
CREATE TABLE frequencies (
    kind TEXT NOT NULL, term TEXT NOT NULL, documents INTEGER NOT NULL, PRIMARY KEY (kind, term)
) WITHOUT ROWID;
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
    ORDER BY bm25(content, 4.0, 3.0, 0.5, 1.0, 0.8, 0.3) LIMIT :limit
)
"""  # noqa: S608 - a constant is put in, values are bound
CANDIDATES_BY_NUMBER = f"""
SELECT d.id, d.key, d.number, t.title_terms, t.path_terms, t.body_terms
FROM documents d JOIN texts t ON t.document_id = d.id
WHERE (d.number = coalesce(:named, :number)
       OR (:named IS NULL AND d.number >= :number || '/' AND d.number < :number || '0'))
AND {VISIBLE} LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound


class Fts5Engine:
    """Search in an FTS5 file under `folder`; safe for several processes on one machine."""

    def __init__(self, folder: Path, parameters: RankingParameters = DEFAULT_PARAMETERS) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._parameters = parameters

    def rebuild(self, documents: Sequence[SearchDocument], progress: Progress | None = None) -> int:
        """Build a new index and put it in the place of the old one; returns how many documents.

        A rebuild that is already running is waited for.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{FILE_NAME}.{os.getpid()}.new"
        with self._lock("rebuild"):
            with self._lock("write"):
                self._pending.unlink(missing_ok=True)
            try:
                self._build(fresh, documents, progress)
                with self._lock("write"):
                    self._apply_pending(fresh)
                    fresh.replace(self._path)
            finally:
                fresh.unlink(missing_ok=True)
        return len(documents)

    def update(self, documents: Iterable[SearchDocument]) -> None:
        """Add documents or replace those with the same key. Raises SearchUnavailableError."""
        self._change(tuple(documents), ())

    def delete(self, keys: Iterable[str]) -> None:
        """Remove documents and those below them. Raises SearchUnavailableError."""
        self._change((), tuple(keys))

    def search(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> list[SearchHit]:
        """Documents that answer a question, best first. Raises SearchUnavailableError."""
        with self._reading() as connection:
            vocabulary = IndexVocabulary(connection)
            analysed = question_analyse(question, vocabulary, thesaurus)
            collection = _collection(connection)
            found = _candidates(connection, analysed, vocabulary, collection, audiences, kinds)
            ranker = Ranker(analysed, vocabulary, collection, self._parameters)
            best = ranker.rank(found)[:limit]
            return [_hit(connection, ranked, ranker) for ranked in best]

    def is_healthy(self) -> bool:
        """Whether there is an index of this version to answer from."""
        try:
            with self._reading() as connection:
                return _collection(connection).documents >= 0
        except SearchUnavailableError:
            return False

    @property
    def _pending(self) -> Path:
        return self._folder / "pending.jsonl"

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(_connect(self._path, "ro")) as connection:
                version = connection.execute("SELECT version FROM meta").fetchone()
                if version != (INDEX_VERSION,):
                    raise SearchUnavailableError("the index is of another version: rebuild it")
                yield connection
        except sqlite3.Error as error:
            raise SearchUnavailableError(str(error)) from error

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        with (self._folder / f"{name}.lock").open("w") as file:
            flock(file, LOCK_EX)
            yield

    def _is_rebuilding(self) -> bool:
        with (self._folder / "rebuild.lock").open("w") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return True
            flock(file, LOCK_UN)
            return False

    def _change(self, documents: Sequence[SearchDocument], keys: Sequence[str]) -> None:
        if not self._folder.is_dir():
            raise SearchIndexMissingError("there is no index")
        with self._lock("write"):
            # A change during a rebuild goes into the old index and is done again in the new one.
            if self._is_rebuilding():
                with self._pending.open("a", encoding="utf-8") as file:
                    file.writelines(f"{_written(document)}\n" for document in documents)
                    file.writelines(f"{json.dumps({'delete': key})}\n" for key in keys)
                if not self._path.exists():
                    return
            with self._reading():
                pass
            _apply(self._path, documents, keys)

    def _apply_pending(self, path: Path) -> None:
        if not self._pending.exists():
            return
        for line in self._pending.read_text(encoding="utf-8").splitlines():
            change = json.loads(line)
            if "delete" in change:
                _apply(path, (), (change["delete"],))
            else:
                _apply(path, (_document_of(change),), ())
        self._pending.unlink()

    def _build(
        self, path: Path, documents: Sequence[SearchDocument], progress: Progress | None
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
            for done, document in enumerate(documents, start=1):
                fields = _analysed(document)
                _insert(connection, document, fields)
                frequencies.update(_distinct(fields))
                for term in {term for field in fields for term in field}:
                    lemmas.setdefault(term.form, set()).add(term.lemma)
                if progress and (done % PROGRESS_STEP == 0 or done == len(documents)):
                    progress(done, len(documents))
            connection.executemany(
                "INSERT INTO frequencies VALUES (?, ?, ?)",
                ((kind, term, count) for (kind, term), count in frequencies.items()),
            )
            _insert_lexicon(connection, lemmas)
            connection.execute("INSERT INTO meta VALUES (?)", (INDEX_VERSION,))
            connection.execute("COMMIT")
            connection.execute("INSERT INTO content (content) VALUES ('optimize')")
        with path.open("rb") as file:
            os.fsync(file.fileno())


class IndexVocabulary:
    """What the open index knows of words."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def lemmas(self, form: str) -> tuple[str, ...]:
        rows = self._connection.execute("SELECT lemma FROM lexicon WHERE form = ?", (form,))
        return tuple(lemma for (lemma,) in rows)

    def frequency(self, kind: MatchKind, term: str) -> int:
        row = self._connection.execute(
            "SELECT documents FROM frequencies WHERE kind = ? AND term = ?", (kind, term)
        ).fetchone()
        return int(row[0]) if row else 0

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        rows = self._connection.execute(
            "SELECT term FROM frequencies WHERE kind = 'lemma' AND term >= ? AND term < ?"
            " ORDER BY length(term), documents DESC LIMIT ?",
            (beginning, beginning + "\x7f", limit),
        )
        return tuple(term for (term,) in rows)

    def similar(self, form: str, mistakes: int) -> tuple[tuple[str, int], ...]:
        """Lemmas of the nearest spellings; `mistakes` = 0 finds nothing."""
        if not mistakes:
            return ()
        letters = letter_mask(form)
        near: dict[str, int] = {}
        for other, lemma, mask in self._connection.execute(
            "SELECT form, lemma, letters FROM spellings WHERE length BETWEEN ? AND ?",
            (len(form) - mistakes, len(form) + mistakes),
        ):
            if (letters ^ mask).bit_count() > 2 * mistakes:
                continue
            away = distance(form, other, mistakes)
            if away <= mistakes:
                near[lemma] = min(near.get(lemma, away), away)
        nearest = min(near.values(), default=0)
        lemmas = [lemma for lemma, away in near.items() if away == nearest]
        # Who searches here means a word that occurs here, if one is as near as any other.
        indexed = [lemma for lemma in lemmas if self.frequency(MatchKind.LEMMA, lemma)]
        return tuple((lemma, nearest) for lemma in indexed or lemmas)


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
        " body_prefix) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            cursor.lastrowid,
            " ".join(term.lemma for term in title),
            " ".join(shared for term in title for shared in term.stems),
            " ".join(shared for term in path for shared in term.stems),
            " ".join(term.lemma for term in body),
            " ".join(shared for term in body for shared in term.stems),
            " ".join(prefix for field in fields for term in field for prefix in term.prefixes),
        ),
    )


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


def _apply(path: Path, documents: Sequence[SearchDocument], keys: Sequence[str]) -> None:
    try:
        with closing(_connect(path, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for key in (*keys, *(document.key for document in documents)):
                _remove(connection, key)
            for document in documents:
                fields = _analysed(document)
                _insert(connection, document, fields)
                _count(connection, _distinct(fields), 1)
                pairs = {(term.form, term.lemma) for field in fields for term in field}
                connection.executemany("INSERT OR IGNORE INTO lexicon VALUES (?, ?)", pairs)
                _insert_spellings(connection, pairs)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise SearchUnavailableError(str(error)) from error


def _remove(connection: sqlite3.Connection, key: str) -> None:
    rows = connection.execute(
        "SELECT id, title_terms, path_terms, body_terms"
        " FROM documents JOIN texts ON document_id = id WHERE key = ? OR key >= ? AND key < ?",
        (key, f"{key}/", f"{key}0"),  # "0" follows "/"
    ).fetchall()
    for number, *packed in rows:
        title, path, body = (_unpacked(field) for field in packed)
        _count(connection, _distinct((title, path, body)), -1)
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


def _packed(field: Iterable[Term]) -> str:
    return " ".join(
        term.form if term.form == term.lemma else f"{term.form}|{term.lemma}" for term in field
    )


def _unpacked(packed: str) -> list[Term]:
    return [_term(written) for written in packed.split()]


@lru_cache(maxsize=65536)
def _term(written: str) -> Term:
    form, _, lemma = written.partition("|")
    return Term(form, lemma or form)


def _collection(connection: sqlite3.Connection) -> Collection:
    documents, body_words = connection.execute(
        "SELECT documents, body_words FROM totals"
    ).fetchone()
    return Collection(documents, body_words / documents if documents else 0.0)


def _candidates(
    connection: sqlite3.Connection,
    question: AnalysedQuestion,
    vocabulary: IndexVocabulary,
    collection: Collection,
    audiences: AbstractSet[str] | None,
    kinds: AbstractSet[DocumentKind] | None,
) -> list[Candidate]:
    filters = {
        "audiences": None if audiences is None else json.dumps(sorted(audiences)),
        "kinds": None if kinds is None else json.dumps(sorted(kinds)),
        "limit": MOST_CANDIDATES,
    }
    rows: dict[int, tuple[str, ...]] = {}
    expression = _match_expression(question, vocabulary, collection)
    if expression:
        parameters = {**filters, "expression": expression}
        for number, *row in connection.execute(CANDIDATES_BY_WORDS, parameters):
            rows[number] = tuple(row)
    for reference in question.references:
        named = f"{reference.number}/{reference.paragraph}" if reference.paragraph else None
        parameters = {**filters, "named": named, "number": reference.number}
        for number, *row in connection.execute(CANDIDATES_BY_NUMBER, parameters):
            rows[number] = tuple(row)
    return [
        Candidate(key, number, _unpacked(title), _unpacked(path), _unpacked(body))
        for key, number, title, path, body in rows.values()
    ]


def _match_expression(
    question: AnalysedQuestion, vocabulary: IndexVocabulary, collection: Collection
) -> str:
    """An FTS5 expression of analysed words only: plain letters and digits, in quotes."""
    present: dict[tuple[MatchKind, str], int] = {}
    for concept in question.concepts:
        counted = {
            (one.kind, one.term): vocabulary.frequency(one.kind, one.term)
            for one in concept.alternatives
        }
        present |= _widest({key: count for key, count in counted.items() if count})
    if collection.documents >= LARGE_INDEX:
        most = collection.documents * COMMON_SHARE
        rare = {key: count for key, count in present.items() if count <= most}
        present = rare or dict([min(present.items(), key=lambda item: item[1])] if present else [])
    return " OR ".join(f'{COLUMNS_OF_KIND[kind]} : "{term}"' for kind, term in sorted(present))


def _widest(counted: dict[tuple[MatchKind, str], int]) -> dict[tuple[MatchKind, str], int]:
    """Stems, since they find what lemmas find; prefixes only for what has no stem indexed."""
    stems = {key: count for key, count in counted.items() if key[0] is MatchKind.STEM}
    return stems or counted


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
        snippet=snippet_of(
            text,
            list(islice(words(text), ranked.best_place + SNIPPET_WORDS + 1)),
            lambda place: ranker.is_marked(body[place]),
            ranked.best_place,
        ),
    )


def _written(document: SearchDocument) -> str:
    return json.dumps(
        {
            "key": document.key,
            "kind": document.kind,
            "number": document.number,
            "title": document.title,
            "url": document.url,
            "text": document.text,
            "path": document.path,
            "restricted_to": sorted(document.restricted_to),
        }
    )


def _document_of(written: dict[str, Any]) -> SearchDocument:
    return SearchDocument(
        key=written["key"],
        kind=DocumentKind(written["kind"]),
        number=written["number"],
        title=written["title"],
        url=written["url"],
        text=written["text"],
        path=tuple(written["path"]),
        restricted_to=frozenset(written["restricted_to"]),
    )
