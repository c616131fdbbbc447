"""Elasticsearch as an engine: it finds the candidates, filtered and counted, and keeps the texts.

What words are, how often and how they are written comes from the embedded index, which is kept
beside it to fall back on; so both engines read a question alike and weigh words the same, and a
search costs two short requests. An index is named PREFIX-TIME; the alias PREFIX moves to a new
one when it is complete.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVar

from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
)
from elasticsearch.dsl import Date, Document, Index, Keyword, Long, Q, Search, Text
from elasticsearch.dsl.query import Query
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from knowledge.search.analysis import Term, term_of, terms
from knowledge.search.candidates import MOST_CANDIDATES, Wanted, terms_matched, terms_wanted
from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.engine import (
    DEFAULT_LIMIT,
    Expansion,
    IndexState,
    Progress,
    SearchAnswer,
    SearchHit,
    SearchIndexMissingError,
    SearchTimedOutError,
    SearchUnavailableError,
)
from knowledge.search.fts5 import Fts5Engine
from knowledge.search.lexicon import lemma_of
from knowledge.search.passages import passages_of
from knowledge.search.query import AnalysedQuestion, MatchKind
from knowledge.search.ranking import Candidate, Ranked, Ranker
from knowledge.search.search_address import SearchAddress
from knowledge.search.suggesting import MOST_SUGGESTIONS, Suggestion
from knowledge.search.thesaurus import Thesaurus

# 2: an index of version 1 may lack the paragraphs of articles that were published again.
MAPPING_VERSION = 2
STATE_KIND = "state"
STATE_ID = "_state"
# One request may take so long when an index is changed, and when it is built.
UPKEEP_SECONDS = 30.0
BUILD_SECONDS = 180.0
BULK_DOCUMENTS = 200
PROGRESS_STEP = 200
# An index that a rebuild left half done is taken away when it is older.
LEFTOVER_AGE = timedelta(days=1)
TIME_FORMAT = "%Y%m%d%H%M%S"
OK = 200
CONFLICT = 409
NOT_FOUND = 404

# Fields that a term is looked for in, and what a match in each counts among the candidates.
FIELDS_OF_KIND = {
    MatchKind.LEMMA: (("title_lemma", 2.5), ("body_lemma", 1.0)),
    MatchKind.STEM: (("title_stem", 2.5), ("path_stem", 1.0), ("body_stem", 1.0)),
    MatchKind.PREFIX: (("body_prefix", 1.0),),
}
REFERENCE_BOOST = 1000.0
# A word that stands everywhere still finds.
LEAST_BOOST = 1e-6

Result = TypeVar("Result")
_waiting_for_answers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="elasticsearch")


def _kept() -> Any:
    return Text(index=False, norms=False)


def _analysed() -> Any:
    return Text(analyzer="whitespace")


class KnowledgeDocument(Document):
    """A search document with its analysed words, or, once in an index, what the index knows."""

    kind = Keyword()
    key = Keyword()
    # The key of the page that it belongs to.
    page = Keyword()
    number = Keyword()
    restricted_to = Keyword()
    title = _kept()
    url = _kept()
    path = _kept()
    text = _kept()
    title_terms = _kept()
    path_terms = _kept()
    body_terms = _kept()
    title_lemma = _analysed()
    title_stem = _analysed()
    path_stem = _analysed()
    body_lemma = _analysed()
    body_stem = _analysed()
    body_prefix = _analysed()
    # Of the index itself.
    change = Long()
    mapping_version = Long()
    built_at = Date()

    class Meta:
        dynamic = "strict"


class ElasticsearchEngine:
    """Search in an Elasticsearch index; `embedded` knows the words.

    `patience`: seconds that a search or a question about the state may take in all.
    """

    def __init__(self, address: SearchAddress, embedded: Fts5Engine, patience: float) -> None:
        self._patience = patience
        self._address = address
        self._alias = address.prefix
        self._embedded = embedded

    def rebuild(
        self,
        documents: Sequence[SearchDocument],
        progress: Progress | None = None,
        number: int = 0,
    ) -> int:
        """Build a new index and move the alias to it; returns how many documents.

        Two at once do no harm: each builds its own, the alias goes to the one that ends last.
        Raises SearchUnavailableError.
        """
        name = f"{self._alias}-{datetime.now(UTC).strftime(TIME_FORMAT)}-{secrets.token_hex(3)}"
        with _translated_errors():
            client = _client(self._address, BUILD_SECONDS)
            index = self._new_index(name, client)
            try:
                actions = (_index_action(name, document, number) for document in documents)
                for done, _ in enumerate(_bulk(client, actions), start=1):
                    if progress and (done % PROGRESS_STEP == 0 or done == len(documents)):
                        progress(done, len(documents))
                self._write_state(client, name, number)
            except BaseException:
                index.delete(using=client, ignore_unavailable=True)
                raise
            self._move_alias(client, name)
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

        Every document carries the number as its version, so that a process that was late cannot
        put an older text in the place of a newer one.
        """
        if self.state().number != since:
            return False
        with _translated_errors():
            client = _client(self._address, UPKEEP_SECONDS)
            self._write(client, tuple(documents), tuple(gone), number)
            self._write_state(client, self._alias, number)
        return True

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
        with self._embedded.reading_question(
            question, thesaurus=thesaurus, audiences=audiences, exact=exact
        ) as (analysed, vocabulary, collection):
            until = monotonic() + self._patience
            concepts = terms_wanted(analysed, vocabulary, collection)
            wishes = _wishes(concepts, terms_matched(concepts, collection), analysed)
            found = self._found(_search_for(wishes, audiences, kinds), until)
            ranker = Ranker(analysed, vocabulary, collection)
            best = ranker.rank(_candidate(hit["_source"]) for hit in found["hits"])[:limit]
            sources = self._sources([ranked.key for ranked in best], found["index"], until)
            return SearchAnswer(
                hits=tuple(_hit(sources[one.key], one, ranker) for one in best),
                corrections=analysed.corrections,
                spellings=analysed.spellings,
                totals=found["totals"],
                number=found["number"],
            )

    def suggest(
        self,
        text: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = MOST_SUGGESTIONS,
    ) -> list[Suggestion]:
        """What a question that is being typed may become; the embedded index knows words."""
        return self._embedded.suggest(
            text, thesaurus=thesaurus, audiences=audiences, kinds=kinds, limit=limit
        )

    def explain(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
    ) -> tuple[Expansion, ...]:
        """What each word of a question is searched as; the embedded index knows words."""
        return self._embedded.explain(question, thesaurus=thesaurus, audiences=audiences)

    def is_healthy(self) -> bool:
        """Whether a search would be answered."""
        try:
            return self.state().documents >= 0
        except SearchUnavailableError:
            return False

    def state(self) -> IndexState:
        """What the index knows. Raises SearchUnavailableError."""
        found = self._answers(
            monotonic() + self._patience,
            Search().filter("term", kind=STATE_KIND),
            Search().extra(size=0),
        )
        rows, everything = found[0]["hits"]["hits"], found[1]["hits"]["total"]["value"]
        if not rows:
            raise SearchIndexMissingError("the index is not complete: rebuild it")
        state = rows[0]["_source"]
        if state["mapping_version"] != MAPPING_VERSION:
            raise SearchIndexMissingError("the index is of another version: rebuild it")
        built_at = datetime.fromisoformat(state["built_at"])
        return IndexState(state["change"], everything - 1, built_at)

    def health(self) -> str:
        """The cluster's own word for its health: green, yellow or red."""
        client = _client(self._address, self._patience)
        return str(_within(self._patience, lambda: client.cluster.health())["status"])

    def forget(self) -> None:
        """Remove the alias and every index of the prefix (tests, benchmarks)."""
        with _translated_errors():
            for name in self.index_names():
                self.upkeep_client().indices.delete(index=name, ignore_unavailable=True)

    def index_names(self) -> list[str]:
        """All indexes of the prefix, the one that answers and those being built."""
        with _translated_errors():
            return sorted(self.upkeep_client().indices.get(index=f"{self._alias}-*"))

    def upkeep_client(self) -> Elasticsearch:
        return _client(self._address, UPKEEP_SECONDS)

    def _found(self, search: Search[Any], until: float) -> dict[str, Any]:
        """Candidates, how many documents match by kind, and the state of the index."""
        found, state = self._answers(
            until, search.extra(size=MOST_CANDIDATES), Search().filter("term", kind=STATE_KIND)
        )
        rows = state["hits"]["hits"]
        if not rows or rows[0]["_source"]["mapping_version"] != MAPPING_VERSION:
            raise SearchUnavailableError("the index is not complete or of another version")
        return {
            "hits": found["hits"]["hits"],
            "index": rows[0]["_index"],
            "number": rows[0]["_source"]["change"],
            "totals": {
                DocumentKind(bucket["key"]): bucket["doc_count"]
                for bucket in found["aggregations"]["kinds"]["buckets"]
            },
        }

    def _answers(self, until: float, *searches: Search[Any]) -> list[dict[str, Any]]:
        """The answers to searches of the alias, all of one state of the index."""
        lines: list[dict[str, Any]] = []
        for search in searches:
            lines += [{"index": self._alias}, {"track_total_hits": True, **search.to_dict()}]
        client = _client(self._address, self._patience)
        answers = _within(until - monotonic(), lambda: client.msearch(searches=lines))["responses"]
        for answer in answers:
            if answer["status"] == NOT_FOUND:
                raise SearchIndexMissingError("there is no index")
            if answer["status"] != OK:
                raise SearchUnavailableError(f"status {answer['status']}")
        return list(answers)

    def _sources(self, keys: Sequence[str], index: str, until: float) -> dict[str, Any]:
        """The documents to be shown. Raises SearchUnavailableError when one is just gone."""
        if not keys:
            return {}
        client = _client(self._address, self._patience)
        found = _within(until - monotonic(), lambda: client.mget(index=index, ids=list(keys)))
        if not all(row.get("found") for row in found["docs"]):
            raise SearchUnavailableError("the index was changed meanwhile")
        return {row["_id"]: row["_source"] for row in found["docs"]}

    def _new_index(self, name: str, client: Elasticsearch) -> Index:
        index = Index(name, using=client)
        index.settings(
            number_of_shards=1,
            auto_expand_replicas="0-1",
            # Deletions are remembered as long as a process that is late may still write.
            **{"index.gc_deletes": "1h"},
        )
        index.document(KnowledgeDocument)
        index.create()
        return index

    def _write(
        self,
        client: Elasticsearch,
        documents: Sequence[SearchDocument],
        gone: Sequence[str],
        number: int,
    ) -> None:
        # A document of the same change must stay: its article's key is among those gone.
        written = {document.key for document in documents}
        actions = [
            _delete_action(self._alias, key, number)
            for key in self._keys_below(client, gone)
            if key not in written
        ]
        actions += [_index_action(self._alias, document, number) for document in documents]
        for _ in _bulk(client, iter(actions)):
            pass

    def _keys_below(self, client: Elasticsearch, keys: Sequence[str]) -> list[str]:
        """The keys of documents with these keys or below them."""
        # What a process wrote that died before it ended is to be found too.
        client.indices.refresh(index=self._alias)
        found: list[str] = []
        for start in range(0, len(keys), BULK_DOCUMENTS):
            some = list(keys[start : start + BULK_DOCUMENTS])
            query = Q("terms", page=some) | Q("terms", key=some)
            search = Search(using=client, index=self._alias).query(query).source(["key"])
            found += [str(hit.key) for hit in search.params(scroll="1m").scan()]
        return found

    def _write_state(self, client: Elasticsearch, index: str, number: int) -> None:
        """Say which changes the index knows, and make all of them found."""
        client.indices.refresh(index=index)
        state = KnowledgeDocument(
            kind=STATE_KIND,
            change=number,
            mapping_version=MAPPING_VERSION,
            built_at=self._built_at(client, index),
        )
        action = {
            "_op_type": "index",
            "_index": index,
            "_id": STATE_ID,
            "_source": state.to_dict(),
            **_version(number),
        }
        for _ in _bulk(client, iter([action])):
            pass
        client.indices.refresh(index=index)

    def _built_at(self, client: Elasticsearch, index: str) -> datetime:
        name = next(iter(client.indices.get(index=index)))
        written = name.removeprefix(f"{self._alias}-").partition("-")[0]
        return datetime.strptime(written, TIME_FORMAT).replace(tzinfo=UTC)

    def _move_alias(self, client: Elasticsearch, name: str) -> None:
        """In one step; then the index that had it goes, and what rebuilds left half done."""
        known = client.indices.get_alias(index=f"{self._alias}-*")
        before = [old for old, has in known.items() if self._alias in has["aliases"]]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": self._alias, "must_exist": False}}
            for old in before
            if old != name
        ]
        client.indices.update_aliases(
            actions=[*actions, {"add": {"index": name, "alias": self._alias}}]
        )
        for old in {*before, *self._leftovers(known)} - {name}:
            client.indices.delete(index=old, ignore_unavailable=True)

    def _leftovers(self, names: Iterable[str]) -> Iterator[str]:
        limit = (datetime.now(UTC) - LEFTOVER_AGE).strftime(TIME_FORMAT)
        for name in names:
            if name.removeprefix(f"{self._alias}-") < limit:
                yield name


