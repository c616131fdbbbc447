"""Pictures of the pages, to be looked at: `make screenshots`.

It starts the three doors with data of their own, gives them a number and hours, and goes.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.conftest import ROOT, LiveDoors, running_doors
from tests.guide_pictures import guide_pictures

# `make screenshots ARGS=--guide` takes the pictures of the editor's guide alone.
GUIDE_ALONE = "--guide"
FOLDER = ROOT / "test-results" / "screenshots"
LANGUAGES = ("sl", "ar")
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
STYLE_PAGES = ("/style/", "/style/sl/light/", "/style/ar/light/", "/style/ne/light/",
               "/style/ne/card/light/", "/style/staff/light/")  # fmt: skip
# The number of the tests: nobody's.
NUMBER_AND_HOURS = """
import datetime
from helpline.models import OpeningHours, PhoneLine
PhoneLine.objects.filter(kind="own").update(number="+38680123456")
for weekday in range(7):
    OpeningHours.objects.create(
        weekday=weekday, opens=datetime.time(8), closes=datetime.time(20)
    )
"""


def pages_of(browser: Browser, doors: LiveDoors, language: str) -> tuple[str, ...]:
    """Every page of a language, as its links lead from one to the next."""
    page = browser.new_page()
    found = [f"/{language}/"]
    for path in found:
        page.goto(doors.url("www", path))
        links = page.locator(f"a[href^='/{language}/']").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        found += [link for link in dict.fromkeys(links) if link.endswith("/") and link not in found]
    page.close()
    return tuple(found)


def take(
    browser: Browser, doors: LiveDoors, paths: tuple[str, ...], width: int, scheme: str
) -> int:
    """Pictures of whole pages; how many it took."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    for path in paths:
        page.goto(doors.url("www", path))
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name_of(path)}-{width}-{scheme}.png", full_page=True)
    context.close()
    return len(paths)


def name_of(path: str) -> str:
    return path.strip("/").replace("/", "-") or "languages"


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_doors(Path(folder) / "var") as doors,
        sync_playwright() as playwright,
    ):
        doors.manage("shell", "-v0", "-c", NUMBER_AND_HOURS)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if GUIDE_ALONE in sys.argv:
            guide = guide_pictures(browser, doors)
            browser.close()
            sys.stdout.write(f"{guide} pictures of the guide in docs/pictures/\n")
            return 0
        own = (path for language in LANGUAGES for path in pages_of(browser, doors, language))
        public = ("/", *own, "/sl/ni-tu/")
        count = sum(
            take(browser, doors, public, width, scheme) for width in WIDTHS for scheme in SCHEMES
        )
        # Its samples bring day and night themselves.
        count += sum(take(browser, doors, STYLE_PAGES, width, "light") for width in WIDTHS)
        # Last: they change a page.
        guide_pictures(browser, doors)
        browser.close()
    sys.stdout.write(f"{count} pictures in {FOLDER.relative_to(ROOT)}/\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
