"""The pictures of the editor's guide, taken from demo data: part of `make screenshots`."""

import io
from collections.abc import Callable
from pathlib import Path

import polib
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, LiveDoors
from tests.browser.test_case_journey import sign_in

FOLDER = ROOT / "docs" / "pictures"
EDITOR = "urska"
VIEWPORT = {"width": 1180, "height": 760}
# A busy machine is slow, not wrong.
PATIENCE_MS = 180_000
# Together they stay small enough to lie in the repository.
QUALITY = 72
CHANGED = "V Sloveniji imate pravice, tudi brez dokumentov."
PREPARE = f"""
from portal.models import User
from website.approvals.services import page_propose
from website.models import HomePage, RightsPage
neza = User.objects.get(username="neza")
home = HomePage.objects.get(locale__language_code="sl")
home.heading = "Pokličete nas lahko vsak dan"
home.save_revision(user=neza)
page_propose(actor=neza, page=home)
page = RightsPage.objects.get(locale__language_code="sl")
page.intro = {CHANGED!r}
page.save_revision().publish()
codes = ("sl", "ar")
print(*(RightsPage.objects.get(locale__language_code=code).pk for code in codes), home.pk)
"""


def guide_pictures(browser: Browser, doors: LiveDoors) -> int:
    """Take them all; how many."""
    slovene, arabic, home = doors.manage("shell", "-v0", "-c", PREPARE).split()
    page = browser.new_page(viewport=VIEWPORT, locale="sl-SI")  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    # The translator's editor asks before a text that is not saved is left.
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, doors, EDITOR, "cms")
    shown: dict[str, tuple[str, Callable[[Page], None]]] = {
        "first-page": ("/", _as_it_is),
        "edit": (f"/pages/{slovene}/edit/", _as_it_is),
        "translate": (f"/pages/{arabic}/edit/", _translator_at_work),
        "side-by-side": (f"/localize/desk/page/{arabic}/languages/?language=ar", _as_it_is),
        "desk": ("/localize/desk/", _as_it_is),
        "translations": ("/translation-states/", _as_it_is),
        "difference": (f"/translation-states/{arabic}/", _as_it_is),
        "approve": (f"/approvals/{home}/", _as_it_is),
        "take-down": (f"/approvals/{slovene}/take-down/", _as_it_is),
        "po-taken": ("/localize/desk/", _bring_a_file),
        "history": (f"/pages/{slovene}/history/", _as_it_is),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (path, act) in shown.items():
        page.goto(doors.url("cms", path))
        page.wait_for_load_state("networkidle")
        act(page)
        _save(page, FOLDER / f"{name}.webp")
    page.close()
    return len(shown)


def _as_it_is(page: Page) -> None:
    page.mouse.move(0, 0)


def _translator_at_work(page: Page) -> None:
    changed = page.locator(".js-translation-editor li.errored").first
    changed.get_by_role("button", name="Uredi").click()
    changed.scroll_into_view_if_needed()


def _bring_a_file(page: Page) -> None:
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    catalogue = polib.pofile(str(download.value.path()))
    next(iter(catalogue)).msgid = "Besedilo, ki ga ni več."
    row = page.locator("form.desk-upload").first
    row.locator("input[type=file]").set_input_files(
        {
            "name": "ar.po",
            "mimeType": "text/x-gettext-translation",
            "buffer": str(catalogue).encode(),
        }
    )
    row.locator("button").click()
    page.wait_for_load_state("networkidle")


def _save(page: Page, path: Path) -> None:
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)
