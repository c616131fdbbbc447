"""Pages kept in the process: everybody gets the right one, and none older than a second."""

import gzip
import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from config import page_cache
from config.page_cache import Making, PageCacheHandler
from helpline.models import PhoneLine
from portal.doors import Door
from tests.website.conftest import ALL_PATHS, OTHER_PATHS, TOKEN
from website.shared_answers import mark_same_for_everybody

MAIN, NEUTRAL, PORTAL, CMS = "localhost", "everyday.test", "portal.localhost", "cms.localhost"
FORM_PATHS = ("/sl/poklicite-me/", "/en/what-you-saw/", "/sl/za-strokovnjake/napotitev/")
OLD_NUMBER, NEW_NUMBER = b"tel:+38680123456", b"tel:+38612345678"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    sent: bytes

    @property
    def body(self) -> bytes:
        if self.headers.get("Content-Encoding") != "gzip":
            return self.sent
        return gzip.decompress(self.sent)

    @property
    def as_read(self) -> tuple[int, dict[str, str], bytes]:
        """Compressed bytes differ each time: Django adds some at random."""
        headers = {name: value for name, value in self.headers.items() if name != "Content-Length"}
        return self.status, headers, TOKEN.sub(b"", self.body)


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Server:
    """The handler as a server calls it, on a clock of its own."""

    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.handler = PageCacheHandler(clock=self.clock)

    def ask(self, path: str = "/en/", host: str = MAIN, **environ: Any) -> Answer:
        begun: list[Any] = []
        body = self.handler(
            environ_of(path, host, **environ),
            lambda status, headers: begun.extend((status, headers)),
        )
        return Answer(int(begun[0].split()[0]), dict(begun[1]), b"".join(body))

    def queries(self, path: str = "/en/", host: str = MAIN, **environ: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.ask(path, host, **environ)
        return len(queries)

    @property
    def kept(self) -> int:
        return self.handler.kept.size[0]


def environ_of(path: str, host: str, **more: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": host,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        **more,
    }


@pytest.fixture(autouse=True)
def _connection_of_the_test() -> Iterator[None]:
    """As Django's own test client does: the transaction of the test outlives the requests."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.fixture
def _two_names(settings: Settings) -> None:
    settings.NEUTRAL_HOSTS = [NEUTRAL]
    settings.DOOR_HOSTS = {
        Door.WWW: [MAIN, NEUTRAL],
        Door.PORTAL: [PORTAL],
        Door.CMS: [CMS],
    }
    settings.ALLOWED_HOSTS = [MAIN, NEUTRAL, PORTAL, CMS]


@pytest.fixture
def uncached(_two_names: None, public_site: None) -> Server:
    return Server()


@pytest.fixture
def server(uncached: Server, settings: Settings) -> Server:
    settings.PUBLIC_PAGE_CACHE = True
    return Server()


# --- How old -------------------------------------------------------------------------------------


def test_a_page_is_made_once_in_half_a_second(server: Server) -> None:
    assert server.queries() > 0
    server.clock.now += 0.49
    assert server.queries() == 0
    server.clock.now += 0.02
    assert server.queries() > 0


def test_where_the_switch_is_off_every_page_is_made_anew(uncached: Server) -> None:
    uncached.ask()
    assert uncached.queries() > 0
    assert uncached.kept == 0


def test_a_changed_number_is_on_every_page_within_a_second(
    server: Server, own_number: PhoneLine
) -> None:
    others = {*ALL_PATHS, *OTHER_PATHS, "/"}
    assert all(OLD_NUMBER in server.ask(path).body for path in others)
    own_number.number = "+38612345678"
    own_number.save()
    assert OLD_NUMBER in server.ask("/ar/").body
    server.clock.now += 0.999
    for path in others:
        body = server.ask(path).body
        assert NEW_NUMBER in body
        assert OLD_NUMBER not in body


def test_age_counts_from_before_the_page_was_read_from_the_database(server: Server) -> None:
    clock = server.clock

    def slowly(request: HttpRequest) -> HttpResponse:
        clock.now += 0.7
        return mark_same_for_everybody(HttpResponse(str(clock.now)))

    server.handler.get_response = slowly  # type: ignore[method-assign]
    first = server.ask().body
    assert server.ask().body != first


def test_browsers_still_keep_nothing(server: Server) -> None:
    assert [server.ask().headers["Cache-Control"] for _ in range(2)] == ["no-store"] * 2


# --- Many at once --------------------------------------------------------------------------------


@dataclass
class SlowView:
    """Answers when it is told to, and counts."""

    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    count: int = 0
    status: int = 200

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.count += 1
        answer = f"answer {self.count}"
        self.begun.set()
        assert self.may_end.wait(10)
        return mark_same_for_everybody(HttpResponse(answer, status=self.status))


@pytest.fixture
def slow(settings: Settings) -> tuple[Server, SlowView]:
    settings.PUBLIC_PAGE_CACHE = True
    server, view = Server(), SlowView()
    server.handler.get_response = view  # type: ignore[assignment]
    return server, view


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released once for each request that waits for another's answer."""
    released = threading.Semaphore(0)
    wait = Making.wait

    def counted(making: Making) -> Any:
        released.release()
        return wait(making)

    monkeypatch.setattr(Making, "wait", counted)
    return released


def test_many_at_once_make_one_page(
    slow: tuple[Server, SlowView], waiting: threading.Semaphore
) -> None:
    server, view = slow
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(server.ask) for _ in range(8)]
        for _ in range(7):
            assert waiting.acquire(timeout=10)
        view.may_end.set()
        assert {answer.result().body for answer in answers} == {b"answer 1"}
    assert view.count == 1


