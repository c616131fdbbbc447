"""Where "Leave this page" leads."""

from django.conf import settings
from django.core.cache import cache

from portal.prepared_queries import PreparedQuery
from website.models import ExitTarget

LAST_KNOWN = "website.exit_url"
# "" is for all other languages and sorts before every code.
_TARGET = PreparedQuery[ExitTarget](
    lambda code: ExitTarget.objects.filter(language_code__in=["", code]).order_by("-language_code"),
    str,
)


def exit_url(language_code: str) -> str:
    """The way out of a language's pages, in one query; the setting where no record is."""
    target = _TARGET.first(language_code)
    url = target.leads_to if target else str(settings.QUICK_EXIT_URL)
    # For the page that is shown when the database does not answer.
    cache.set(_key(language_code), url, timeout=None)
    return url


def exit_url_last_known(language_code: str) -> str:
    """The way out that was shown last, without asking the database; else the setting."""
    url: str = cache.get(_key(language_code), str(settings.QUICK_EXIT_URL))
    return url


def exit_targets_to_look_at() -> list[ExitTarget]:
    """Ways out of which an address did not answer as it should."""
    return [target for target in ExitTarget.objects.all() if target.is_faulty]


def _key(language_code: str) -> str:
    return f"{LAST_KNOWN}.{language_code}"
