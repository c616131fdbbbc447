"""The three doors, and addresses behind them.

Each door has a URLconf of its own, so a name can be reversed only when the door is named too.
"""

from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language


class Door(StrEnum):
    WWW = "www"
    PORTAL = "portal"
    CMS = "cms"

    @property
    def is_for_staff(self) -> bool:
        return self is not Door.WWW


def door_of_host(host: str) -> Door | None:
    """The door that answers for a host name (without port), or None."""
    for door in settings.DOORS:
        if host in settings.DOOR_HOSTS[door]:
            return Door(door)
    return None


def door_reverse(door: Door, name: str, **kwargs: Any) -> str:
    """Path of a named view behind a door; usable outside a request, e.g. in a command."""
    arguments = tuple(sorted(kwargs.items()))
    return _reversed(settings.DOOR_URLCONFS[door], name, arguments, get_language())


# Every public page names all others. Addresses of the public door have the language in them.
@lru_cache(maxsize=4_096)
def _reversed(
    urlconf: str, name: str, arguments: tuple[tuple[str, Any], ...], _language: str | None
) -> str:
    return reverse(name, urlconf=urlconf, kwargs=dict(arguments) or None)


def door_origin(door: Door, host: str = "") -> str:
    """Scheme, host and port under which a door is reached, e.g. `http://portal.localhost:8000`.

    `host`: another of its names than the first.
    """
    host = host or settings.DOOR_HOSTS[door][0]
    default_port = {"http": 80, "https": 443}[settings.PUBLIC_SCHEME]
    port = "" if default_port == settings.PORT else f":{settings.PORT}"
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"
