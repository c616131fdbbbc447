import contextlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.doors import Door
from portal.navigation import NavigationEntry, navigation_for


def portal_navigation(request: HttpRequest) -> dict[str, Any]:
    """The navigation of the portal, for a person who is all the way in."""
    if getattr(request, "door", None) is not Door.PORTAL:
        return {}
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_verified():
        return {"staff_languages": settings.STAFF_LANGUAGES}
    entries = navigation_for(user)
    return {
        "navigation": entries,
        "navigation_current": _current(entries, request.path),
        "staff_languages": settings.STAFF_LANGUAGES,
    }


def _current(entries: list[NavigationEntry], path: str) -> str:
    """The entry whose address is the longest beginning of the page's."""
    fitting: dict[str, str] = {}
    for entry in entries:
        # The navigation stands on error pages too: it must not fail itself.
        with contextlib.suppress(NoReverseMatch):
            address = reverse(entry.url_name)
            if path.startswith(address):
                fitting[address] = entry.url_name
    return fitting[max(fitting, key=len)] if fitting else ""
