"""Tagged PDF by WeasyPrint, which needs pango, a system library that may be missing.

Nothing is fetched from anywhere: fonts and style come from the project, by name.
"""

import logging
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.printing.turns import printing_turn

PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# A scheme of our own: no address that a text could hold begins like this.
_OWN = "kljuc-print:"
_FOLDER = Path(__file__).parent
_FONTS = (_FOLDER / "fonts.css", *sorted((_FOLDER / "fonts").glob("*.[ot]tf")))
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


def pdf_of(html: str, *styles: Path) -> bytes:
    """The document as tagged PDF/UA; it may name the fonts of the project and these styles.

    Raises PrintingUnavailableError, PrintingBusyError when too many are being made, and
    FetchRefusedError for a document that names something else.
    """
    weasyprint = _weasyprint()
    with printing_turn():
        return _written(_rendered(weasyprint, html, styles))


def pdf_within(html: str, most_pages: int, *styles: Path) -> bytes | None:
    """The same; None when it takes more pages than it may. Raises what `pdf_of` raises."""
    weasyprint = _weasyprint()
    with printing_turn():
        document = _rendered(weasyprint, html, styles)
        return _written(document) if len(document.pages) <= most_pages else None


def _rendered(weasyprint: Any, html: str, styles: tuple[Path, ...]) -> Any:
    files = {path.name: path for path in (*_FONTS, *styles)}
    source = weasyprint.HTML(string=html, base_url=_OWN, url_fetcher=_fetcher()(files))
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
        """Hands out the project's own fonts and styles, and opens nothing else."""

        def __init__(self, files: Mapping[str, Path]) -> None:
            super().__init__(fail_on_errors=True)
            self.files = files

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(_OWN).lstrip("/")
            if not url.startswith(_OWN) or name not in self.files:
                raise FetchRefusedError(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, self.files[name].read_bytes(), {"Content-Type": kind})

    return OwnFilesFetcher
