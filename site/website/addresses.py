"""Addresses of public pages. They are built for the public door, whichever door asks."""

from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils import translation

from portal.doors import Door, door_origin, door_reverse

# Root, then the home page of the language, whose slug is not part of the address.
PARTS_BEFORE_PATH = 2
ANY_LANGUAGE = "x-default"
# The language that most readers of none of the others can make something of.
BRIDGE = "en"


class WithUrlPath(Protocol):
    """A page, or what a selector read of one."""

    @property
    def url_path(self) -> Any: ...


def public_path(page: WithUrlPath, language_code: str) -> str:
    """Path of a page at the public door, e.g. `/sl/telefon/`."""
    return language_path(language_code) + page.url_path.split("/", PARTS_BEFORE_PATH)[-1]


@cache
def language_path(language_code: str) -> str:
    with translation.override(language_code):
        return door_reverse(Door.WWW, "wagtail_serve", path="")


def public_origin() -> str:
    return door_origin(Door.WWW)


def start_address() -> str:
    """Where every language is listed."""
    return public_origin() + door_reverse(Door.WWW, "languages")


def translation_addresses(paths: dict[str, str], *, is_home: bool) -> dict[str, str]:
    """Addresses for hreflang, by language; nothing for a page that is in one language only.

    `x-default` is for a reader whose language is not among them.
    """
    if len(paths) < 2:
        return {}
    addresses = {code: public_origin() + path for code, path in paths.items()}
    if is_home:
        addresses[ANY_LANGUAGE] = start_address()
    elif BRIDGE in addresses:
        addresses[ANY_LANGUAGE] = addresses[BRIDGE]
    return addresses


def printed_matter_path(language_code: str, rest: str = "") -> str:
    """Path of the printed matter of a language at the public door, or of what is below it."""
    with translation.override(language_code):
        return door_reverse(Door.WWW, "printed_matter") + rest


def card_origin() -> str:
    """Where what is printed leads: the neutral host when one is set."""
    return door_origin(Door.WWW, *settings.NEUTRAL_HOSTS[:1])


def card_address(language_code: str) -> str:
    return card_origin() + language_path(language_code)
