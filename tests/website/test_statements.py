"""What the site says of itself is what its settings and its code make true."""

import datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from helpline.enums import LetterKind
from helpline.models import Letter
from helpline.services import letters_erase_outlived
from tests.factories.call_backs import make_call_back
from tests.website.conftest import LANGUAGES, Visit
from tests.website.html import read
from website.models import PrivacyPage

PRIVACY = {"sl": "/sl/zasebnost/", "en": "/en/privacy/", "ar": "/ar/khususiya/"}


def days(visit: Visit, language: str, claim: str) -> int:
    return int(read(visit(PRIVACY[language])).one("td", id=f"days-{claim}").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_come_from_the_settings(
    visit: Visit, settings: LazySettings, language: str
) -> None:
    settings.LETTERS_KEPT_DAYS = {"call_back": (2, 9), "referral": (3, 41), "suspicion": (4, 52)}
    settings.LOG_DAYS_AT_MOST = 6
    said = [
        days(visit, language, claim)
        for claim in ("log", "called", "call-back", "referral", "suspicion")
    ]
    assert said == [6, 2, 9, 41, 52]


def test_no_cookie_is_claimed_and_none_is_set(visit: Visit) -> None:
    assert days(visit, "en", "cookies") == 0
    for path in PRIVACY.values():
        assert "Set-Cookie" not in visit(path).headers


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        (LetterKind.CALL_BACK, "call-back"),
        (LetterKind.REFERRAL, "referral"),
        (LetterKind.SUSPICION, "suspicion"),
    ],
)
def test_what_is_written_is_gone_after_the_days_that_are_claimed(
    visit: Visit, kind: LetterKind, claim: str
) -> None:
    at_most = datetime.timedelta(days=days(visit, "en", claim))
    minute = datetime.timedelta(minutes=1)
    make_call_back(kind=kind, received_at=timezone.now() - at_most + minute)
    letters_erase_outlived()
    assert Letter.objects.count() == 1
    Letter.objects.update(received_at=timezone.now() - at_most)
    letters_erase_outlived()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_responsible_is_visibly_missing_until_it_is_set(visit: Visit, language: str) -> None:
    page = PrivacyPage.objects.get(locale__language_code=language)
    before = visit(PRIVACY[language]).content.decode()
    page.controller = "canary-association"
    page.save()
    after = visit(PRIVACY[language]).content.decode()
    assert "canary-association" not in before
    assert "canary-association" in after
    missing = read(Client().get(PRIVACY[language], headers={"host": "localhost"})).all("strong")
    assert len(missing) < before.count("<strong>")
