"""Addresses of public pages. They are built for the public door, whichever door asks."""

from functools import cache, lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.utils import translation

from portal.doors import Door, door_origin, door_reverse

# Root, then the home page of the language, whose slug is not part of the address.
PARTS_BEFORE_PATH = 2


class WithUrlPath(Protocol):
    """A page, or what a selector read of one."""

    @property
    def url_path(self) -> Any: ...


def public_path(page: WithUrlPath, language_code: str) -> str:
    """Path of a page at the public door, e.g. `/sl/telefon/`."""
    return _public_path(page.url_path, language_code)


# Every page names all others.
@lru_cache(maxsize=4_096)
def _public_path(url_path: str, language_code: str) -> str:
    path = url_path.split("/", PARTS_BEFORE_PATH)[PARTS_BEFORE_PATH]
    with translation.override(language_code):
        return door_reverse(Door.WWW, "wagtail_serve", path=path)


def language_path(language_code: str) -> str:
    with translation.override(language_code):
        return door_reverse(Door.WWW, "wagtail_serve", path="")


def public_origin() -> str:
    return door_origin(Door.WWW)


def printed_matter_path(language_code: str, rest: str = "") -> str:
    """Path of the printed matter of a language at the public door, or of what is below it."""
    return _printed_matter_path(language_code) + rest


@cache
def _printed_matter_path(language_code: str) -> str:
    with translation.override(language_code):
        return door_reverse(Door.WWW, "printed_matter")


def card_origin() -> str:
    """Where what is printed leads: the neutral host when one is set."""
    return door_origin(Door.WWW, *settings.NEUTRAL_HOSTS[:1])


def card_address(language_code: str) -> str:
    return card_origin() + language_path(language_code)
