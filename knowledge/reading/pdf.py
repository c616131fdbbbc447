"""Tagged PDF by WeasyPrint, which needs pango, a system library that may be missing.

Nothing is fetched from anywhere: fonts and style come from the project, by name.
"""

import logging
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# A scheme of our own: no address that a text could hold begins like this.
_OWN = "kljuc-print:"
_FOLDER = Path(__file__).parent.parent
_FILES = {
    path.name: path
    for path in (_FOLDER / "print" / "print.css", *sorted((_FOLDER / "fonts").glob("*.ttf")))
}
_VARIANT = "pdf/ua-1"


class PrintingUnavailableError(RuntimeError):
    """The system library for PDF is missing."""


class FetchRefusedError(ValueError):
    """A document asked for something that is no part of the project."""


def pdf_is_available() -> bool:
    try:
        _weasyprint()
    except PrintingUnavailableError:
        return False
    return True


def pdf_of(html: str) -> bytes:
    """The document as tagged PDF/UA.

    Raises PrintingUnavailableError, and FetchRefusedError for a document that names something
    that is no part of the project.
    """
    return _written(_rendered(html))


def pdf_within(html: str, most_pages: int) -> bytes | None:
    """The same; None when it takes more pages than it may. Raises what `pdf_of` raises."""
    document = _rendered(html)
    return _written(document) if len(document.pages) <= most_pages else None


def _rendered(html: str) -> Any:
    weasyprint = _weasyprint()
    source = weasyprint.HTML(string=html, base_url=_OWN, url_fetcher=_fetcher())
    try:
        return source.render(pdf_variant=_VARIANT)
    # Not an Exception, so that nothing but this very line stops it.
    except weasyprint.urls.FatalURLFetchingError as error:
        raise FetchRefusedError(str(error)) from error


def _written(document: Any) -> bytes:
    pdf: bytes = document.write_pdf(pdf_variant=_VARIANT)
    return pdf


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise PrintingUnavailableError(PANGO_PACKAGES) from error
    # It reports every rule of CSS that it leaves out.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesFetcher(URLFetcher):
        """Hands out the project's own fonts and style, and opens nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(_OWN).lstrip("/")
            if not url.startswith(_OWN) or name not in _FILES:
                raise FetchRefusedError(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, _FILES[name].read_bytes(), {"Content-Type": kind})

    return OwnFilesFetcher(fail_on_errors=True)
