from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from knowledge.search.search_address import EXPECTED, SearchAddressError, search_address


def check_search_address(**_kwargs: Any) -> list[CheckMessage]:
    """knowledge.E001: SEARCH_URL cannot be read. The message holds none of it."""
    if not settings.SEARCH_URL:
        return []
    try:
        search_address(settings.SEARCH_URL)
    except SearchAddressError as error:
        return [Error(f"SEARCH_URL: {error}", hint=f"Expected: {EXPECTED}", id="knowledge.E001")]
    return []
