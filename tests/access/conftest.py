import pytest
from django.http import HttpResponse


@pytest.fixture(autouse=True)
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may have a PDF is asked here hundreds of times; how it is made is another test's."""
    for maker in ("pdf_of", "pdf_within"):
        monkeypatch.setattr(f"knowledge.reading.print_views.{maker}", lambda *_args: b"%PDF-1.7")


@pytest.fixture
def bare_error_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most answers of the matrix are refusals: a third of its time went into drawing their pages.

    That the pages are whole, and alike for everybody, is asked in `test_headers.py` and
    `test_no_oracle.py`.
    """

    def bare(_request: object, _template: str, _context: object = None, *, status: int) -> object:
        return HttpResponse(b"refused", status=status)

    monkeypatch.setattr("portal.views.errors._page", bare)
