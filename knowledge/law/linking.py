"""While a page is rendered, the citations in its texts become links.

Filters do not see a template's context, and texts stand in many small templates: so the links of
the page are set around them (`{% law_links … %}`) and found by the text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawLink:
    """`text[start:end]` leads to `url`."""

    start: int
    end: int
    url: str


LawLinks = dict[str, tuple[LawLink, ...]]

_current: ContextVar[LawLinks | None] = ContextVar("law_links", default=None)


@contextmanager
def law_links_are(links: LawLinks | None) -> Iterator[None]:
    token = _current.set(links)
    try:
        yield
    finally:
        _current.reset(token)


def law_links_in(text: str) -> tuple[LawLink, ...]:
    return (_current.get() or {}).get(text, ())
