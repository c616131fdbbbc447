"""Printed matter at the public door: for people who hand it out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.printing.pdf import PrintingUnavailableError, pdf_is_available
from portal.printing.turns import RETRY_AFTER_SECONDS, PrintingBusyError
from portal.uploads.serving import attachment_response
from website.addresses import printed_matter_path
from website.inline_assets import paper_style_hashes
from website.printed_matter.documents import sheet_pdf
from website.printed_matter.selectors import (
    frame_of_printed_matter,
    is_printed,
    printed_sheet,
    sheets_of_frame,
)
from website.printed_matter.sheets import SHEET_NAMES, PrintedSheet, SheetName
from website.selectors import Frame


@require_safe
def printed_matter(request: HttpRequest) -> HttpResponse:
    frame = _frame()
    # With the organisation's name on them they would tell what the neutral name is for.
    languages = sheets_of_frame(frame, only_neutral=_is_neutral(request))
    context = {"frame": frame, "languages": languages, "has_pdf": pdf_is_available()}
    return render(request, "website/printed/list.html", context)


@require_safe
def sheet_page(request: HttpRequest, name: str) -> HttpResponse:
    """The sheet itself, for the browser's own print and to look at."""
    frame, sheet = _frame_and_sheet(request, name)
    if sheet is None:
        return redirect(printed_matter_path(frame.language.code))
    response = render(request, "website/printed/page.html", {"frame": frame, "sheet": sheet})
    response._csp_update = {"style-src": paper_style_hashes()}  # type: ignore[attr-defined]
    return response


@require_safe
def sheet_download(request: HttpRequest, name: str) -> HttpResponse:
    """The sheet as PDF; the page for the browser's own print, where this server makes none."""
    frame, sheet = _frame_and_sheet(request, name)
    if sheet is None:
        return redirect(printed_matter_path(frame.language.code))
    try:
        content = sheet_pdf(sheet)
    except PrintingUnavailableError:
        return redirect(printed_matter_path(frame.language.code, f"{sheet.name}/"))
    except PrintingBusyError:
        return _busy(request, frame)
    response = attachment_response(
        content=content, name=sheet.file_name, media_type="application/pdf"
    )
    # Its code may lead to the neutral name: whoever finds the file would tie both together.
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _frame_and_sheet(request: HttpRequest, name: str) -> tuple[Frame, PrintedSheet | None]:
    """Raises Http404 for a sheet that there is not, or not in this language or under this name."""
    known: SheetName | None = SHEET_NAMES.get(name)
    frame = _frame()
    if known is None or not is_printed(frame) or (_is_neutral(request) and not known.is_neutral):
        raise Http404
    return frame, printed_sheet(frame, known)


def _is_neutral(request: HttpRequest) -> bool:
    return request.is_neutral_host  # type: ignore[attr-defined]


def _frame() -> Frame:
    """Raises Http404 for a language that is closed."""
    frame = frame_of_printed_matter(get_language() or "")
    if not frame.home_path:
        raise Http404
    return frame


def _busy(request: HttpRequest, frame: Frame) -> HttpResponse:
    response = render(request, "website/printed/busy.html", {"frame": frame}, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
