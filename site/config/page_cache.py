"""Public pages kept in the process for half a second, below Django's middleware.

Nothing ever has to be thrown away when a number, an hour or a text changes: what is sent was made
less than one second before it was asked for, in every process (docs/public-site.md).
"""

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

from portal.doors import Door
from website.shared_answers import is_same_for_everybody

Environ = dict[str, Any]
Key = tuple[str, ...]

# Counted from the moment at which the answer began to be made.
FRESH_SECONDS = 0.5
# While one visitor's request renews an answer, others may get it until it is this old.
OLDEST_SECONDS = 1.0
ENTRIES_AT_MOST = 4_096
BYTES_AT_MOST = 32 * 1024 * 1024
# A page takes 5 to 30 kB.
BYTES_OF_ONE_AT_MOST = 256 * 1024
# What browsers send is shorter; who sends more gets a page of his own.
LANGUAGES_ASKED_AT_MOST = 200
# No database of ours lets a request wait longer; then everybody asks for himself.
PATIENCE_SECONDS = 10.0

NO_BODY = frozenset({None, "", "0"})
METHODS = frozenset({"GET", "HEAD"})
# As in Django's GZipMiddleware.
ACCEPTS_GZIP = re.compile(r"\bgzip\b")
# What an answer may depend on besides host, scheme and path.
VARY_KNOWN = frozenset({"accept-encoding", "accept-language"})
# With these Django would look for host, path or scheme elsewhere than the key does.
NO_DOOR_FOR = ("SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL")
# Who sends one of these asks for something of his own: a body, a language by cookie.
NOT_PLAIN = ("QUERY_STRING", "HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", *NO_DOOR_FOR)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    made_at: float
    varies_by_language: bool


class Making:
    """One request makes an answer; those who ask for the same wait for it."""

    def __init__(self, made_at: float) -> None:
        self.made_at = made_at
        self.answer: KeptAnswer | None = None
        self._ended = threading.Event()

    def end(self, answer: KeptAnswer | None) -> None:
        self.answer = answer
        self._ended.set()

    def wait(self) -> KeptAnswer | None:
        self._ended.wait(PATIENCE_SECONDS)
        return self.answer


class KeptAnswers:
    """Answers by key, bounded in number and bytes. Reading takes no lock."""

    def __init__(self) -> None:
        self._answers: dict[Key, KeptAnswer] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> KeptAnswer | None:
        return self._answers.get(key)

    def put(self, key: Key, answer: KeptAnswer) -> None:
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self._bytes += _bytes_of(key, answer)
            while len(self._answers) > ENTRIES_AT_MOST or self._bytes > BYTES_AT_MOST:
                # What was put last stands last: the first is the oldest.
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        if dropped := self._answers.pop(key, None):
            self._bytes -= _bytes_of(key, dropped)

    @property
    def size(self) -> tuple[int, int]:
        """Number of answers, and bytes of them and their keys."""
        return len(self._answers), self._bytes


