import sqlite3
from contextlib import closing
from dataclasses import replace
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.search import fts5
from knowledge.search.engine import (
    SearchEngine,
    SearchIndexNotWrittenError,
    SearchUnavailableError,
)
from knowledge.search.fts5 import FILE_NAME, Fts5Engine
from knowledge.search.thesaurus import general_thesaurus
from tests.search.documents import DOCUMENTS, RESTRICTED
from tests.search.engine_contract import EngineContract, change, corrections, numbers


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    Fts5Engine(folder).rebuild(DOCUMENTS)
    return folder


def in_file(folder: Path, words: list[str]) -> list[str]:
    """Those of the words whose letters stand anywhere in the index file, read as bytes."""
    content = (folder / FILE_NAME).read_bytes()
    return [word for word in words if word.encode() in content]


def words_counted(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    """All that an index counts; circles by their audiences, since their numbers are chance."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        audiences = {0: "general", **dict(connection.execute("SELECT id, audiences FROM circles"))}
        return {
            table: {
                (audiences[circle], *row)
                for circle, *row in connection.execute(
                    f"SELECT circle, {columns} FROM {table}"  # noqa: S608 - constants
                )
            }
            for table, columns in {
                "frequencies": "kind, term, documents",
                "spelled": "form, lemma, written, documents",
                "indexed": "form, lemma, documents",
                "spellings": "form, lemma, letters",
            }.items()
        }


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

    def test_a_rebuild_on_a_full_disk_says_so_and_leaves_the_old_index(
        self, filled: SearchEngine, search_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connect = fts5._connect

        def connect_to_a_small_disk(path: Path, mode: str) -> sqlite3.Connection:
            connection = connect(path, mode)
            connection.execute("PRAGMA max_page_count = 20")
            return connection

        monkeypatch.setattr(fts5, "_connect", connect_to_a_small_disk)
        with pytest.raises(SearchIndexNotWrittenError, match="full"):
            filled.rebuild(DOCUMENTS[1:])
        assert numbers(filled, "slovenščina") == ["1"]
        assert not list(search_folder.glob("*.new"))

    def test_a_change_does_not_wait_for_ever_for_another_process(
        self, filled: SearchEngine, search_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fts5, "WRITE_PATIENCE_SECONDS", 0.0)
        with (search_folder / "write.lock").open("w") as other:
            flock(other, LOCK_EX)
            with pytest.raises(SearchIndexNotWrittenError, match="another process"):
                change(filled, [RESTRICTED])
        assert numbers(filled, "ključavnica", audiences=None) == []
        change(filled, [RESTRICTED])
        assert numbers(filled, "ključavnica", audiences=None) == ["9"]

    @pytest.mark.parametrize("way", ["deleted", "rewritten"])
    def test_the_file_does_not_hold_words_that_are_gone(
        self, filled: SearchEngine, search_folder: Path, way: str
    ) -> None:
        told = replace(RESTRICTED, title="Gospa Wžyljak", text="Vlomilec je Qwertzić.")
        words = ["Wžyljak", "wzyljak", "wzylj", "Qwertzić", "qwertzic", "qwert"]
        assert in_file(search_folder, words) == []
        change(filled, [told, *DOCUMENTS[:2]])
        assert in_file(search_folder, words) == words
        if way == "deleted":
            change(filled, gone=[told.key])
        else:
            change(filled, [replace(told, title="Postopek", text="Po vlomu.")])
        assert in_file(search_folder, words) == []
        assert corrections(filled, "Wžylak", audiences=None) == []

    def test_a_word_that_another_document_holds_stays(self, filled: SearchEngine) -> None:
        change(filled, [replace(DOCUMENTS[0], key="11", number="11")])
        change(filled, gone=["11"])
        assert numbers(filled, "tečaj slovenščien") == ["1"]
        assert corrections(filled, "slovenščien") == [("slovenščien", "slovenščine")]
        change(filled, gone=["1"])
        # Now only the program's own vocabulary knows the word, in the form that it gives.
        assert corrections(filled, "slovenščien") == [("slovenščien", "slovenščina")]

    def test_changes_leave_the_same_words_as_a_rebuild(self, search_folder: Path) -> None:
        built, changed = Fts5Engine(search_folder / "a"), Fts5Engine(search_folder / "b")
        built.rebuild(DOCUMENTS)
        changed.rebuild([RESTRICTED, *DOCUMENTS[:2]])
        change(changed, [*DOCUMENTS[2:], DOCUMENTS[0]], [RESTRICTED.key])
        assert words_counted(search_folder / "a") == words_counted(search_folder / "b")

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
