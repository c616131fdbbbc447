from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error_400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "portal/error_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processors: whatever failed may fail again there.
    return render(None, "portal/error_500.html", status=500)
