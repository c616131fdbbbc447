"""The contract of the engines, and what is Elasticsearch's own, on a real Elasticsearch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.search.documents import SearchDocument
from knowledge.search.elasticsearch_engine import ElasticsearchEngine
from knowledge.search.engine import (
    Progress,
    SearchEngine,
    SearchIndexMissingError,
    SearchUnavailableError,
)
from knowledge.search.fts5 import Fts5Engine
from knowledge.search.search_address import SearchAddress, search_address
from tests.search.documents import DOCUMENTS, RESTRICTED
from tests.search.engine_contract import EngineContract, numbers
from tests.search.real_elasticsearch import PATIENCE_SECONDS, own_address

pytestmark = pytest.mark.elasticsearch


class WithEmbedded(ElasticsearchEngine):
    """Changes both indexes, as the services do; Elasticsearch answers."""

    def __init__(self, address: SearchAddress, embedded: Fts5Engine) -> None:
        super().__init__(address, embedded, patience=PATIENCE_SECONDS)
        self.words = embedded

    def rebuild(
        self,
        documents: Sequence[SearchDocument],
        progress: Progress | None = None,
        number: int = 0,
    ) -> int:
        self.words.rebuild(documents)
        return super().rebuild(documents, progress, number)

    def rebuild_alone(self, documents: Sequence[SearchDocument], number: int = 0) -> None:
        super().rebuild(documents, None, number)

    def change(
        self, documents: Iterable[SearchDocument], gone: Iterable[str], *, since: int, number: int
    ) -> bool:
        written, keys = tuple(documents), tuple(gone)
        changed = super().change(written, keys, since=since, number=number)
        self.words.change(written, keys, since=since, number=number)
        return changed


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    Fts5Engine(folder).rebuild(DOCUMENTS)
    return folder


class TestElasticsearchEngine(EngineContract):
    @pytest.fixture
    def engine(self, search_folder: Path) -> Iterator[SearchEngine]:
        engine = WithEmbedded(search_address(own_address()), Fts5Engine(search_folder))
        yield engine
        engine.forget()

    @pytest.fixture
    def filled(self, built_folder: Path, search_folder: Path, engine: WithEmbedded) -> SearchEngine:
        copytree(built_folder, search_folder)
        engine.rebuild_alone(DOCUMENTS)
        return engine

    def test_a_search_during_a_rebuild_answers_from_the_old_index(
        self, filled: WithEmbedded
    ) -> None:
        answers: list[list[str]] = []
        ElasticsearchEngine.rebuild(
            filled, DOCUMENTS[1:], lambda *_: answers.append(numbers(filled, "slovenščina"))
        )
        assert answers == [["1"]]
        assert numbers(filled, "slovenščina") == []

    def test_a_rebuild_that_fails_leaves_the_old_index_and_nothing_else(
        self, filled: WithEmbedded
    ) -> None:
        before = filled.index_names()

        def fail(*_: int) -> None:
            raise RuntimeError("stopped in the middle")

        with pytest.raises(RuntimeError):
            ElasticsearchEngine.rebuild(filled, DOCUMENTS[1:], fail)
        assert numbers(filled, "slovenščina") == ["1"]
        assert filled.index_names() == before

    def test_two_rebuilds_at_once_leave_one_complete_index(self, filled: WithEmbedded) -> None:
        def rebuild_too(*_: int) -> None:
            filled.rebuild_alone(DOCUMENTS)

        ElasticsearchEngine.rebuild(filled, DOCUMENTS, rebuild_too)
        assert len(filled.index_names()) == 1
        assert numbers(filled, "slovenščina") == ["1"]
        assert filled.state().documents == len(DOCUMENTS)

    def test_a_process_that_is_late_does_not_bring_an_old_text_back(
        self, filled: WithEmbedded
    ) -> None:
        changed = replace(DOCUMENTS[0], title="Kuhanje", text="Kuhamo v skupni kuhinji.")
        assert filled.change([changed], ["3"], since=0, number=2)
        filled._write(filled.upkeep_client(), [DOCUMENTS[0], DOCUMENTS[2]], [], 1)
        filled.upkeep_client().indices.refresh(index=filled._alias)
        assert numbers(filled, "kuhinja") == ["1"]
        assert "1" not in numbers(filled, "slovenščina")
        assert "2.1" not in numbers(filled, "izgorevanje")
        assert filled.state().number == 2

    def test_a_change_is_refused_by_an_index_that_knows_another(self, filled: WithEmbedded) -> None:
        assert filled.change([RESTRICTED], [], since=0, number=3)
        assert not filled.change([], ["9"], since=0, number=4)
        assert filled.state().number == 3

    def test_both_engines_give_the_same_answers(self, filled: WithEmbedded) -> None:
        for question in ("tečaj slovenščine", "zaposlitev", "dovoljenje", "7. člen", "interpreter"):
            found = numbers(filled, question)
            assert found
            assert found == numbers(filled.words, question)


def test_a_wrong_password_is_an_unavailable_engine_that_tells_no_password(
    search_folder: Path,
) -> None:
    address = search_address(own_address())
    assert address.user, "the Elasticsearch of the tests has its security on"
    wrong = replace(address, password="not-the-password")
    engine = ElasticsearchEngine(wrong, Fts5Engine(search_folder), PATIENCE_SECONDS)
    with pytest.raises(SearchUnavailableError) as caught:
        engine.state()
    assert caught.value.status == 401
    assert "password" not in f"{caught.value} {wrong}"


def test_a_missing_index_is_told_from_a_missing_server(search_folder: Path) -> None:
    engine = ElasticsearchEngine(
        search_address(own_address()), Fts5Engine(search_folder), PATIENCE_SECONDS
    )
    with pytest.raises(SearchIndexMissingError):
        engine.state()
