import re
from collections.abc import Callable
from functools import partial

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Site

from helpline.enums import PhoneLineKind
from helpline.models import PhoneLine
from tests.website.snapshot import Snapshot
from website.services import starter_content_load

LANGUAGES = ("sl", "en", "ar")
PATHS = {
    "sl": (
        "/sl/", "/sl/telefon/", "/sl/poklicite-me/", "/sl/pravice/", "/sl/klic/", "/sl/vprasanja/",
        "/sl/kaj-delamo/", "/sl/ta-telefon/", "/sl/za-bliznje/",
    ),
    "en": (
        "/en/", "/en/phone/", "/en/call-me/", "/en/rights/", "/en/call/", "/en/questions/",
        "/en/what-we-do/", "/en/this-phone/", "/en/family/",
    ),
    "ar": (
        "/ar/", "/ar/hatif/", "/ar/ittisal/", "/ar/huquq/", "/ar/mukalama/", "/ar/asila/",
        "/ar/khadamat/", "/ar/hadha-alhatif/", "/ar/aila/",
    ),
}  # fmt: skip
# Another one in every form.
TOKEN = re.compile(rb'name="token" value="[^"]+"')
ALL_PATHS = [path for language in LANGUAGES for path in PATHS[language]]
# Pages that every page leads to at its foot, and what no victim needs.
FOOT_PATHS = {
    "sl": ("/sl/kaj-ste-videli/", "/sl/za-strokovnjake/", "/sl/zasebnost/", "/sl/dostopnost/"),
    "en": ("/en/what-you-saw/", "/en/professionals/", "/en/privacy/", "/en/accessibility/"),
    "ar": ("/ar/ma-raaytum/", "/ar/khususiya/", "/ar/suhula/"),
}
SECTION_PATHS = {
    "sl": tuple(
        f"/sl/za-strokovnjake/{slug}/"
        for slug in (
            "kaj-zdaj",
            "policija",
            "inspekcija-dela",
            "zdravstvo",
            "sola",
            "socialno-delo",
            "napotitev",
            "novice",
        )
    ),
    "en": tuple(
        f"/en/professionals/{slug}/"
        for slug in (
            "what-now",
            "police",
            "labour-inspection",
            "health",
            "school",
            "social-work",
            "referral",
            "news",
        )
    ),
    "ar": (),
}
OTHER_PATHS = [
    path
    for paths in (FOOT_PATHS, SECTION_PATHS)
    for language in LANGUAGES
    for path in paths[language]
]

Visit = Callable[..., HttpResponse]


# What holds for one language holds for all: `test_core_set.py` reads each of them.
STARTER_CONTENT = Snapshot(partial(starter_content_load, LANGUAGES))


@pytest.fixture
def public_site(db: None) -> None:
    STARTER_CONTENT.lay()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def visit(public_site: None) -> Visit:
    """Ask the public door for a path, as a visitor without cookies."""

    def get(path: str, **headers: str) -> HttpResponse:
        return Client().get(path, headers={"host": "localhost", **headers})

    return get


@pytest.fixture
def own_number(public_site: None) -> PhoneLine:
    line = PhoneLine.objects.get(kind=PhoneLineKind.OWN)
    line.number = "+38680123456"
    line.full_clean()
    line.save()
    return line
