import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from django.db import transaction

from knowledge.models import HandbookPage, LegalActPage, LegalArticlePage, SectionPage
from knowledge.search import fts5, services
from knowledge.search.changes import change_number
from knowledge.search.collect import documents_published
from knowledge.search.engines import embedded_engine, search_engine
from knowledge.search.fts5 import FILE_NAME
from knowledge.search.services import index_rebuild, indexes_keep_up
from knowledge.search.thesaurus import general_thesaurus
from tests.search.pages import handbook_published

pytestmark = pytest.mark.usefixtures("each_engine")

Commit = Callable[..., AbstractContextManager[list[Callable[[], None]]]]


def numbers(question: str) -> list[str]:
    """What the engine finds that the settings name, and not another one in its stead."""
    answer = search_engine().search(question, thesaurus=general_thesaurus())
    assert not answer.is_fallback
    return [hit.number for hit in answer.hits]


@pytest.fixture
def indexed(db: None) -> None:
    handbook_published()
    index_rebuild()


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Callable[[], AbstractContextManager]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_published_change_is_found(indexed: None, commit: Commit) -> None:
    assert numbers("harmonika") == []
    with commit():
        page = SectionPage.objects.get(number="2.1")
        page.title = "Tečaj harmonike"
        page.save_revision().publish()
    assert numbers("harmonika") == ["2.1"]


def test_a_draft_is_not_found(indexed: None, commit: Commit) -> None:
    with commit():
        page = SectionPage.objects.get(number="2.1")
        page.title = "Tečaj harmonike"
        page.save_revision()
    assert numbers("harmonika") == []
    assert "2.1" in numbers("tečaj jezika")


def test_what_is_unpublished_is_no_longer_found_nor_what_is_below_it(
    indexed: None, commit: Commit
) -> None:
    assert "2.1" in numbers("tečaj jezika")
    with commit():
        SectionPage.objects.get(number="2").unpublish()
    assert "2.1" not in numbers("tečaj jezika")


def test_what_is_deleted_is_no_longer_found(indexed: None, commit: Commit) -> None:
    assert "2.2" in numbers("življenjepis")
    with commit():
        SectionPage.objects.get(number="2.2").delete()
    assert "2.2" not in numbers("življenjepis")


def test_a_deleted_branch_takes_its_sections_along(indexed: None, commit: Commit) -> None:
    assert "2.1" in numbers("tečaj jezika")
    with commit():
        SectionPage.objects.get(number="2").delete()
    assert "2.1" not in numbers("tečaj jezika")


def test_a_paragraph_that_is_gone_is_no_longer_found(indexed: None, commit: Commit) -> None:
    assert "7/3" in numbers("izkaznica velja eno leto")
    with commit():
        article = LegalArticlePage.objects.get()
        article.paragraphs = list(article.paragraphs.all())[:2]
        article.save_revision().publish()
    assert "7/3" not in numbers("izkaznica velja eno leto")
    assert "7/1" in numbers("7. člen")


def test_an_article_published_again_keeps_its_paragraphs(indexed: None, commit: Commit) -> None:
    before = numbers("7. člen")
    assert {"7/1", "7/2", "7/3"} <= set(before)
    with commit():
        LegalArticlePage.objects.get().save_revision().publish()
    assert numbers("7. člen") == before


def test_a_section_published_again_keeps_what_is_below_it(indexed: None, commit: Commit) -> None:
    before = numbers("tečaj jezika")
    assert "2.1" in before
    with commit():
        SectionPage.objects.get(number="2").save_revision().publish()
    assert numbers("tečaj jezika") == before


def test_after_any_change_all_indexes_hold_what_is_published(indexed: None, commit: Commit) -> None:
    changes = (
        lambda: LegalArticlePage.objects.get().save_revision().publish(),
        lambda: SectionPage.objects.get(number="2").unpublish(),
        lambda: SectionPage.objects.get(number="2").save_revision().publish(),
        lambda: HandbookPage.objects.get().save_revision().publish(),
        lambda: LegalActPage.objects.get().unpublish(),
        lambda: LegalActPage.objects.get().save_revision().publish(),
    )
    for change in changes:
        with commit():
            change()
        counts = {engine.state().documents for engine in services._engines()}
        assert counts == {len(documents_published())}


def test_unpublishing_the_handbook_takes_its_sections_out(indexed: None, commit: Commit) -> None:
    assert "1" in numbers("brisača")
    with commit():
        HandbookPage.objects.get().unpublish()
    assert numbers("brisača") == []
    assert "7/1" in numbers("knjižnica")


def test_what_is_published_while_the_index_is_built_anew_is_found_in_the_new_one(
    indexed: None, commit: Commit
) -> None:
    assert "2.1" in numbers("tečaj")
    turns: list[int] = []

    def publish_meanwhile(done: int, _total: int) -> None:
        turns.append(done)
        if len(turns) == 1:
            with commit():  # type: ignore[attr-defined]
                SectionPage.objects.get(number="2.1").unpublish()

    index_rebuild(publish_meanwhile)
    assert turns
    assert "2.1" not in numbers("tečaj")
    assert embedded_engine().state().number == change_number()


def test_what_is_rolled_back_is_not_indexed(indexed: None, commit: Commit) -> None:
    with commit(), transaction.atomic():
        page = SectionPage.objects.get(number="2.1")
        page.title = "Tečaj harmonike"
        page.save_revision().publish()
        transaction.set_rollback(True)
    assert numbers("harmonika") == []


def test_publishing_goes_on_when_the_engine_is_down(
    db: None, commit: Commit, search_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    search_folder.mkdir()
    (search_folder / FILE_NAME).write_text("damaged")
    with caplog.at_level(logging.WARNING, logger="knowledge.search.services"), commit():
        handbook_published()
    assert SectionPage.objects.filter(live=True).exists()
    assert "The search index was not updated" in caplog.text
    assert "Tečaj" not in caplog.text


def test_publishing_goes_on_while_another_process_holds_the_index(
    indexed: None,
    commit: Commit,
    search_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(fts5, "WRITE_PATIENCE_SECONDS", 0.0)
    with (search_folder / "write.lock").open("w") as other:
        flock(other, LOCK_EX)
        with caplog.at_level(logging.WARNING, logger="knowledge.search.services"), commit():
            page = SectionPage.objects.get(number="2.1")
            page.title = "Tečaj harmonike"
            page.save_revision().publish()
    assert "The search index was not updated" in caplog.text
    assert embedded_engine().state().number == change_number() - 1
    assert numbers("harmonika") == []
    indexes_keep_up()
    assert numbers("harmonika") == ["2.1"]


def test_before_the_first_index_publishing_says_nothing(
    db: None, commit: Commit, search_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="knowledge.search.services"), commit():
        handbook_published()
    assert SectionPage.objects.filter(live=True).exists()
    assert caplog.text == ""
    assert not search_folder.exists()
