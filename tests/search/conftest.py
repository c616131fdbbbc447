from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from knowledge.search import engines
from tests.search.real_elasticsearch import PATIENCE_SECONDS, own_address


@pytest.fixture(autouse=True)
def search_folder(tmp_path: Path, settings: Settings) -> Path:
    """A search index of the test's own."""
    settings.SEARCH_DIR = tmp_path / "search"
    return tmp_path / "search"


@pytest.fixture
def elasticsearch_chosen(settings: Settings) -> Iterator[None]:
    """The settings name the real Elasticsearch, with indexes of the test's own."""
    settings.SEARCH_URL = address = own_address()
    settings.SEARCH_PATIENCE_SECONDS = PATIENCE_SECONDS
    engines._resting_until.clear()
    yield
    engines._resting_until.clear()
    settings.SEARCH_URL = address
    engine = engines.elasticsearch_engine()
    assert engine is not None
    engine.forget()


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def each_engine(request: pytest.FixtureRequest) -> str:
    """The test runs once on each engine."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_chosen")
    return str(request.param)
