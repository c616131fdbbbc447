from django.utils.http import url_has_allowed_host_and_scheme


def next_path(wanted: str | None) -> str:
    """Where to go on, if that is a path on this very host; else the first page."""
    if (
        wanted
        and wanted.startswith("/")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    ):
        return wanted
    return "/"
