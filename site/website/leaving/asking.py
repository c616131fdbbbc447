"""Whether an address answers. Asked by the server now and then, never by a visitor's browser."""

import logging
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from website.enums import ExitAnswer
from website.leaving.resolving import InnerAddressError, public_addresses_of
from website.leaving.validators import is_own_host, is_public

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 10
TRIES = 2
# Redirects followed, the first address counted in.
STEPS = 6
# Of a name that has several.
MOST_ADDRESSES = 2
# Some sites refuse programs, not people: 401, 403 and 429 are answers.
NOT_THERE = {404, 410}
SERVER_FAULT = 500
ASKED_AS = {"User-Agent": "Mozilla/5.0 (link check)"}


class ToAddressAdapter(HTTPAdapter):
    """Connects to the address that was looked at: a second look-up might lead elsewhere.

    The certificate has to be that of the name all the same.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        names = dict.fromkeys(("server_hostname", "assert_hostname"), host["host"])
        return {**host, "host": self._address}, {**pool, **names}


def answer_of(url: str) -> ExitAnswer:
    """How an address answers, after a second try where it did not."""
    answer = ExitAnswer.NO_ANSWER
    for _try in range(TRIES):
        answer = _answer_once(url)
        if answer is not ExitAnswer.NO_ANSWER:
            return answer
    return answer


def _answer_once(url: str) -> ExitAnswer:
    try:
        return _answer_at_the_end(url)
    except requests.exceptions.SSLError:
        return ExitAnswer.NOT_SECURE
    except InnerAddressError:
        logger.info("way out not asked: it leads into an inner network")
        return ExitAnswer.NO_ANSWER
    # A name that is not known, or is none; all errors of the library are a kind of OSError.
    except (OSError, UnicodeError) as error:
        logger.info("way out not reached: %s", type(error).__name__)
        return ExitAnswer.NO_ANSWER


def _answer_at_the_end(url: str) -> ExitAnswer:
    """Where the redirects end. Each step is looked at first: one may lead into our own network."""
    for _step in range(STEPS):
        if fault := _fault_of(url):
            return fault
        with _response_of(url) as response:
            if response.next is None:
                return _meaning_of(response.status_code)
            url = str(response.next.url)
    return ExitAnswer.NO_ANSWER


def _response_of(url: str) -> requests.Response:
    """From the first of the name's addresses that can be reached. Raises InnerAddressError."""
    hostname = urlsplit(url).hostname or ""
    *others, last = public_addresses_of(hostname)[:MOST_ADDRESSES]
    for address in others:
        try:
            return _get(url, hostname, address)
        except requests.exceptions.SSLError:
            raise
        except requests.exceptions.ConnectionError:
            continue
    return _get(url, hostname, last)


def _get(url: str, hostname: str, address: str) -> requests.Response:
    with requests.Session() as session:
        session.mount("https://", ToAddressAdapter(address))
        return session.get(
            url,
            headers={**ASKED_AS, "Host": hostname},
            timeout=PATIENCE_SECONDS,
            stream=True,
            allow_redirects=False,
        )


def _fault_of(url: str) -> ExitAnswer | None:
    """Why an address is not asked at all."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return ExitAnswer.NOT_SECURE
    if is_own_host(parts.hostname or ""):
        return ExitAnswer.LEADS_BACK
    return None if is_public(parts) else ExitAnswer.NO_ANSWER


def _meaning_of(status: int) -> ExitAnswer:
    if status in NOT_THERE:
        return ExitAnswer.NOT_THERE
    return ExitAnswer.NO_ANSWER if status >= SERVER_FAULT else ExitAnswer.ANSWERS
