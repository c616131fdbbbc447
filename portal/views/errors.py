from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.access.declarations import Access, access_of

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return render(request, "portal/error_413.html", status=413)
    return render(request, "portal/error_400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_403.html", status=403)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Most often an address of a button, opened from the history or by a reload."""
    response = render(request, "portal/error_405.html", status=405)
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
    return render(request, "portal/error_csrf.html", {"typed": typed}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processors: whatever failed may fail again there.
    return render(None, "portal/error_500.html", status=500)


def _typed(request: HttpRequest, access: Access | None) -> str:
    fields = access.draft_fields if access else ()
    return "\n\n".join(filter(None, (request.POST.get(name, "") for name in fields)))
