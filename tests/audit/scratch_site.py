"""A site of its own to look at: starter content, then what an organisation adds to it."""

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.conftest import LiveDoors, running_doors

# Valid by the numbering plan, and nobody's here: it never leaves this site.
EXAMPLE_NUMBER = "+38680123456"
FURNISH = "from tests.audit.scratch_site import furnish; furnish()"
PATHS = "from tests.audit.scratch_site import live_paths; print('\\n'.join(live_paths()))"


@contextmanager
def scratch_site() -> Iterator[LiveDoors]:
    with tempfile.TemporaryDirectory() as folder:
        application = "tests.audit.application:application"
        with running_doors(Path(folder) / "var", application) as doors:
            yield doors


def set_up(doors: LiveDoors) -> None:
    doors.manage("shell", "-v0", "-c", FURNISH)


def paths_of_pages(doors: LiveDoors) -> list[str]:
    """Every page that is live, whether a link leads to it or not."""
    return doors.manage("shell", "-v0", "-c", PATHS).split()


def furnish() -> None:
    """Number, hours, languages and news, so that the pages have all that they can show."""
    from helpline.enums import LanguageService, PhoneLineKind, Weekday
    from helpline.models import HoursException, LineLanguage, OpeningHours, PhoneLine

    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(
        number=EXAMPLE_NUMBER, free_of_charge=True, reachable_from_abroad=True
    )
    for weekday in Weekday:
        OpeningHours.objects.create(
            weekday=weekday, opens=datetime.time(9), closes=datetime.time(20)
        )
    HoursException.objects.create(date=datetime.date.today() + datetime.timedelta(days=3))  # noqa: DTZ011
    for code, service, minutes in (
        ("sl", LanguageService.SPOKEN, None),
        ("ar", LanguageService.INTERPRETER, 5),
        ("en", LanguageService.WRITTEN, None),
    ):
        LineLanguage.objects.create(language=code, service=service, wait_minutes=minutes)
    _announce()


def _announce() -> None:
    from website.models import AnnouncementPage, AnnouncementsPage

    for parent in AnnouncementsPage.objects.live():
        page = AnnouncementPage(
            title="Usposabljanje", slug="usposabljanje", heading="Usposabljanje", intro="Uvod.",
            locale=parent.locale, kind="training", place="Ljubljana",
            sections=[("section", {"heading": "O čem", "text": "Kako prepoznamo znake."})],
        )  # fmt: skip
        parent.add_child(instance=page)


def live_paths() -> list[str]:
    from website.addresses import public_path
    from website.selectors import public_page_models

    pages = (
        page
        for model in public_page_models()
        for page in model.objects.live().filter(alias_of=None).select_related("locale")
    )
    return [public_path(page, page.locale.language_code) for page in pages if page.is_shown]
