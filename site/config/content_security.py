"""One content security policy a door, all strict; a looser one where Wagtail itself answers."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest

from portal.content_security import STRICT, Directives
from portal.doors import Door
from portal.urls import door_urlpatterns
from website.inline_assets import script_hashes, style_hashes

WWW: Directives = {
    "default-src": [NONE],
    "style-src": style_hashes(),
    "script-src": script_hashes() or [NONE],
    "img-src": ["data:"],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
# Wagtail's admin still needs inline scripts and styles (wagtail#1288).
WAGTAIL: Directives = {
    "default-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}
BY_DOOR = {Door.WWW: WWW, Door.PORTAL: STRICT, Door.CMS: STRICT}
# What both signed-in doors share is the portal's at the cms too.
PORTAL_VIEWS = frozenset(entry.callback for entry in door_urlpatterns)


def policy_for(request: HttpRequest) -> Directives:
    """The policy of an answer that has none of its own: Wagtail's for who was let into Wagtail."""
    door: Door = request.door  # type: ignore[attr-defined]
    match = request.resolver_match
    is_in_wagtail = (
        door is Door.CMS
        and hasattr(request, "let_in")
        and match is not None
        and match.func not in PORTAL_VIEWS
    )
    return WAGTAIL if is_in_wagtail else BY_DOOR[door]
