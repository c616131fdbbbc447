"""How the installation is; each package adds its own rows when it is loaded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.enums import StatusLevel


@dataclass(frozen=True)
class StatusRow:
    """One thing and how it is. The text holds no secret and nothing of any content."""

    label: str | Promise
    text: str | Promise
    level: StatusLevel = StatusLevel.GOOD


_sources: dict[str, Callable[[], Iterable[StatusRow]]] = {}


def status_add(name: str, rows: Callable[[], Iterable[StatusRow]]) -> None:
    """`rows` is asked each time; it answers within seconds and raises nothing."""
    _sources[name] = rows


def status_rows() -> list[StatusRow]:
    return [row for name in sorted(_sources) for row in _sources[name]()]
