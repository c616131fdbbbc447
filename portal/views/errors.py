from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.access.declarations import access_of


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shows the person her own text again, to copy: going back may have emptied the form."""
    match = request.resolver_match
    access = access_of(match.func) if match else None
    typed = request.POST.get(access.draft_field, "") if access else ""
    return render(request, "portal/error_csrf.html", {"typed": typed}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processors: whatever failed may fail again there.
    return render(None, "portal/error_500.html", status=500)
