"""The public pages on paper, by the browser's own print."""

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LiveDoors
from tests.browser.test_public_site import own_number

__all__ = ["own_number"]
pytestmark = pytest.mark.browser

PAGES = {
    "/sl/": ("Lahko nas pokličete", ("Zapustite stran", "Language · Мова", "Vaše pravice")),
    "/en/rights/": ("In doubt, call us", ("Leave this page", "Language · Мова", "Phone and hours")),
    "/ar/huquq/": ("90", ("Language · Мова",)),
}


def sheets_of(browser: Browser, address: str) -> list[str]:
    """The text of each sheet; printed without script, which nothing of it may need."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    content = page.pdf(format="A4")
    context.close()
    document = pypdfium2.PdfDocument(content)
    return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def test_each_sheet_has_the_number_and_none_has_the_way_out_or_links(
    live_doors: LiveDoors, browser: Browser, own_number: str
) -> None:
    for path, (shown, hidden) in PAGES.items():
        sheets = sheets_of(browser, live_doors.url("www", path))
        assert shown in " ".join(sheets)
        assert [own_number in sheet for sheet in sheets] == [True] * len(sheets)
        assert [words for words in hidden if words in " ".join(sheets)] == []
        # The screen has them.
        page = browser.new_page()
        page.goto(live_doors.url("www", path))
        assert [words for words in hidden if words not in page.locator("body").inner_text()] == []
        page.close()
    assert len(sheets) > 1


def test_each_sheet_says_that_the_number_is_missing_and_whom_to_call(
    live_doors: LiveDoors, browser: Browser
) -> None:
    sheets = sheets_of(browser, live_doors.url("www", "/en/rights/"))
    assert len(sheets) > 1
    for sheet in sheets:
        assert "Our number is not set yet." in sheet
        assert "112" in sheet
        assert "113" in sheet


@pytest.mark.parametrize(("name", "count"), [("card", 2), ("strips", 1)])
def test_a_sheet_printed_from_the_browser_fits_its_paper_exactly(
    live_doors: LiveDoors, browser: Browser, own_number: str, name: str, count: int
) -> None:
    sheets = sheets_of(browser, live_doors.url("www", f"/ar/print/{name}/"))
    assert len(sheets) == count
    assert own_number in sheets[0]
    assert "A4" not in " ".join(sheets)
