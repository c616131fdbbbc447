from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from portal.doors import Door
from website.selectors import quick_exit_urls


@register()
def check_quick_exit_addresses(**_kwargs: Any) -> list[CheckMessage]:
    """website.E001: a way out that is not another site's https address, or none for the rest."""
    urls = quick_exit_urls()
    problems = [] if urls.get("") else ['QUICK_EXIT_URL has no "" entry']
    for language, url in urls.items():
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or _is_own(parts.hostname):
            problems.append(f"QUICK_EXIT_URL for {language!r} is not another site's https address")
    return [Error(problem, id="website.E001") for problem in problems]


def _is_own(hostname: str) -> bool:
    return any(hostname in settings.DOOR_HOSTS[door] for door in Door)
