from urllib.parse import urlencode

from django.utils.http import url_has_allowed_host_and_scheme


def next_path(wanted: object) -> str:
    """Where to go on, if that is a path on this very host; else the first page."""
    if (
        isinstance(wanted, str)
        and wanted.startswith("/")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    ):
        return wanted
    return "/"


def next_query(path: str) -> str:
    """The query that brings a person back to `path` after signing in."""
    return f"?{urlencode({'next': path})}" if path != "/" else ""
