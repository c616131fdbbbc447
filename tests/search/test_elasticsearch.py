"""The contract of the engines, and what is Elasticsearch's own, on a real Elasticsearch."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from knowledge.search.documents import SearchDocument
from knowledge.search.elasticsearch_engine import ElasticsearchEngine
from knowledge.search.engine import Progress, SearchEngine
from knowledge.search.fts5 import Fts5Engine
from knowledge.search.search_address import SearchAddress, search_address
from tests.search.engine_contract import EngineContract
from tests.search.real_elasticsearch import own_address

pytestmark = pytest.mark.elasticsearch


# A busy machine is no fault here; what happens when it takes too long has tests of its own.
PATIENCE_SECONDS = 20.0


class WithEmbedded(ElasticsearchEngine):
    """Changes both indexes, as the services do; Elasticsearch answers."""

    def __init__(self, address: SearchAddress, embedded: Fts5Engine) -> None:
        super().__init__(address, embedded, patience=PATIENCE_SECONDS)
        self._both = embedded

    def rebuild(
        self,
        documents: Sequence[SearchDocument],
        progress: Progress | None = None,
        number: int = 0,
    ) -> int:
        self._both.rebuild(documents)
        return super().rebuild(documents, progress, number)

    def change(self, documents, gone, *, since: int, number: int) -> bool:  # type: ignore[no-untyped-def]
        written, keys = tuple(documents), tuple(gone)
        changed = super().change(written, keys, since=since, number=number)
        self._both.update(written)
        self._both.delete(keys)
        return changed


@pytest.fixture
def engine(search_folder: Path) -> Iterator[WithEmbedded]:
    engine = WithEmbedded(search_address(own_address()), Fts5Engine(search_folder))
    yield engine
    engine.forget()


class TestElasticsearchEngine(EngineContract):
    @pytest.fixture
    def engine(self, engine: WithEmbedded) -> SearchEngine:
        return engine