def test_while_one_renews_the_others_get_the_old_page_until_it_is_a_second_old(
    slow: tuple[Server, SlowView], waiting: threading.Semaphore
) -> None:
    server, view = slow
    view.may_end.set()
    assert server.ask().body == b"answer 1"
    view.may_end.clear()
    view.begun.clear()
    with ThreadPoolExecutor(2) as pool:
        server.clock.now += 0.6
        renews = pool.submit(server.ask)
        assert view.begun.wait(10)
        assert server.ask().body == b"answer 1"
        server.clock.now += 0.4
        waits = pool.submit(server.ask)
        assert waiting.acquire(timeout=10)
        view.may_end.set()
        assert renews.result().body == waits.result().body == b"answer 2"


def test_nobody_waits_for_a_page_that_was_begun_a_second_ago(
    slow: tuple[Server, SlowView],
) -> None:
    server, view = slow
    with ThreadPoolExecutor(1) as pool:
        hangs = pool.submit(server.ask)
        assert view.begun.wait(10)
        server.clock.now += 1.0
        view.begun.clear()
        other = threading.Thread(target=server.ask)
        other.start()
        assert view.begun.wait(10)
        view.may_end.set()
        other.join()
        assert hangs.result().body == b"answer 1"
    assert view.count == 2


def test_who_waits_for_an_answer_that_cannot_be_shared_gets_one_of_his_own(
    slow: tuple[Server, SlowView], waiting: threading.Semaphore
) -> None:
    server, view = slow
    view.status = 503
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(server.ask) for _ in range(2)]
        assert waiting.acquire(timeout=10)
        view.may_end.set()
        assert {answer.result().body for answer in answers} == {b"answer 1", b"answer 2"}


def test_a_fault_lets_nobody_wait_for_ever(
    slow: tuple[Server, SlowView], waiting: threading.Semaphore
) -> None:
    server, view = slow

    def fails(request: HttpRequest) -> HttpResponse:
        view(request)
        raise RuntimeError

    server.handler.get_response = fails  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(server.ask) for _ in range(2)]
        assert waiting.acquire(timeout=10)
        view.may_end.set()
        assert all(isinstance(answer.exception(), RuntimeError) for answer in answers)
    assert view.count == 2


# --- The right page for everybody ----------------------------------------------------------------