class PageCacheHandler(WSGIHandler):
    """Django's handler for all doors; pages of the public door come from memory while fresh."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.kept = KeptAnswers()
        self._clock = clock
        self._makings: dict[Key, Making] = {}
        self._lock = threading.Lock()
        self._hosts = _hosts_of_public_door() if settings.PUBLIC_PAGE_CACHE else frozenset()

    def __call__(  # type: ignore[override]
        self, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        plain = self._plain_key(environ)
        if plain is None:
            return super().__call__(environ, start_response)
        asked_at = self._clock()
        _key, answer = self._look_up(plain, environ)
        if answer is not None and asked_at - answer.made_at < FRESH_SECONDS:
            return _send(answer, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            # Its answer has no body to keep.
            return super().__call__(environ, start_response)
        return self._make_or_wait(plain, asked_at, environ, start_response)

    def _plain_key(self, environ: Environ) -> Key | None:
        """Host, scheme, path and encoding; None for whatever is not the plainest of requests."""
        host = environ.get("HTTP_HOST")
        if host not in self._hosts or environ["REQUEST_METHOD"] not in METHODS:
            return None
        for name in NOT_PLAIN:
            if environ.get(name):
                return None
        if environ.get("CONTENT_LENGTH") not in NO_BODY:
            return None
        if len(environ.get("HTTP_ACCEPT_LANGUAGE", "")) > LANGUAGES_ASKED_AT_MOST:
            return None
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = "gzip" if ACCEPTS_GZIP.search(accepted) else ""
        return host, _scheme_of(environ), environ.get("PATH_INFO", ""), encoding

    def _look_up(self, plain: Key, environ: Environ) -> tuple[Key, KeptAnswer | None]:
        answer = self.kept.get(plain)
        if answer is None or not answer.varies_by_language:
            return plain, answer
        key = _key_with_language(plain, environ)
        return key, self.kept.get(key)

    def _make_or_wait(
        self, plain: Key, asked_at: float, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        with self._lock:
            # Once more: another may just have made it.
            key, answer = self._look_up(plain, environ)
            age = asked_at - answer.made_at if answer else OLDEST_SECONDS
            making = self._makings.get(key)
            # One that began too long ago is good for those alone who wait for it already.
            is_under_way = making is not None and asked_at - making.made_at < OLDEST_SECONDS
            if age >= FRESH_SECONDS and not is_under_way:
                making = self._makings[key] = Making(asked_at)
        if answer is not None and age < (OLDEST_SECONDS if is_under_way else FRESH_SECONDS):
            return _send(answer, environ, start_response)
        assert making is not None  # noqa: S101 - under way or just put there
        if not is_under_way:
            return self._make(making, key, plain, environ, start_response)
        answer = making.wait()
        if answer is None or key != _key_of(answer, plain, environ):
            # Nothing to share, or made for who asks in another language.
            return super().__call__(environ, start_response)
        return _send(answer, environ, start_response)

    def _make(
        self, making: Making, key: Key, plain: Key, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        answer = None
        try:
            response = super().__call__(environ, start_response)
            answer = _answer_to_keep(response, making.made_at)
            if answer is not None:
                # Where it varies, the one at the plain key says no more than that.
                self.kept.put(plain, answer)
                self.kept.put(_key_of(answer, plain, environ), answer)
            return response
        finally:
            with self._lock:
                if self._makings.get(key) is making:
                    del self._makings[key]
            making.end(answer)


def _send(answer: KeptAnswer, environ: Environ, start_response: Any) -> list[bytes]:
    start_response(answer.status, answer.headers.copy())
    return [answer.body if environ["REQUEST_METHOD"] == "GET" else b""]


def _hosts_of_public_door() -> frozenset[str]:
    """The `Host` headers whose answers are kept; every other spelling goes to Django."""
    # With these Django would not ask `Host`, or would make other paths of it.
    asks_elsewhere = settings.USE_X_FORWARDED_HOST or settings.FORCE_SCRIPT_NAME is not None
    if Door.WWW not in settings.DOORS or asks_elsewhere:
        return frozenset()
    hosts = settings.DOOR_HOSTS[Door.WWW]
    return frozenset(hosts) | {f"{host}:{settings.PORT}" for host in hosts}


def _scheme_of(environ: Environ) -> str:
    """As `HttpRequest.scheme`, which needs a request."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        value = environ.get(name)
        if value is not None:
            return "https" if value.split(",", 1)[0].strip() == secure else "http"
    return str(environ.get("wsgi.url_scheme"))


def _key_of(answer: KeptAnswer, plain: Key, environ: Environ) -> Key:
    return _key_with_language(plain, environ) if answer.varies_by_language else plain


def _key_with_language(plain: Key, environ: Environ) -> Key:
    return *plain, environ.get("HTTP_ACCEPT_LANGUAGE", "")


def _bytes_of(key: Key, answer: KeptAnswer) -> int:
    return len(answer.body) + sum(map(len, key))


def _answer_to_keep(response: object, made_at: float) -> KeptAnswer | None:
    """What may be sent to others; None unless the view and the answer itself both say so."""
    if not isinstance(response, HttpResponse) or not is_same_for_everybody(response):
        return None
    varies_by = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    is_kept = (
        response.status_code == 200
        and not response.cookies
        and not response.has_header("Surrogate-Control")
        and varies_by <= VARY_KNOWN
        and len(response.content) <= BYTES_OF_ONE_AT_MOST
    )
    if not is_kept:
        return None
    return KeptAnswer(
        status=f"{response.status_code} {response.reason_phrase}",
        headers=list(response.items()),
        body=response.content,
        made_at=made_at,
        varies_by_language="accept-language" in varies_by,
    )
