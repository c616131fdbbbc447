import pytest


@pytest.fixture(autouse=True)
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may have a PDF is asked here hundreds of times; how it is made is another test's."""
    for maker in ("pdf_of", "pdf_within"):
        monkeypatch.setattr(f"knowledge.reading.print_views.{maker}", lambda *_args: b"%PDF-1.7")
