"""Which door a request came to, by its host name."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import split_domain_port
from django.urls import set_urlconf

from portal.doors import door_of_host

# The other middleware serve doors; this answer comes before any of them.
HEADERS_WITHOUT_DOOR = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class DoorMiddleware:
    """Names the door and its URLconf; a host that is no door of this process gets 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = _host_of(request)
        door = door_of_host(host) if host else None
        if door is None:
            return HttpResponseBadRequest(
                "400\n", content_type="text/plain", headers=HEADERS_WITHOUT_DOOR
            )
        request.door = door  # type: ignore[attr-defined]
        request.is_neutral_host = host in settings.NEUTRAL_HOSTS  # type: ignore[attr-defined]
        request.urlconf = settings.DOOR_URLCONFS[door]
        # Django does so only behind the last middleware: a fault before it found another door's
        # error pages.
        set_urlconf(request.urlconf)
        return self.get_response(request)


def _host_of(request: HttpRequest) -> str | None:
    try:
        host, _port = split_domain_port(request.get_host())
    except DisallowedHost:
        return None
    return host