@lru_cache(maxsize=8)
def _client(address: SearchAddress, seconds: float) -> Elasticsearch:
    """A client that waits so long for a connection and for an answer, and asks once."""
    return Elasticsearch(
        address.url,
        basic_auth=(address.user, address.password) if address.user else None,
        request_timeout=seconds,
        max_retries=0,
        retry_on_timeout=False,
        connections_per_node=16,
    )


class _translated_errors:  # noqa: N801 - reads as a statement
    """What goes wrong with Elasticsearch as SearchUnavailableError.

    The kind of error alone: its text may hold words of a document or of a question.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, NotFoundError):
            raise SearchIndexMissingError("there is no index") from None
        if isinstance(error, ApiError):
            raise SearchUnavailableError(f"status {error.status_code}", error.status_code) from None
        if isinstance(error, TimeoutError | ConnectionTimeout):
            raise SearchTimedOutError("no answer in time") from None
        if isinstance(error, TransportError | BulkIndexError):
            raise SearchUnavailableError(type(error).__name__) from None


def _within(seconds: float, ask: Callable[[], Result]) -> Result:
    """The answer, or SearchUnavailableError when it takes longer, whatever holds it up.

    The client's own limits count for a connection and for each read; a name that is not
    resolved, or an answer that comes in drops, would take any time.
    """
    with _translated_errors():
        return _waiting_for_answers.submit(ask).result(timeout=max(seconds, 0))


def _bulk(client: Elasticsearch, actions: Iterator[dict[str, Any]]) -> Iterator[None]:
    """Write; a newer version that is there already stays."""
    for succeeded, result in streaming_bulk(
        client, actions, chunk_size=BULK_DOCUMENTS, raise_on_error=False
    ):
        (outcome,) = result.values()
        if not succeeded and outcome.get("status") not in (CONFLICT, NOT_FOUND):
            raise SearchUnavailableError(f"status {outcome.get('status')}")
        yield


def _version(number: int) -> dict[str, Any]:
    return {"version": number, "version_type": "external_gte"}


def _delete_action(index: str, key: str, number: int) -> dict[str, Any]:
    return {"_op_type": "delete", "_index": index, "_id": key, **_version(number)}


def _index_action(index: str, document: SearchDocument, number: int) -> dict[str, Any]:
    title, path, body = (
        terms(field, lemma_of) for field in (document.title, " ".join(document.path), document.text)
    )
    written = KnowledgeDocument(
        kind=document.kind,
        key=document.key,
        page=document.key.partition("/")[0],
        number=document.number,
        restricted_to=sorted(document.restricted_to),
        title=document.title,
        url=document.url,
        path=list(document.path),
        text=document.text,
        title_terms=_packed(title),
        path_terms=_packed(path),
        body_terms=_packed(body),
        title_lemma=" ".join(term.lemma for term in title),
        title_stem=_stems(title),
        path_stem=_stems(path),
        body_lemma=" ".join(term.lemma for term in body),
        body_stem=_stems(body),
        body_prefix=" ".join(prefix for term in (*title, *path, *body) for prefix in term.prefixes),
    )
    return {
        "_op_type": "index",
        "_index": index,
        "_id": document.key,
        "_source": written.to_dict(),
        **_version(number),
    }


def _packed(field: Iterable[Term]) -> str:
    return " ".join(term.packed for term in field)


def _stems(field: Iterable[Term]) -> str:
    return " ".join(shared for term in field for shared in term.stems)


def _search_for(
    wishes: Sequence[Query],
    audiences: AbstractSet[str] | None,
    kinds: AbstractSet[DocumentKind] | None,
) -> Search[Any]:
    search = Search().query(
        "bool",
        should=wishes,
        minimum_should_match=1,
        filter=_open_to(audiences),
    )
    if kinds is not None:
        # Behind the counting, which is of all kinds.
        search = search.post_filter("terms", kind=sorted(kinds))
    search.aggs.bucket("kinds", "terms", field="kind")
    # The same worth always in the same order, whatever else the index holds.
    search = search.sort("_score", "key")
    return search.source(["key", "number", "title_terms", "path_terms", "body_terms"])


def _open_to(audiences: AbstractSet[str] | None) -> list[Query]:
    """What keeps closed documents, and the state of the index, out of the candidates."""
    documents = Q("terms", kind=list(DocumentKind))
    if audiences is None:
        return [documents]
    unrestricted = ~Q("exists", field="restricted_to")
    return [documents, unrestricted | Q("terms", restricted_to=sorted(audiences))]


def _wishes(concepts: Iterable[Wanted], matched: Wanted, question: AnalysedQuestion) -> list[Query]:
    """What a document is to hold: of each concept the best counts.

    Not by Elasticsearch's own score: that weighs words by documents that the reader may not read.
    """
    wishes: list[Query] = []
    for concept in concepts:
        terms_found = [
            Q(
                "constant_score",
                filter=Q("term", **{field: term}),
                boost=max(worth.gain * factor, LEAST_BOOST),
            )
            for (kind, term), worth in sorted(concept.items())
            if (kind, term) in matched
            for field, factor in FIELDS_OF_KIND[kind]
        ]
        if terms_found:
            wishes.append(Q("dis_max", queries=terms_found))
    for reference in question.references:
        if reference.paragraph:
            named = Q("term", number=f"{reference.number}/{reference.paragraph}")
        else:
            named = Q("term", number=reference.number) | Q("prefix", number=f"{reference.number}/")
        wishes.append(Q("constant_score", filter=named, boost=REFERENCE_BOOST))
    return wishes or [Q("match_none")]


def _candidate(source: dict[str, Any]) -> Candidate:
    return Candidate(
        source["key"],
        source["number"],
        source.get("title_terms", "").split(),
        source.get("path_terms", "").split(),
        source.get("body_terms", "").split(),
    )


def _hit(source: dict[str, Any], ranked: Ranked, ranker: Ranker) -> SearchHit:
    body = [term_of(packed) for packed in source.get("body_terms", "").split()]
    return SearchHit(
        key=ranked.key,
        kind=DocumentKind(source["kind"]),
        number=source["number"],
        title=source.get("title", ""),
        url=source.get("url", ""),
        path=tuple(source.get("path", ())),
        score=ranked.score,
        passages=passages_of(source.get("text", ""), body, ranked, ranker),
        is_as_asked=ranker.holds_as_asked(body),
    )
