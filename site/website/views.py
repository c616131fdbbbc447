from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from portal.uploads.serving import attachment_response
from website.enums import SoundKind
from website.letters.views import letter_form
from website.models import LetterFormPage, PublicPage
from website.recordings.selectors import recording_at
from website.selectors import (
    frame_of_language,
    frame_of_language_list,
    frame_without_database,
    live_page,
    moved_page,
)
from website.shared_answers import mark_same_for_everybody

READING = PublicPage.answers_to
ERROR_TEMPLATE = "website/error.html"


# A fault while a form is read must not write it into a report.
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    found = live_page(_language(), path)
    if found is None and (moved := moved_page(request.path)):
        return HttpResponsePermanentRedirect(moved.get_url(request) or "/")
    methods = found.answers_to if found else READING
    if request.method not in methods:
        return HttpResponseNotAllowed(sorted(methods))
    if found is None:
        raise Http404
    if isinstance(found, LetterFormPage):
        return letter_form(request, found)
    response: HttpResponse = found.serve(request)
    # What was sent to the self-check is answered to the sender alone.
    return response if request.method == "POST" else mark_same_for_everybody(response)


@require_safe
def recording(request: HttpRequest, kind: str, path: str = "") -> HttpResponse:
    """The page read aloud, to be saved: opened in the browser it would play at once."""
    found = recording_at(_language(), path, kind)
    if found is None:
        raise Http404
    return attachment_response(
        content=bytes(found.content),
        name=found.file_name,
        media_type=SoundKind(found.kind).media_type,
    )


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    frame = frame_of_language_list(_language())
    first = [link for link in frame.languages if link.language == frame.language]
    others = [link for link in frame.languages if link.language != frame.language]
    response = render(
        request, "website/languages.html", {"frame": frame, "links": [*first, *others]}
    )
    patch_vary_headers(response, ["Accept-Language"])
    return mark_same_for_everybody(response)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    context = {
        "frame": frame_without_database(_language()),
        "status": 500,
        "sent": _sent_again(request),
        "path": request.path,
    }
    return render(request, ERROR_TEMPLATE, context, status=500)


def _sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that could not be taken, so that one touch sends them once more."""
    if request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]


def _error(request: HttpRequest, status: int) -> HttpResponse:
    context = {"frame": frame_of_language(_language()), "status": status}
    return render(request, ERROR_TEMPLATE, context, status=status)


def _language() -> str:
    return get_language() or ""
