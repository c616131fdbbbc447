"""A sheet as PDF. It is made once for what stands on it, then kept in the cache."""

import hashlib

from django.core.cache import cache
from django.template.loader import render_to_string

from portal.printing.pdf import pdf_of
from website.inline_assets import SHEET_STYLE
from website.printed_matter.sheets import PrintedSheet

KEPT_SECONDS = 24 * 60 * 60


def sheet_pdf(sheet: PrintedSheet) -> bytes:
    """Raises PrintingUnavailableError and PrintingBusyError; one that is kept needs neither."""
    html = render_to_string("website/printed/pdf.html", {"sheet": sheet})
    key = f"website.printed_matter.{_digest(html)}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = pdf_of(html, SHEET_STYLE)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _digest(html: str) -> str:
    return hashlib.sha256((html + SHEET_STYLE.read_text(encoding="utf-8")).encode()).hexdigest()
