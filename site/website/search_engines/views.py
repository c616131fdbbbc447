from functools import cache
from pathlib import Path

from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from website.addresses import public_origin
from website.search_engines.sitemaps import PublicSitemap

PICTURE = Path(__file__).with_name("picture.png")
# What is not to be found says so itself; a Disallow would be a list of it.
ROBOTS = "User-agent: *\nDisallow:\n\nSitemap: {origin}/sitemap.xml\n"


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    _main_name_only(request)
    return sitemap(request, {"pages": PublicSitemap}).render()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    _main_name_only(request)
    return HttpResponse(ROBOTS.format(origin=public_origin()), content_type="text/plain")


@require_safe
def share_picture(request: HttpRequest) -> HttpResponse:
    """The drawing that stands beside a link which somebody shares; visitors never ask for it."""
    _main_name_only(request)
    return HttpResponse(_picture(), content_type="image/png")


@cache
def _picture() -> bytes:
    return PICTURE.read_bytes()


def _main_name_only(request: HttpRequest) -> None:
    """Raises Http404 at a neutral name: whoever lists both names ties them together."""
    if request.is_neutral_host:  # type: ignore[attr-defined]
        raise Http404
