from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from helpline.enums import PhoneLineKind
from helpline.models import PhoneLine
from website.services import starter_content_load

LANGUAGES = ("sl", "en", "ar")
PATHS = {
    "sl": ("/sl/", "/sl/telefon/", "/sl/klic/", "/sl/pravice/"),
    "en": ("/en/", "/en/phone/", "/en/call/", "/en/rights/"),
    "ar": ("/ar/", "/ar/hatif/", "/ar/ittisal/", "/ar/huquq/"),
}
ALL_PATHS = [path for language in LANGUAGES for path in PATHS[language]]

Visit = Callable[..., HttpResponse]


@pytest.fixture
def public_site(db: None) -> None:
    starter_content_load()


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