def test_every_visitor_gets_the_page_that_was_asked_for(server: Server, uncached: Server) -> None:
    kinds = [
        (path, host, {**encoding, **language})
        for path in ("/", "/en/phone/", "/sl/ni-tu/")
        for host in (MAIN, NEUTRAL)
        for encoding in ({}, {"HTTP_ACCEPT_ENCODING": "gzip, br"})
        for language in ({"HTTP_ACCEPT_LANGUAGE": "ar"}, {"HTTP_ACCEPT_LANGUAGE": "sl"})
    ]
    for path, host, environ in [*kinds, *kinds]:
        mine = server.ask(path, host, **environ)
        assert mine.as_read == uncached.ask(path, host, **environ).as_read
    assert server.kept > 0


def test_compressed_and_plain_are_kept_apart(server: Server) -> None:
    plain, compressed = (server.ask(HTTP_ACCEPT_ENCODING=accepted) for accepted in ("br", "gzip"))
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert plain.body == compressed.body
    assert int(compressed.headers["Content-Length"]) == len(compressed.sent)


def test_the_list_of_languages_is_kept_by_the_language_asked_for(server: Server) -> None:
    first = {
        language: server.ask("/", HTTP_ACCEPT_LANGUAGE=language).headers["Content-Language"]
        for language in ("sl", "ar", "en")
    }
    assert first == {"sl": "sl", "ar": "ar", "en": "en"}
    for language in ("ar", "en", "sl"):
        assert server.queries("/", HTTP_ACCEPT_LANGUAGE=language) == 0
        asked = server.ask("/", HTTP_ACCEPT_LANGUAGE=language)
        assert asked.headers["Content-Language"] == language


def test_the_neutral_name_never_gets_the_main_names_page(server: Server) -> None:
    for host, other in ((MAIN, NEUTRAL), (NEUTRAL, MAIN)):
        for _ in range(2):
            asked = server.ask("/en/", host)
            assert ("X-Robots-Tag" in asked.headers) is (host == NEUTRAL)
            assert other not in f"{asked.headers}{asked.body.decode()}"
    assert server.kept == 2


def test_head_gets_the_same_headers_and_no_body(server: Server) -> None:
    assert server.queries(REQUEST_METHOD="HEAD") > 0
    assert server.kept == 0
    read = server.ask()
    assert server.queries(REQUEST_METHOD="HEAD") == 0
    asked = server.ask(REQUEST_METHOD="HEAD")
    assert asked.headers == read.headers
    assert asked.sent == b""
    assert server.ask().body == read.body != b""


# --- What is never kept --------------------------------------------------------------------------


def test_a_forms_token_is_never_shared(server: Server) -> None:
    for path in FORM_PATHS:
        first, second = (TOKEN.search(server.ask(path).body) for _ in range(2))
        assert first
        assert second
        assert first.group() != second.group()
    assert server.kept == 0


def test_no_kept_page_has_a_token_or_differs_between_two_visitors(server: Server) -> None:
    kept_paths = []
    for path in (*ALL_PATHS, *OTHER_PATHS, "/", "/sl/done/", "/sl/print/", "/sl/print/card/"):
        before = server.kept
        body = server.ask(path).body
        if server.kept > before:
            kept_paths.append(path)
            assert not TOKEN.search(body)
            server.clock.now += 0.5
            assert server.ask(path).body == body
    assert set(kept_paths) == {*ALL_PATHS, *OTHER_PATHS, "/"} - set(pages_with_forms())


def pages_with_forms() -> list[str]:
    ends = (
        "/poklicite-me/", "/call-me/", "/ittisal/", "/kaj-ste-videli/", "/what-you-saw/",
        "/ma-raaytum/", "/napotitev/", "/referral/",
    )  # fmt: skip
    return [path for path in (*ALL_PATHS, *OTHER_PATHS) if path.endswith(ends)]


