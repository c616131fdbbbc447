"""Which engine answers: Elasticsearch where the settings name one, else the embedded one.

The embedded index is always kept. It answers when Elasticsearch does not, or when that does not
know yet what was published or taken away last.
"""

import logging
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace
from time import monotonic

from django.conf import settings
from wagtail.models import Page

from knowledge.search.changes import change_number, changes_since
from knowledge.search.documents import DocumentKind
from knowledge.search.elasticsearch_engine import ElasticsearchEngine
from knowledge.search.engine import (
    DEFAULT_LIMIT,
    Expansion,
    SearchAnswer,
    SearchEngine,
    SearchHit,
    SearchUnavailableError,
)
from knowledge.search.fts5 import Fts5Engine
from knowledge.search.search_address import search_address
from knowledge.search.suggesting import MOST_SUGGESTIONS, Suggestion
from knowledge.search.thesaurus import Thesaurus

logger = logging.getLogger(__name__)

# After a failure a process leaves Elasticsearch alone for so long: not every search has to wait.
REST_SECONDS = 20.0
_resting_until: dict[str, float] = {}


def embedded_engine() -> Fts5Engine:
    return Fts5Engine(settings.SEARCH_DIR)


def elasticsearch_engine(patience: float | None = None) -> ElasticsearchEngine | None:
    """None where the settings name none. Raises SearchAddressError.

    `patience`: seconds that an answer may take; without it as long as a person waits for one.
    """
    if not settings.SEARCH_URL:
        return None
    return ElasticsearchEngine(
        search_address(settings.SEARCH_URL),
        embedded_engine(),
        settings.SEARCH_PATIENCE_SECONDS if patience is None else patience,
    )


def search_engine() -> "SearchRouter":
    return SearchRouter(embedded_engine(), elasticsearch_engine())


def engine_rests() -> bool:
    """Whether this process leaves Elasticsearch alone after a failure."""
    return monotonic() < _resting_until.get(settings.SEARCH_URL, 0.0)


def engine_failed(error: SearchUnavailableError) -> None:
    """Leave Elasticsearch alone for a while."""
    _resting_until[settings.SEARCH_URL] = monotonic() + REST_SECONDS
    logger.warning("Elasticsearch does not answer, the embedded engine does: %s", error)


def engine_answered() -> None:
    _resting_until.pop(settings.SEARCH_URL, None)


class SearchRouter:
    """Asks the engine that can be trusted at this moment."""

    def __init__(self, embedded: Fts5Engine, chosen: SearchEngine | None) -> None:
        self._embedded = embedded
        self._chosen = chosen

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
        number = change_number()

        def ask(engine: SearchEngine) -> SearchAnswer:
            return engine.search(
                question,
                thesaurus=thesaurus,
                audiences=audiences,
                kinds=kinds,
                limit=limit,
                exact=exact,
            )

        if self._chosen is None:
            return _without_changed(ask(self._embedded), number)
        if not engine_rests():
            try:
                answer = ask(self._chosen)
            except SearchUnavailableError as error:
                engine_failed(error)
            else:
                if answer.number == number:
                    return answer
        return replace(_without_changed(ask(self._embedded), number), is_fallback=True)

    def suggest(
        self,
        text: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = MOST_SUGGESTIONS,
    ) -> list[Suggestion]:
        """What a question that is being typed may become. Raises SearchUnavailableError.

        Nothing while the index does not know the last change: what is suggested may be gone.
        """
        if self._embedded.state().number != change_number():
            return []
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
        """What each word of a question is searched as. Raises SearchUnavailableError."""
        return self._embedded.explain(question, thesaurus=thesaurus, audiences=audiences)

    def is_healthy(self) -> bool:
        """Whether a search would be answered."""
        return self._embedded.is_healthy()


def _without_changed(answer: SearchAnswer, number: int) -> SearchAnswer:
    """An answer without what was changed since the index was written: it may be gone.

    Raises SearchUnavailableError when it is not known any more what was changed.
    """
    if answer.number == number:
        return answer
    changes = changes_since(answer.number)
    if changes is None:
        raise SearchUnavailableError("the index is too old: rebuild it")
    pages = {change.page_id for change in changes}
    branches = tuple({change.path for change in changes})
    numbers = [int(hit.key.partition("/")[0]) for hit in answer.hits]
    paths = dict(Page.objects.filter(pk__in=numbers).values_list("pk", "path"))

    def is_unchanged(hit: SearchHit) -> bool:
        page_id = int(hit.key.partition("/")[0])
        path = paths.get(page_id)
        return path is not None and page_id not in pages and not path.startswith(branches)

    hits = tuple(filter(is_unchanged, answer.hits))
    totals = Counter(hit.kind for hit in hits)
    return replace(answer, hits=hits, corrections=(), spellings=(), totals=totals)
