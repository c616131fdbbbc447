"""Asking for an address without leaving anything for the next one: each request is undone."""

import copy
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What a refusal may leave: its record, the session's last sight, the text kept for its author.
TRACES = {"portal_auditevent", "portal_audithead", "django_session", "portal_draft"}
WAYS_ELSEWHERE = ("/sign-in/", "/confirm/", "/statement/")


@dataclass(frozen=True)
class Answer:
    response: Any
    written: frozenset[str]
    queries: int

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def body(self) -> bytes:
        if self.response.streaming:
            return b"".join(self.response.streaming_content)
        return bytes(self.response.content)

    @property
    def says(self) -> str:
        """The status; a redirect that leads elsewhere first with where it leads."""
        location = self.response.headers.get("Location", "")
        where = next((way for way in WAYS_ELSEWHERE if location.startswith(way)), "")
        return f"{self.status} {where}".strip()


def ask(
    client: Client,
    method: str,
    path: str,
    data: Mapping[str, Any] | str | None = None,
    **options: Any,
) -> Answer:
    """Send one request; database and cookies are afterwards as they were before."""
    if data:
        options["data"] = data
    cookies = copy.deepcopy(client.cookies)
    client.raise_request_exception = False
    with transaction.atomic(), _statements() as seen:
        response = getattr(client, method)(path, **options)
        transaction.set_rollback(True)
    client.cookies = cookies
    written = frozenset(match[1] for sql in seen if (match := WRITE.match(sql)))
    return Answer(response, written, len(seen))


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
