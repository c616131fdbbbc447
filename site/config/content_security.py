"""One content security policy a door (DESIGN: strict at `www` and `portal`, looser at `cms`)."""

from csp.constants import NONE, SELF, UNSAFE_INLINE

from portal.doors import Door
from website.inline_assets import script_hashes, style_hashes

Directives = dict[str, list[str]]

WWW: Directives = {
    "default-src": [NONE],
    "style-src": style_hashes(),
    "script-src": script_hashes() or [NONE],
    "img-src": ["data:"],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
PORTAL: Directives = {
    "default-src": [NONE],
    "style-src": [SELF],
    "script-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    # Text may never become markup or script: the portal's scripts build the page node by node.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": [NONE],
}
# Wagtail's admin still needs inline scripts and styles (wagtail#1288).
CMS: Directives = {
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
BY_DOOR = {Door.WWW: WWW, Door.PORTAL: PORTAL, Door.CMS: CMS}
