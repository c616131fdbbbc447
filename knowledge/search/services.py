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
from knowledge.search.collect import documents_published
from knowledge.search.engine import Progress, SearchIndexMissingError, SearchUnavailableError
from knowledge.search.engines import search_engine

logger = logging.getLogger(__name__)

KNOWLEDGE_PAGES: tuple[type[RestrictedPage], ...] = (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    SectionPage,
)


def index_rebuild(progress: Progress | None = None) -> int:
    """Build the index anew from what is published; returns how many documents it holds."""
    return search_engine().rebuild(documents_published(), progress)


def index_update(changed: Iterable[tuple[int, str]]) -> None:
    """Bring the index up to date below pages given by key and tree path.

    An engine that is down is reported in the log: the next rebuild puts it right, and whoever
    publishes is not kept from it.
    """
    try:
        _index_update(dict(changed))
    except SearchIndexMissingError:
        # Nothing to keep up: the first build will read what is published then.
        return
    except (SearchUnavailableError, OSError) as error:
        logger.warning("The search index was not updated: %s", type(error).__name__)


def _index_update(changed: dict[int, str]) -> None:
    engine = search_engine()
    paths = _outermost(changed.values())
    documents = [document for path in paths for document in documents_published(path)]
    published = {document.key for document in documents}
    below = {
        str(key)
        for model in (SectionPage, LegalArticlePage)
        for path in paths
        for key in model.objects.filter(path__startswith=path).values_list("pk", flat=True)
    }
    # A paragraph that is gone keeps its article's key: the whole article is written again.
    engine.delete(({str(key) for key in changed} | below) - published)
    engine.update(documents)


def _outermost(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
