import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseFault
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from portal.access.declarations import Access, access_of
from portal.content_security import STRICT
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import MasterKeyMissingError
from portal.sealing.secret_files import SecretFileError

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DATABASE_IS_AWAY = (OperationalError, InterfaceError)
KEY_IS_AWAY = (MasterKeyMissingError, SealError, SecretFileError)
RETRY_AFTER_SECONDS = 10


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "portal/error_404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return _page(request, "portal/error_413.html", status=413)
    return _page(request, "portal/error_400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "portal/error_403.html", status=403)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Most often an address of a button, opened from the history or by a reload."""
    response = _page(request, "portal/error_405.html", status=405)
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whoever is signed in finds her own text here; a forged form shows nothing to a stranger."""
    match = request.resolver_match
    access = access_of(match.func) if match else None
    user: Any = getattr(request, "user", None)
    is_hers = bool(access and access.draft_fields and user and user.is_authenticated)
    return form_too_old(request, _typed(request, access) if is_hers else "")


def form_too_old(request: HttpRequest, typed: str) -> HttpResponse:
    """Nothing was saved; shows what was typed, to copy: going back may have emptied the form."""
    return _page(request, "portal/error_csrf.html", {"typed": typed}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    is_sent = request.method not in {"GET", "HEAD"}
    is_form = is_sent and hasattr(request, "let_in")
    if isinstance(error, DatabaseFault if is_form else DATABASE_IS_AWAY):
        return _not_now(request, is_sent=is_sent, is_key=False)
    if isinstance(error, KEY_IS_AWAY):
        return _not_now(request, is_sent=is_sent, is_key=True)
    # No context processors: whatever failed may fail again there.
    return _page(None, "portal/error_500.html", {"is_sent": is_sent}, status=500)


def _not_now(request: HttpRequest, *, is_sent: bool, is_key: bool) -> HttpResponse:
    """Says that nothing was saved and why, and gives back what was sent, to send it once more."""
    access: Access | None = getattr(request, "let_in", None)
    form = access.form(request.POST) if is_sent and access and access.form else None
    context: dict[str, Any] = {
        "is_sent": is_sent,
        "is_key": is_key,
        "form": form,
        "is_drafted": form is not None and access and access.draft_fields,
        "has_file": is_sent and access is not None and bool(request.FILES),
        "path": request.path if is_sent else request.get_full_path(),
        "csrf_token": get_token(request),
    }
    response = _rendered_somehow(request, "portal/error_503.html", context)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _rendered_somehow(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """With navigation and lock; without them where the database does not even answer that."""
    try:
        return _page(request, template, context, status=503)
    except DatabaseFault:
        return _page(None, template, context, status=503)


def _typed(request: HttpRequest, access: Access | None) -> str:
    fields = access.draft_fields if access else ()
    return "\n\n".join(filter(None, (request.POST.get(name, "") for name in fields)))


def _page(
    request: HttpRequest | None,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int,
) -> HttpResponse:
    """At the cms an error may come out of a view of Wagtail's; the page is the portal's."""
    response = render(request, template, context, status=status)
    response._csp_config = STRICT  # type: ignore[attr-defined]
    return response
