from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from knowledge.policies import user_can_read_knowledge
from knowledge.reading.printed import PrintedDocument, printed_handbook, printed_section
from knowledge.reading.selectors import cards_screen
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.printing.pdf import (
    PANGO_PACKAGES,
    PrintingUnavailableError,
    pdf_is_available,
    pdf_of,
    pdf_within,
)
from portal.printing.responses import printing_busy
from portal.printing.turns import PrintingBusyError
from portal.uploads.serving import attachment_response

# The handbook is in Slovene, whatever the language of the reader's screens.
_PAPER_LANGUAGE = "sl"
# Type in points → with how many cards it is worth trying: each try takes a second.
_CARD_SIZES = {10: 9, 9: 14, 8: 20, 7: 30, 6: 10_000}
_PDF = "application/pdf"
_STYLE = Path(__file__).parents[1] / "print" / "print.css"


@access_if(user_can_read_knowledge)
@require_safe
def print_handbook(request: SignedInRequest, handbook_slug: str) -> HttpResponse:
    document = printed_handbook(request.user, handbook_slug)
    return _page(request, document, reverse("knowledge:pdf_handbook", args=[handbook_slug]))


@access_if(user_can_read_knowledge)
@require_safe
def print_section(request: SignedInRequest, handbook_slug: str, number: str) -> HttpResponse:
    document = printed_section(request.user, handbook_slug, number, below=_below(request))
    address = reverse("knowledge:pdf_section", args=[handbook_slug, number])
    return _page(request, document, f"{address}{_query(request)}")


@access_if(user_can_read_knowledge)
@require_safe
def pdf_handbook(request: SignedInRequest, handbook_slug: str) -> HttpResponse:
    document = printed_handbook(request.user, handbook_slug)
    return _pdf(request, document, reverse("knowledge:print_handbook", args=[handbook_slug]))


@access_if(user_can_read_knowledge)
@require_safe
def pdf_section(request: SignedInRequest, handbook_slug: str, number: str) -> HttpResponse:
    document = printed_section(request.user, handbook_slug, number, below=_below(request))
    address = reverse("knowledge:print_section", args=[handbook_slug, number])
    return _pdf(request, document, f"{address}{_query(request)}")


@access_if(user_can_read_knowledge)
@require_safe
def cards_pdf(request: SignedInRequest) -> HttpResponse:
    """All cards in the largest type in which they fit on one page."""
    screen = cards_screen(request.user)
    context = {"screen": screen} | _furniture(request)
    count = sum(len(shown.cards) for shown in screen.groups)
    sizes = [size for size, most in _CARD_SIZES.items() if count <= most]
    try:
        content = next(filter(None, (_cards_pdf(context, size) for size in sizes)))
    except PrintingUnavailableError:
        return redirect("knowledge:cards")
    except PrintingBusyError:
        return printing_busy(request)
    return attachment_response(content=content, name="nacela-na-karticah.pdf", media_type=_PDF)


def _cards_pdf(context: dict[str, Any], size: int) -> bytes | None:
    """None when the cards need more than one page; in the smallest type they may."""
    html = _html("knowledge/print/cards_pdf.html", context | {"size": size})
    return pdf_of(html, _STYLE) if size == min(_CARD_SIZES) else pdf_within(html, 1, _STYLE)


def _below(request: SignedInRequest) -> bool:
    return request.GET.get("below") == "1"


def _query(request: SignedInRequest) -> str:
    return "?below=1" if _below(request) else ""


def _page(request: SignedInRequest, document: PrintedDocument | None, pdf_url: str) -> HttpResponse:
    if document is None:
        raise Http404
    context = {
        "document": document,
        "pdf_url": pdf_url,
        "has_pdf": pdf_is_available(),
        "packages": PANGO_PACKAGES,
        "back_url": document.url,
    }
    return render(request, "knowledge/print/page.html", context | _furniture(request))


def _pdf(request: SignedInRequest, document: PrintedDocument | None, page_url: str) -> HttpResponse:
    """The page for the browser's own print, where this server cannot make a PDF."""
    if document is None:
        raise Http404
    context = {"document": document} | _furniture(request)
    try:
        content = pdf_of(_html("knowledge/print/pdf.html", context), _STYLE)
    except PrintingUnavailableError:
        return redirect(page_url)
    except PrintingBusyError:
        return printing_busy(request)
    return attachment_response(content=content, name=f"{document.name}.pdf", media_type=_PDF)


def _html(template: str, context: dict[str, Any]) -> str:
    with translation.override(_PAPER_LANGUAGE):
        return render_to_string(template, context)


def _furniture(request: SignedInRequest) -> dict[str, Any]:
    return {"printed_at": timezone.localtime(), "name": request.user.display_name}
