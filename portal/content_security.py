"""The content security policy of the portal's own pages, at whichever door they are shown."""

from csp.constants import NONE, SELF

Directives = dict[str, list[str]]

STRICT: Directives = {
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
