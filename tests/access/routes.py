"""Every route behind a door, read from the URL resolver, so that none can be forgotten."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from portal.access.declarations import Access, access_of
from portal.doors import Door

SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x", "str": "x"}
SAMPLES["slug"] = "x"
SAMPLES["id"] = "1"


@dataclass(frozen=True)
class Route:
    door: Door
    pattern: str
    name: str
    entry: URLPattern = field(compare=False, repr=False)

    @property
    def view(self) -> Callable[..., Any]:
        view: Callable[..., Any] = self.entry.callback
        return view

    @property
    def access(self) -> Access | None:
        return access_of(self.view)

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)

    @property
    def first_segment(self) -> str:
        return self.pattern.split("/")[0]

    def path(self, kwargs: Mapping[str, Any] | None = None) -> str:
        """An address of this route, with the given or with sample arguments."""
        given = kwargs or {}

        def fill(match: re.Match[str]) -> str:
            kind, name = match.group(1) or "str", match.group(2)
            sample = "1" if name.endswith(("pk", "_id")) else SAMPLES.get(kind, "x")
            return str(given.get(name, sample))

        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, self.pattern)


def routes_of(door: Door) -> list[Route]:
    resolver = get_resolver(settings.DOOR_URLCONFS[door])
    return list(_walk(door, resolver.url_patterns, "", ""))


def _walk(door: Door, patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + _text(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(door, entry.url_patterns, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(door, pattern, f"{namespace}{entry.name or pattern}", entry)


def _text(entry: URLPattern | URLResolver) -> str:
    """A route with its converters; regular expressions are reduced to their sample form."""
    route = str(entry.pattern)
    if not hasattr(entry.pattern, "_regex") or ("<" in route and "(?P" not in route):
        return route
    named = re.sub(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)", r"<\1>", route)
    return re.sub(r"[\^$\\?]|\([^()]*\)[*+?]?", "", named)
