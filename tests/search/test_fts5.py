import sqlite3
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.search import fts5
from knowledge.search.engine import SearchEngine, SearchUnavailableError
from knowledge.search.fts5 import FILE_NAME, Fts5Engine
from knowledge.search.thesaurus import general_thesaurus
from tests.search.documents import DOCUMENTS, RESTRICTED
from tests.search.engine_contract import EngineContract, change, numbers


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    Fts5Engine(folder).rebuild(DOCUMENTS)
    return folder


class TestFts5Engine(EngineContract):
    @pytest.fixture
    def engine(self, search_folder: Path) -> SearchEngine:
        return Fts5Engine(search_folder)

    @pytest.fixture
    def filled(self, built_folder: Path, search_folder: Path) -> SearchEngine:
        """The index of the documents, built once and copied for each test."""
        copytree(built_folder, search_folder)
        return Fts5Engine(search_folder)

    def test_a_search_during_a_rebuild_answers_from_the_old_index(
        self, filled: SearchEngine, search_folder: Path
    ) -> None:
        answers: list[list[str]] = []
        replacement = [document for document in DOCUMENTS if document.key != "1"]
        filled.rebuild(
            replacement,
            lambda *_: answers.append(numbers(Fts5Engine(search_folder), "slovenščina")),
        )
        assert answers == [["1"]]
        assert numbers(filled, "slovenščina") == []

    def test_a_rebuild_that_fails_leaves_the_old_index(
        self, filled: SearchEngine, search_folder: Path
    ) -> None:
        def fail(*_: int) -> None:
            raise RuntimeError("stopped in the middle")

        with pytest.raises(RuntimeError):
            filled.rebuild(DOCUMENTS[1:], fail)
        assert numbers(filled, "slovenščina") == ["1"]
        assert not list(search_folder.glob("*.new"))

    def test_a_reader_that_is_open_during_the_swap_goes_on_reading(
        self, filled: SearchEngine, search_folder: Path
    ) -> None:
        uri = f"{(search_folder / FILE_NAME).as_uri()}?mode=ro"
        reader = sqlite3.connect(uri, uri=True)
        try:
            filled.rebuild(DOCUMENTS[:1])
            (count,) = reader.execute("SELECT count(*) FROM documents").fetchone()
        finally:
            reader.close()
        assert count == len(DOCUMENTS)

    def test_a_search_cannot_write(self, filled: SearchEngine, search_folder: Path) -> None:
        before = (search_folder / FILE_NAME).read_bytes()
        numbers(filled, "tečaj'; DELETE FROM documents; --")
        assert (search_folder / FILE_NAME).read_bytes() == before

    def test_a_damaged_file_is_an_unavailable_engine(
        self, filled: SearchEngine, search_folder: Path
    ) -> None:
        (search_folder / FILE_NAME).write_bytes(b"not a database at all" * 100)
        assert not filled.is_healthy()
        with pytest.raises(SearchUnavailableError):
            numbers(filled, "tečaj")
        filled.rebuild(DOCUMENTS)
        assert numbers(filled, "slovenščina") == ["1"]

    def test_an_index_of_another_version_asks_for_a_rebuild(
        self, filled: SearchEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert filled.is_healthy()
        monkeypatch.setattr(fts5, "INDEX_VERSION", "of the future")
        assert not filled.is_healthy()

    def test_updates_keep_the_word_counts_of_a_rebuild(self, search_folder: Path) -> None:
        built, changed = Fts5Engine(search_folder / "a"), Fts5Engine(search_folder / "b")
        built.rebuild(DOCUMENTS)
        changed.rebuild([RESTRICTED, *DOCUMENTS[:2]])
        change(changed, [*DOCUMENTS[2:], DOCUMENTS[0]], [RESTRICTED.key])
        question = "tečaj, zaposlitev ali dovoljenje"
        scores = [
            [
                (hit.number, round(hit.score, 6))
                for hit in engine.search(question, thesaurus=general_thesaurus()).hits
            ]
            for engine in (built, changed)
        ]
        assert scores[0] == scores[1]
        assert scores[0]
