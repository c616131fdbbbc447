"""What stands in the portal's navigation; each package adds its own part when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portal.models.user import User


@dataclass(frozen=True)
class NavigationEntry:
    url_name: str
    label: str | Promise
    description: str | Promise
    policy: Callable[[User], bool]
    order: int
    # The key that opens the entry's page over whatever page is open (static/js/keys.js).
    key: str = ""


@dataclass(frozen=True)
class HomePart:
    """What a package shows a person on the first page: its template, and what stands in it."""

    template: str
    policy: Callable[[User], bool]
    selector: Callable[[User], Any]


@dataclass(frozen=True)
class HomePartScreen:
    template: str
    screen: Any


@dataclass(frozen=True)
class HeaderTool:
    """What stands at the top of every page of the portal, e.g. a search box.

    `styles` and `scripts` are static files that go with it.
    """

    template: str
    policy: Callable[[User], bool]
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


_tools: dict[str, HeaderTool] = {}
_entries: dict[str, NavigationEntry] = {}
_home_parts: dict[str, HomePart] = {}


def navigation_add(entry: NavigationEntry) -> None:
    _entries[entry.url_name] = entry


def navigation_for(user: User) -> list[NavigationEntry]:
    """The entries that a person may open, in their order."""
    return sorted(
        (entry for entry in _entries.values() if entry.policy(user)),
        key=lambda entry: entry.order,
    )


def home_part_add(part: HomePart) -> None:
    _home_parts[part.template] = part


def home_parts_for(user: User) -> list[HomePartScreen]:
    """The parts of the first page that a person may see."""
    return [
        HomePartScreen(part.template, part.selector(user))
        for part in _home_parts.values()
        if part.policy(user)
    ]


def header_add(tool: HeaderTool) -> None:
    _tools[tool.template] = tool


def header_for(user: User) -> list[HeaderTool]:
    """What a person may use at the top of every page."""
    return [tool for tool in _tools.values() if tool.policy(user)]
