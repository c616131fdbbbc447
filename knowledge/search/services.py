"""Upkeep of the search index."""

import logging
from collections.abc import Iterable

from knowledge.models import (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    RestrictedPage,
    SectionPage,
)
from knowledge.search.changes import change_number, changes_since
from knowledge.search.collect import documents_published
from knowledge.search.documents import SearchDocument
from knowledge.search.elasticsearch_engine import UPKEEP_SECONDS, ElasticsearchEngine
from knowledge.search.engine import (
    Progress,
    SearchEngine,
    SearchIndexMissingError,
    SearchUnavailableError,
)
from knowledge.search.engines import (
    elasticsearch_engine,
    embedded_engine,
    engine_answered,
    engine_failed,
    engine_rests,
)

logger = logging.getLogger(__name__)


class IndexNotComparedError(SearchUnavailableError):
    """A new index of `count` documents is there, but did not say which changes it knows."""

    def __init__(self, count: int, reason: SearchUnavailableError) -> None:
        super().__init__(str(reason), reason.status)
        self.count = count


# Every turn a process loses, another one has told the index something.
MOST_ATTEMPTS = 20

KNOWLEDGE_PAGES: tuple[type[RestrictedPage], ...] = (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    SectionPage,
)


def index_rebuild(progress: Progress | None = None) -> int:
    """Build every index anew from what is published; returns how many documents each holds.

    Raises SearchUnavailableError when Elasticsearch is chosen and does not answer; the embedded
    index is built before. Raises IndexNotComparedError when its new index is there all the same.
    """
    embedded, *others = _engines(UPKEEP_SECONDS)
    count = _rebuild(embedded, progress)
    for engine in others:
        number = change_number()
        count = engine.rebuild(documents_published(), progress, number)
        try:
            _catch_up(engine)
        except SearchUnavailableError as error:
            raise IndexNotComparedError(count, error) from error
    engine_answered()
    return count


def index_update() -> None:
    """Bring every index up to date after a commit.

    An engine that is down, held by another process or to be built anew is reported in the log:
    `indexes_keep_up` puts it right later, and whoever publishes is not kept from it.
    """
    embedded, *others = _engines()
    for engine in [embedded] if engine_rests() else [embedded, *others]:
        try:
            _catch_up(engine, may_rebuild=False)
        except SearchIndexMissingError:
            # Nothing to keep up: the first build will read what is published then.
            continue
        except (SearchUnavailableError, OSError) as error:
            if engine in others and isinstance(error, SearchUnavailableError):
                engine_failed(error)
            logger.warning("The search index was not updated: %s", type(error).__name__)


def indexes_keep_up() -> None:
    """Bring every index up to date, or build one that is missing or of another version.

    Run by `manage.py tick`: an index may have been away, a process may have died after a commit.
    """
    for engine in _engines(UPKEEP_SECONDS):
        try:
            _keep_up(engine)
        except SearchUnavailableError as error:
            logger.warning("A search index was not brought up to date: %s", error)


def _engines(patience: float | None = None) -> list[SearchEngine]:
    """The embedded engine, and the one chosen in its stead."""
    chosen = elasticsearch_engine(patience)
    return [embedded_engine()] if chosen is None else [embedded_engine(), chosen]


def _rebuild(engine: SearchEngine, progress: Progress | None = None) -> int:
    number = change_number()
    count = engine.rebuild(documents_published(), progress, number)
    _catch_up(engine)
    return count


def _keep_up(engine: SearchEngine) -> None:
    """A server that is only slow keeps its index; a file that cannot be read is of no use."""
    try:
        _catch_up(engine)
    except SearchIndexMissingError:
        _rebuild(engine)
    except SearchUnavailableError:
        if isinstance(engine, ElasticsearchEngine):
            raise
        _rebuild(engine)


def _catch_up(engine: SearchEngine, *, may_rebuild: bool = True) -> None:
    """Tell an index what it does not know yet. Another process may be doing the same.

    Raises SearchUnavailableError.
    """
    for _ in range(MOST_ATTEMPTS):
        known = engine.state().number
        changes = changes_since(known)
        if changes is None and not may_rebuild:
            raise SearchUnavailableError("the index is too old: rebuild it")
        if changes is None:
            engine.rebuild(documents_published(), None, change_number())
        elif not changes:
            return
        else:
            documents, gone = _read_again({one.page_id: one.path for one in changes})
            engine.change(documents, gone, since=known, number=changes[-1].number)


def _read_again(changed: dict[int, str]) -> tuple[list[SearchDocument], set[str]]:
    """The documents below changed pages (key and tree path), and the keys of what is gone."""
    paths = _outermost(changed.values())
    documents = [document for path in paths for document in documents_published(path)]
    below = {
        str(key)
        for model in (SectionPage, LegalArticlePage)
        for path in paths
        for key in model.objects.filter(path__startswith=path).values_list("pk", flat=True)
    }
    # A paragraph that is gone keeps its article's key: the whole article is written again.
    gone = ({str(key) for key in changed} | below) - {document.key for document in documents}
    return documents, gone


def _outermost(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
