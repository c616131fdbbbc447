"""Whether an address answers. Asked by the server now and then, never by a visitor's browser."""

import logging
from urllib.parse import urlsplit

import requests

from website.enums import ExitAnswer
from website.leaving.validators import is_own_host

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 10
TRIES = 2
# Some sites refuse programs, not people: 401, 403 and 429 are answers.
NOT_THERE = {404, 410}
SERVER_FAULT = 500
ASKED_AS = {"User-Agent": "Mozilla/5.0 (link check)"}


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
        with requests.get(url, headers=ASKED_AS, timeout=PATIENCE_SECONDS, stream=True) as response:
            return _meaning_of(response.url, response.status_code)
    except requests.exceptions.SSLError:
        return ExitAnswer.NOT_SECURE
    except requests.exceptions.RequestException as error:
        logger.info("way out not reached: %s", type(error).__name__)
        return ExitAnswer.NO_ANSWER


def _meaning_of(last_url: str, status: int) -> ExitAnswer:
    """`last_url` is where the redirects ended."""
    parts = urlsplit(last_url)
    if parts.scheme != "https":
        return ExitAnswer.NOT_SECURE
    if is_own_host(parts.hostname or ""):
        return ExitAnswer.LEADS_BACK
    if status in NOT_THERE:
        return ExitAnswer.NOT_THERE
    return ExitAnswer.NO_ANSWER if status >= SERVER_FAULT else ExitAnswer.ANSWERS
