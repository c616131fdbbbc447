from typing import Any

from django.conf import settings
from django.http import HttpRequest

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
