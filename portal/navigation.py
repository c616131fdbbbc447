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
    # What the card on the first page shows beside the description, e.g. a search form.
    card_template: str = ""


_entries: dict[str, NavigationEntry] = {}


def navigation_add(entry: NavigationEntry) -> None:
    _entries[entry.url_name] = entry


def navigation_for(user: User) -> list[NavigationEntry]:
    """The entries that a person may open, in their order."""
    return sorted(
        (entry for entry in _entries.values() if entry.policy(user)),
        key=lambda entry: entry.order,
    )
