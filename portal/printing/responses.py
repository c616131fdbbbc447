from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.printing.turns import RETRY_AFTER_SECONDS


def printing_busy(request: HttpRequest) -> HttpResponse:
    """ "Try again in a moment", as a page of the portal."""
    context = {"path": request.get_full_path()}
    response = render(request, "portal/printing_busy.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
