"""Django's middleware, each told which doors it serves.

The public door runs without session, cookie, sign-in and messages: what is not there cannot
leave a trace on the visitor's phone.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django_otp.middleware import OTPMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from config import content_security
from portal.access.sessions import DOOR_KEY, LANGUAGE_KEY
from portal.doors import Door
from portal.views.errors import method_not_allowed
from website.languages import language_wanted

GetResponse = Callable[[HttpRequest], HttpResponse]
STAFF_DOORS = frozenset({Door.PORTAL, Door.CMS})
SERVER_NAME = "web"
NO_BROWSER_FEATURES = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
        "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
        "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def _door(request: HttpRequest) -> Door:
    return request.door  # type: ignore[attr-defined]


def _is_neutral_host(request: HttpRequest) -> bool:
    return request.is_neutral_host  # type: ignore[attr-defined]


class StaffDoorsOnly:
    """Mixin: at the public door the middleware below it does not exist."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _door(request) not in STAFF_DOORS:
            return self.get_response(request)  # type: ignore[attr-defined]
        return super().__call__(request)  # type: ignore[misc]


class ServerNameMiddleware:
    """Granian writes its own name into an answer that brings none, and cannot be told not to."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Server"] = SERVER_NAME
        return response


class DoorHeadersMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        door = _door(request)
        # A page may bring a policy of its own (`portal.uploads.serving`, `portal.views.errors`).
        if not hasattr(response, "_csp_config"):
            response._csp_config = content_security.policy_for(request)  # type: ignore[attr-defined]
        response["Permissions-Policy"] = NO_BROWSER_FEATURES
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        is_static = request.path_info.startswith(settings.STATIC_URL)
        if not (is_static and response.status_code in {200, 304}):
            response["Cache-Control"] = "no-store"
        if door is Door.PORTAL:
            response["Cross-Origin-Embedder-Policy"] = "require-corp"
        # A search engine that finds both names of the public site would tie them together.
        if door in STAFF_DOORS or _is_neutral_host(request):
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class StaffStaticFilesMiddleware(StaffDoorsOnly, WhiteNoiseMiddleware):
    """The public door has no static files: its style is in the page."""


class StaffSessionMiddleware(StaffDoorsOnly, SessionMiddleware):
    """One cookie name a door, so that the doors never take each other's sessions."""

    def process_request(self, request: HttpRequest) -> None:
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        if value := request.COOKIES.get(_cookie_name(request)):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = value
        super().process_request(request)
        # A session of another door is no session here, not even for signing out.
        if request.session.get(DOOR_KEY, str(_door(request))) != str(_door(request)):
            request.session = self.SessionStore()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if morsel := response.cookies.pop(settings.SESSION_COOKIE_NAME, None):
            name = _cookie_name(request)
            response.cookies[name] = morsel.value
            response.cookies[name].update(morsel)
            # Django deletes cookies without it, and browsers then keep a __Host- cookie.
            response.cookies[name]["secure"] = settings.SESSION_COOKIE_SECURE or ""
        return response


def _cookie_name(request: HttpRequest) -> str:
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}{_door(request)}-session"


class StaffAuthenticationMiddleware(StaffDoorsOnly, AuthenticationMiddleware):
    pass


class StaffOtpMiddleware(StaffDoorsOnly, OTPMiddleware):
    pass


class StaffMessageMiddleware(StaffDoorsOnly, MessageMiddleware):
    pass


class StaffCsrfMiddleware(StaffDoorsOnly, CsrfViewMiddleware):
    """The public door's forms carry a proof of their own, which needs no cookie."""

    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        if _door(request) not in STAFF_DOORS:
            return None
        return super().process_view(request, *args)


class PublicCompressionMiddleware(GZipMiddleware):
    """Small answers for slow lines. Only at the public door, whose pages hold no secrets."""

    def __call__(self, request: HttpRequest) -> Any:
        if _door(request) in STAFF_DOORS:
            return self.get_response(request)
        return super().__call__(request)


class PublicLocaleMiddleware(LocaleMiddleware):
    """Language by the address at the public door; before one is chosen, by what a browser asks."""

    def __call__(self, request: HttpRequest) -> Any:
        if _door(request) in STAFF_DOORS:
            return self.get_response(request)
        return super().__call__(request)

    def process_request(self, request: HttpRequest) -> None:
        in_path = translation.get_language_from_path(request.path_info)
        code = (in_path or _language_asked_for(request)).lower()
        translation.activate(code)
        request.LANGUAGE_CODE = code


class StaffLocaleMiddleware:
    """Language by the person's own choice; Slovene until somebody chooses."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _door(request) not in STAFF_DOORS:
            return self.get_response(request)
        with translation.override(_staff_language(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "sl")
        return response


class StaffErrorPagesMiddleware:
    """Django answers a method that a view does not know with an empty page; people get words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_bare = response.status_code == 405 and not (response.streaming or response.content)
        if is_bare and _door(request) in STAFF_DOORS:
            return method_not_allowed(request, response.headers.get("Allow", ""))
        return response


def _language_asked_for(request: HttpRequest) -> str:
    """Django's own answer knows no `sr`, `tl` or `zh-CN`, and reads a cookie first."""
    header = request.headers.get("Accept-Language", "")
    wanted = language_wanted(code for code, _weight in parse_accept_lang_header(header))
    return wanted.code if wanted else settings.LANGUAGE_CODE


def _staff_language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return request.user.language
    return str(request.session.get(LANGUAGE_KEY, settings.LANGUAGE_CODE))
