import contextlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.access.sessions import session_is_open, session_owner, session_times_left
from portal.doors import Door
from portal.navigation import NavigationEntry, header_for, navigation_for
from portal.passkeys import passkey_domain


def portal_navigation(request: HttpRequest) -> dict[str, Any]:
    """The navigation of the portal, for a person who is all the way in."""
    door = getattr(request, "door", None)
    if door is None or not door.is_for_staff:
        return {}
    common = {
        "staff_languages": settings.STAFF_LANGUAGES,
        "takes_passkeys": bool(passkey_domain(door)),
    }
    user: Any = getattr(request, "user", None)
    is_in = user is not None and user.is_authenticated and user.is_verified()
    if door is not Door.PORTAL or not is_in:
        return common
    entries = navigation_for(user)
    return {
        **common,
        "navigation": entries,
        "header_tools": header_for(user),
        "navigation_current": _current(entries, request.path),
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


def session_watch(request: HttpRequest) -> dict[str, Any]:
    """What the page's script has to know to lock the page when the session ends."""
    if getattr(request, "door", None) is not Door.PORTAL or not hasattr(request, "user"):
        return {}
    if not session_is_open(request, Door.PORTAL):
        return {}
    idle, absolute = session_times_left(request)
    user: Any = request.user
    watch = {"seconds_left": int(idle), "seconds_at_most": int(absolute)}
    return {"session_watch": {**watch, "owner": session_owner(user)}}
