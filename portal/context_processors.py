from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.doors import Door
from portal.navigation import navigation_for
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
    return {**common, "navigation": navigation_for(user)}