@pytest.mark.parametrize(
    ("path", "host", "environ", "status"),
    [
        ("/sl/ni-tu/", MAIN, {}, 404),
        ("/sl/telefon", MAIN, {}, 301),
        ("/healthz", MAIN, {}, 200),
        ("/sign-in/", PORTAL, {}, 200),
        ("/sign-in/", CMS, {}, 200),
        ("/en/", "unknown.test", {}, 400),
        ("/en/", MAIN, {"REQUEST_METHOD": "OPTIONS"}, 405),
        ("/sl/vprasanja/", MAIN, {"REQUEST_METHOD": "POST"}, 200),
        ("/en/", MAIN, {"QUERY_STRING": "a=1"}, 200),
        ("/en/", MAIN, {"HTTP_COOKIE": "a=1"}, 200),
    ],
)
def test_nothing_but_plain_pages_is_kept(
    server: Server, path: str, host: str, environ: dict[str, str], status: int
) -> None:
    for _ in range(2):
        assert server.ask(path, host, **environ).status == status
    assert server.kept == 0
    server.ask("/en/")
    assert server.kept == 1


@pytest.mark.parametrize(
    ("header", "value"),
    [("Vary", "Accept-Encoding, User-Agent"), ("Surrogate-Control", "no-store"), ("Vary", "*")],
)
def test_an_answer_that_says_otherwise_is_not_kept(
    settings: Settings, header: str, value: str
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    server = Server()
    answer = mark_same_for_everybody(HttpResponse("text"))
    server.handler.get_response = lambda request: answer  # type: ignore[method-assign]
    answer[header] = value
    server.ask()
    assert server.kept == 0
    del answer[header]
    answer.set_cookie("a", "1")
    server.ask()
    assert server.kept == 0
    del answer.cookies["a"]
    server.ask()
    assert server.kept == 1


def test_an_answer_of_which_no_view_says_it_is_not_kept(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    server = Server()
    server.handler.get_response = lambda request: HttpResponse("text")  # type: ignore[method-assign]
    server.ask()
    assert server.kept == 0


def test_a_fault_is_not_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("website.views.live_page", fails)
        assert server.ask().status == 500
    assert server.ask().status == 200


# --- Requests made to confuse --------------------------------------------------------------------

ODD: dict[str, dict[str, Any]] = {
    "host in capitals": {"host": "LOCALHOST"},
    "another port": {"host": "localhost:81"},
    "dot at the end of the host": {"host": "localhost."},
    "two hosts": {"host": "localhost, everyday.test"},
    "user in the host": {"host": "everyday.test@localhost"},
    "X-Forwarded-Host": {"HTTP_X_FORWARDED_HOST": NEUTRAL},
    "Forwarded": {"HTTP_FORWARDED": f"host={NEUTRAL}"},
    "X-Forwarded-Proto that nobody trusts": {"HTTP_X_FORWARDED_PROTO": "https"},
    "X-Original-URL": {"HTTP_X_ORIGINAL_URL": "/ar/", "HTTP_X_REWRITE_URL": "/ar/"},
    "method override": {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
    "absolute address": {"path": "http://everyday.test/en/"},
    "path with two slashes": {"path": "//en/"},
    "path with a host": {"path": "//everyday.test/en/"},
    "dots in the path": {"path": "/sl/../en/"},
    "encoded twice": {"path": "/%65n/"},
    "capitals in the path": {"path": "/EN/"},
    "semicolon": {"path": "/en/;a.css"},
    "looks like a file": {"path": "/en/a.css"},
    "null in the path": {"path": "/en/\0"},
    "no slash": {"path": "/en"},
    "nothing": {"path": ""},
    "bytes that are no text": {"path": "/en/\xff/"},
    "script name": {"SCRIPT_NAME": "/en", "path": "/"},
    "script address": {"SCRIPT_URL": "/ar/en/"},
    "query": {"QUERY_STRING": "a=1"},
    "body": {"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"a=1")},
    "body in pieces": {"HTTP_TRANSFER_ENCODING": "chunked"},
    "both": {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "0"},
    "language by cookie": {"path": "/", "HTTP_COOKIE": "django_language=ar"},
    "language in small letters": {"path": "/", "HTTP_ACCEPT_LANGUAGE": "AR;q=1"},
    "method in small letters": {"REQUEST_METHOD": "get"},
    "form": {"REQUEST_METHOD": "POST", "path": "/sl/vprasanja/"},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_request_changes_nobodys_page_and_gets_what_it_would_have_got(
    server: Server, uncached: Server, odd: dict[str, Any]
) -> None:
    plain = [{"path": path, "host": host} for path in ("/en/", "/") for host in (MAIN, NEUTRAL)]
    expected = [uncached.ask(**request).as_read for request in plain]
    assert {status for status, _headers, _body in expected} == {200}
    expected_odd = uncached.ask(**odd).as_read
    for _ in range(2):
        assert server.ask(**odd).as_read == expected_odd
        assert [server.ask(**request).as_read for request in plain] == expected
    assert all(server.queries(**request) == 0 for request in plain)


def test_a_cookie_that_names_a_language_is_not_read(uncached: Server) -> None:
    with_cookie = uncached.ask(**ODD["language by cookie"])
    assert with_cookie.headers["Content-Language"] == "sl"
    assert uncached.ask("/").headers["Content-Language"] == "sl"


def test_no_host_at_all_is_left_to_django(server: Server) -> None:
    environ = environ_of("/en/", MAIN)
    del environ["HTTP_HOST"]
    begun: list[Any] = []
    b"".join(server.handler(environ, lambda *args: begun.extend(args)))
    assert begun[0].startswith("400")
    assert server.kept == 0


def test_a_page_for_https_is_never_sent_where_django_sees_http(
    settings: Settings, uncached: Server
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    server = Server()
    for _ in range(2):
        safe = server.ask(HTTP_X_FORWARDED_PROTO="https")
        assert safe.status == 200
        assert safe.headers["Strict-Transport-Security"]
        for proto in (
            {},
            {"HTTP_X_FORWARDED_PROTO": "http"},
            {"HTTP_X_FORWARDED_PROTO": "http,https"},
        ):
            assert server.ask(**proto).status == 301
    assert server.ask(HTTP_X_FORWARDED_PROTO="https, http").status == 200
    assert server.kept == 1


@pytest.mark.parametrize(
    ("name", "value"), [("USE_X_FORWARDED_HOST", True), ("FORCE_SCRIPT_NAME", "/a")]
)
def test_where_django_looks_elsewhere_nothing_is_kept(
    settings: Settings, uncached: Server, name: str, value: object
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    setattr(settings, name, value)
    server = Server()
    server.ask()
    assert server.kept == 0


def test_a_process_without_the_public_door_keeps_nothing(
    settings: Settings, uncached: Server
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.DOORS = frozenset({Door.PORTAL})
    server = Server()
    assert server.ask().status == 400
    assert server.kept == 0


# --- How much ------------------------------------------------------------------------------------


def test_no_more_answers_are_kept_than_allowed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "ENTRIES_AT_MOST", 3)
    first, *_others, last = paths = ["/sl/", "/en/", "/sl/telefon/"]
    for path in paths:
        server.ask(path)
    assert server.kept == 3
    server.ask("/ar/")
    assert server.kept == 3
    # The oldest went.
    assert server.queries(last) == 0
    assert server.queries(first) > 0


def test_no_more_bytes_are_kept_than_allowed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    monkeypatch.setattr(page_cache, "BYTES_AT_MOST", 10_000)
    server = Server()
    server.handler.get_response = lambda request: mark_same_for_everybody(  # type: ignore[method-assign]
        HttpResponse(b"a" * 3_000)
    )
    for _ in range(2):
        for number in range(9):
            server.ask(f"/{number}/")
        assert server.kept == 3
        assert 9_000 < server.handler.kept.size[1] <= 10_000
        server.clock.now += 0.6


def test_an_answer_of_unusual_size_is_not_kept(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    server = Server()
    body = b"a" * (page_cache.BYTES_OF_ONE_AT_MOST + 1)
    server.handler.get_response = lambda request: mark_same_for_everybody(  # type: ignore[method-assign]
        HttpResponse(body)
    )
    assert server.ask().body == body
    assert server.kept == 0


def test_a_header_of_any_length_is_not_kept_as_a_key(server: Server) -> None:
    server.ask("/")
    before = server.kept
    long = "en;q=0.1," * 1_000
    assert server.ask("/", HTTP_ACCEPT_LANGUAGE=long).status == 200
    assert server.kept == before
