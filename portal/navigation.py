"""What stands in the portal's navigation; each package adds its own part when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.models.user import User


@dataclass(frozen=True)
class NavigationEntry:
    url_name: str
    label: str | Promise
    description: str | Promise
    policy: Callable[[User], bool]
    order: int


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


def navigation_add(entry: NavigationEntry) -> None:
    _entries[entry.url_name] = entry


def navigation_for(user: User) -> list[NavigationEntry]:
    """The entries that a person may open, in their order."""
    return sorted(
        (entry for entry in _entries.values() if entry.policy(user)),
        key=lambda entry: entry.order,
    )


def header_add(tool: HeaderTool) -> None:
    _tools[tool.template] = tool


def header_for(user: User) -> list[HeaderTool]:
    """What a person may use at the top of every page."""
    return [tool for tool in _tools.values() if tool.policy(user)]
