from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.access.sessions import session_is_open, session_owner, session_times_left
from portal.doors import Door
from portal.navigation import navigation_for


def portal_navigation(request: HttpRequest) -> dict[str, Any]:
    """The navigation of the portal, for a person who is all the way in."""
    if getattr(request, "door", None) is not Door.PORTAL:
        return {}
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_verified():
        return {"staff_languages": settings.STAFF_LANGUAGES}
    return {"navigation": navigation_for(user), "staff_languages": settings.STAFF_LANGUAGES}


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
