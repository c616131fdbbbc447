"""What answers while Elasticsearch does not, and what is never shown by an index that was away."""

import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from time import monotonic

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from knowledge.models import LegalArticlePage, SearchChange, SectionPage
from knowledge.search import elasticsearch_engine as elastic
from knowledge.search import engines, services
from knowledge.search.changes import change_number
from knowledge.search.engine import SearchTimedOutError
from knowledge.search.engines import embedded_engine, search_engine
from knowledge.search.search_address import SearchAddressError, search_address
from knowledge.search.services import index_rebuild, index_update, indexes_keep_up
from knowledge.search.thesaurus import general_thesaurus
from portal.enums import Role
from tests.search.pages import handbook_published
from tests.search.real_elasticsearch import PATIENCE_SECONDS

SECRET = "never-shown-password"
Commit = Callable[..., object]


def numbers(question: str) -> list[str]:
    return [hit.number for hit in ask(question).hits]


def ask(question: str):  # type: ignore[no-untyped-def]
    return search_engine().search(question, thesaurus=general_thesaurus())


@pytest.fixture(autouse=True)
def _no_engine_rests() -> Iterator[None]:
    engines._resting_until.clear()
    yield
    engines._resting_until.clear()


@pytest.fixture
def indexed(db: None) -> None:
    handbook_published()
    index_rebuild()


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Callable[..., object]) -> Commit:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@contextmanager
def server(answer: bytes | None) -> Iterator[int]:
    """A port that accepts; it sends `answer`, or nothing at all."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        held: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                held.append(connection)
                if answer is not None:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()
            thread.join()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


REFUSED = (
    b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)
BROKEN = b"HTTP/1.1 500 Error\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
SLOW = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"


@pytest.mark.parametrize(
    "answer", [None, REFUSED, BROKEN, SLOW], ids=["hangs", "401", "500", "stops half way"]
)
def test_the_embedded_engine_answers_within_a_second(
    indexed: None, settings: Settings, caplog: pytest.LogCaptureFixture, answer: bytes | None
) -> None:
    with server(answer) as port:
        settings.SEARCH_URL = f"http://portal:{SECRET}@127.0.0.1:{port}/kljuc"
        check_fallback(caplog)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.255.255.1", "no-such-host.invalid"])
def test_a_server_that_is_not_there_is_not_waited_for(
    indexed: None, settings: Settings, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    settings.SEARCH_URL = f"http://portal:{SECRET}@{host}:{free_port()}/kljuc"
    check_fallback(caplog)


def check_fallback(caplog: pytest.LogCaptureFixture) -> None:
    question = "tečaj jezika"
    embedded_engine().search(question, thesaurus=general_thesaurus())
    started = monotonic()
    with caplog.at_level(logging.DEBUG):
        answer = ask(question)
    assert monotonic() - started < 1
    assert answer.is_fallback
    assert answer.hits[0].number == "2.1"
    assert "Elasticsearch does not answer" in caplog.text
    assert SECRET not in caplog.text


def test_after_a_failure_searches_do_not_wait_again(
    indexed: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_URL = f"http://127.0.0.1:{free_port()}/kljuc"
    asked: list[str] = []
    real = elastic.ElasticsearchEngine.search

    def counted(self, question: str, **options: object):  # type: ignore[no-untyped-def]
        asked.append(question)
        return real(self, question, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(elastic.ElasticsearchEngine, "search", counted)
    assert ask("tečaj").is_fallback
    assert ask("delo").is_fallback
    assert asked == ["tečaj"]
    monkeypatch.setattr(engines, "monotonic", lambda: monotonic() + engines.REST_SECONDS)
    ask("jezik")
    assert asked == ["tečaj", "jezik"]


def test_the_page_says_which_engine_answered(
    indexed: None, settings: Settings, enter: Callable[..., Client]
) -> None:
    client = enter(Role.VOLUNTEER)
    address = "/knowledge/search/?q=jezik"
    assert b"search-fallback" not in client.get(address).content
    settings.SEARCH_URL = f"http://127.0.0.1:{free_port()}/kljuc"
    assert b"search-fallback" in client.get(address).content


def search_facts(client: Client) -> str:
    """What the page on the state of the portal says of the search, without its other parts."""
    facts = re.findall(
        r"<div>\s*<dt>Iskanje.*?</div>", client.get("/status/").content.decode(), re.DOTALL
    )
    assert facts
    return "".join(facts)


def test_the_status_page_says_that_it_does_not_answer(
    indexed: None, settings: Settings, enter: Callable[..., Client]
) -> None:
    with server(REFUSED) as port:
        settings.SEARCH_URL = f"http://portal:{SECRET}@127.0.0.1:{port}/kljuc"
        content = search_facts(enter(Role.ADMINISTRATOR))
    assert content.count("<dt>") == 2
    assert "<strong>" in content
    assert SECRET not in content


def test_the_status_page_counts_documents_and_what_is_behind(
    indexed: None, enter: Callable[..., Client]
) -> None:
    client = enter(
        Role.TEAM_LEAD,
    )
    assert "<strong>" not in search_facts(client)
    SectionPage.objects.get(number="2.1").unpublish()
    assert "<strong>" in search_facts(client)
    index_update()
    assert "<strong>" not in search_facts(client)


def test_publishing_goes_on_without_elasticsearch(
    indexed: None, settings: Settings, commit: Commit
) -> None:
    settings.SEARCH_URL = f"http://127.0.0.1:{free_port()}/kljuc"
    with commit():  # type: ignore[attr-defined]
        page = SectionPage.objects.get(number="2.1")
        page.title = "Tečaj harmonike"
        page.save_revision().publish()
    assert numbers("harmonika") == ["2.1"]


def test_a_rebuild_without_elasticsearch_says_so_and_builds_the_embedded_index(
    db: None, settings: Settings
) -> None:
    handbook_published()
    settings.SEARCH_URL = f"http://portal:{SECRET}@127.0.0.1:{free_port()}/kljuc"
    with pytest.raises(CommandError, match="The embedded index is built") as caught:
        call_command("search_rebuild", verbosity=0)
    assert SECRET not in str(caught.value)
    assert numbers("tečaj jezika")[0] == "2.1"


def test_a_server_that_is_slow_keeps_its_index(
    indexed: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    built: list[object] = []
    monkeypatch.setattr(services, "UPKEEP_SECONDS", 0.1)
    monkeypatch.setattr(
        elastic.ElasticsearchEngine, "rebuild", lambda *asked: built.append(asked) or 0
    )
    with server(None) as port, caplog.at_level(logging.WARNING):
        settings.SEARCH_URL = f"http://127.0.0.1:{port}/kljuc"
        indexes_keep_up()
    assert "not brought up to date: no answer in time" in caplog.text
    assert built == []


def test_a_rebuild_that_took_too_long_does_not_claim_that_nothing_was_indexed(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    handbook_published()
    monkeypatch.setattr(elastic, "BUILD_SECONDS", 0.1)
    with server(None) as port:
        settings.SEARCH_URL = f"http://127.0.0.1:{port}/kljuc"
        with pytest.raises(CommandError, match="did not answer in time") as caught:
            call_command("search_rebuild", verbosity=0, stdout=StringIO())
    assert "was not indexed" not in str(caught.value)
    assert numbers("tečaj jezika")[0] == "2.1"


def test_what_was_unpublished_before_a_crash_is_not_shown(indexed: None) -> None:
    """The process dies between the commit and the update of the index."""
    assert "2.1" in numbers("tečaj jezika")
    SectionPage.objects.get(number="2").unpublish()
    answer = ask("tečaj jezika")
    assert "2.1" not in [hit.number for hit in answer.hits]
    assert sum(answer.totals.values()) == len(answer.hits)
    assert search_engine().suggest("teč", thesaurus=general_thesaurus()) == []
    indexes_keep_up()
    assert embedded_engine().state().number == change_number()
    assert "2.1" not in numbers("tečaj jezika")
    assert "1" in numbers("brisača")


def test_an_index_older_than_the_changes_that_are_known_does_not_answer_and_is_built_anew(
    indexed: None,
) -> None:
    SectionPage.objects.get(number="2.1").unpublish()
    SectionPage.objects.get(number="2.2").unpublish()
    SearchChange.objects.order_by("number").last().delete()
    SearchChange.objects.all().delete()
    with pytest.raises(engines.SearchUnavailableError):
        ask("tečaj jezika")
    indexes_keep_up()
    assert "1" in numbers("brisača")
    assert "2.1" not in numbers("tečaj jezika")


def test_a_missing_index_is_built_by_the_job(db: None, search_folder: Path) -> None:
    handbook_published()
    with pytest.raises(engines.SearchUnavailableError):
        ask("brisača")
    indexes_keep_up()
    assert "1" in numbers("brisača")


def test_a_change_during_a_rebuild_is_not_lost(indexed: None) -> None:
    def unpublish(*_: int) -> None:
        SectionPage.objects.get(number="2.1").unpublish()

    assert "2.1" in numbers("tečaj jezika")
    index_rebuild(unpublish)
    assert embedded_engine().state().number == change_number()
    assert "2.1" not in numbers("tečaj jezika")


@pytest.mark.parametrize(
    "written",
    [
        "localhost:9200/kljuc",
        "ftp://localhost/kljuc",
        f"http://portal:{SECRET}@localhost:ninety/kljuc",
        f"http://portal:{SECRET}@localhost:9200",
        f"http://portal:{SECRET}@localhost:9200/Velika",
        f"http://portal:{SECRET}@localhost:9200/kljuc?a=b",
        f"http://:{SECRET}@localhost:9200/kljuc",
        f"http:///{SECRET}",
    ],
)
def test_an_address_that_cannot_be_read_is_a_fault_that_tells_no_password(
    settings: Settings, written: str
) -> None:
    with pytest.raises(SearchAddressError) as caught:
        search_address(written)
    assert SECRET not in str(caught.value)
    settings.SEARCH_URL = written
    found = [message for message in run_checks() if message.id == "knowledge.E001"]
    assert found
    assert SECRET not in str(found)


def test_an_address_is_read_with_its_encoded_password(settings: Settings) -> None:
    address = search_address("http://portal:a%40b%2Fc@search.example:9200/kljuc")
    assert (address.url, address.prefix) == ("http://search.example:9200", "kljuc")
    assert (address.user, address.password) == ("portal", "a@b/c")
    assert "a@b/c" not in repr(address)
    settings.SEARCH_URL = ""
    assert not [message for message in run_checks() if message.id == "knowledge.E001"]


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("elasticsearch_chosen")
class TestWithElasticsearch:
    def test_it_answers_and_finds_what_was_just_published(
        self, indexed: None, commit: Commit
    ) -> None:
        assert not ask("tečaj jezika").is_fallback
        with commit():  # type: ignore[attr-defined]
            page = SectionPage.objects.get(number="2.1")
            page.title = "Tečaj harmonike"
            page.save_revision().publish()
        answer = ask("harmonika")
        assert not answer.is_fallback
        assert [hit.number for hit in answer.hits] == ["2.1"]

    def test_what_was_unpublished_while_it_was_away_never_comes_back(
        self, indexed: None, settings: Settings
    ) -> None:
        there = settings.SEARCH_URL
        assert "2.1" in numbers("tečaj jezika")
        settings.SEARCH_URL = f"http://127.0.0.1:{free_port()}/kljuc"
        SectionPage.objects.get(number="2").unpublish()
        index_update()
        settings.SEARCH_URL = there
        answer = ask("tečaj jezika")
        assert answer.is_fallback
        assert "2.1" not in [hit.number for hit in answer.hits]
        indexes_keep_up()
        answer = ask("tečaj jezika")
        assert not answer.is_fallback
        assert "2.1" not in [hit.number for hit in answer.hits]
        assert sum(answer.totals.values()) == len(answer.hits)

    def test_a_change_during_a_rebuild_is_not_lost(self, indexed: None) -> None:
        def unpublish(*_: int) -> None:
            SectionPage.objects.get(number="2.1").unpublish()

        assert "2.1" in numbers("tečaj jezika")
        index_rebuild(unpublish)
        answer = ask("tečaj jezika")
        assert not answer.is_fallback
        assert "2.1" not in [hit.number for hit in answer.hits]

    def test_a_missing_index_is_answered_for_and_built_by_the_job(self, indexed: None) -> None:
        engine = engines.elasticsearch_engine()
        assert engine is not None
        engine.forget()
        assert ask("tečaj jezika").is_fallback
        engines._resting_until.clear()
        indexes_keep_up()
        assert not ask("tečaj jezika").is_fallback

    def test_the_status_page_shows_its_health(
        self, indexed: None, enter: Callable[..., Client], settings: Settings
    ) -> None:
        content = search_facts(enter(Role.ADMINISTRATOR))
        assert "green" in content
        assert "<strong>" not in content

    def test_a_wrong_password_is_said_and_never_shown(
        self, indexed: None, enter: Callable[..., Client], settings: Settings
    ) -> None:
        begin, end = settings.SEARCH_URL.split("@")
        settings.SEARCH_URL = f"{begin.rpartition(':')[0]}:{SECRET}@{end}"
        assert ask("tečaj jezika").is_fallback
        content = search_facts(enter(Role.ADMINISTRATOR))
        assert "<strong>" in content
        assert SECRET not in content

    def test_the_status_page_says_when_one_index_has_lost_documents(
        self, indexed: None, enter: Callable[..., Client]
    ) -> None:
        client = enter(Role.ADMINISTRATOR)
        assert "search_rebuild" not in search_facts(client)
        lose_paragraphs(1, 2)
        content = search_facts(client)
        assert "search_rebuild" in content
        assert "<strong>" in content
        index_rebuild()
        assert "search_rebuild" not in search_facts(client)

    def test_documents_that_wait_for_the_index_are_no_loss(
        self, indexed: None, enter: Callable[..., Client]
    ) -> None:
        client = enter(Role.ADMINISTRATOR)
        SectionPage.objects.get(number="2").unpublish()
        embedded, chosen = embedded_engine(), engines.elasticsearch_engine()
        services._catch_up(embedded)
        assert chosen is not None
        assert embedded.state().documents < chosen.state().documents
        content = search_facts(client)
        assert "<strong>" in content
        assert "search_rebuild" not in content

    def test_a_new_index_that_is_slow_to_say_what_it_knows_is_not_called_missing(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handbook_published()

        def slow(self: object) -> object:
            raise SearchTimedOutError("no answer in time")

        with monkeypatch.context() as patched:
            patched.setattr(elastic.ElasticsearchEngine, "state", slow)
            with pytest.raises(CommandError, match="Elasticsearch holds all 7 documents"):
                call_command("search_rebuild", verbosity=0, stdout=StringIO())
        answer = ask("tečaj jezika")
        assert not answer.is_fallback
        assert "2.1" in [hit.number for hit in answer.hits]

    def test_building_and_upkeep_wait_longer_than_a_reader(
        self, indexed: None, settings: Settings
    ) -> None:
        settings.SEARCH_PATIENCE_SECONDS = 0.0
        assert ask("tečaj jezika").is_fallback
        index_rebuild()
        indexes_keep_up()
        settings.SEARCH_PATIENCE_SECONDS = PATIENCE_SECONDS
        assert not ask("tečaj jezika").is_fallback

    def test_an_index_of_an_older_version_is_built_anew_by_the_job(
        self, indexed: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not ask("tečaj jezika").is_fallback
        monkeypatch.setattr(elastic, "MAPPING_VERSION", elastic.MAPPING_VERSION + 1)
        assert ask("tečaj jezika").is_fallback
        engines._resting_until.clear()
        indexes_keep_up()
        assert not ask("tečaj jezika").is_fallback


def lose_paragraphs(*numbers: int) -> None:
    """Behind the back of the portal."""
    engine = engines.elasticsearch_engine()
    assert engine is not None
    article = LegalArticlePage.objects.get()
    for number in numbers:
        engine.upkeep_client().delete(
            index=engine._alias, id=f"{article.pk}/{number}", refresh=True
        )
