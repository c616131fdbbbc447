"""The section for professionals: near, found by search engines, and printed as lists to tick."""

import datetime

import pytest
from django.utils import timezone

from helpline.enums import Profession
from helpline.models import PhoneLine
from tests.website.conftest import FOOT_PATHS, SECTION_PATHS, Visit
from tests.website.html import read
from website.enums import AnnouncementKind
from website.models import AnnouncementPage, AnnouncementsPage, ProfessionPage

LANGUAGES = ("sl", "en")
FIRST = {"sl": "/sl/za-strokovnjake/", "en": "/en/professionals/"}
WHAT_NOW = {"sl": "/sl/za-strokovnjake/kaj-zdaj/", "en": "/en/professionals/what-now/"}
LIST = "/sl/za-strokovnjake/novice/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_now_is_two_steps_from_the_home_page(visit: Visit, language: str) -> None:
    assert FIRST[language] in read(visit(f"/{language}/")).links
    assert WHAT_NOW[language] in read(visit(FIRST[language])).links


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_section_leads_back_and_has_the_number(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    for path in (FIRST[language], *SECTION_PATHS[language]):
        document = read(visit(path))
        assert f"tel:{own_number.number}" in document.links
        assert path == FIRST[language] or FIRST[language] in document.links


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profession_has_indicators_and_steps(visit: Visit, language: str) -> None:
    pages = ProfessionPage.objects.filter(locale__language_code=language)
    assert {page.profession for page in pages} == set(Profession) - {Profession.OTHER}
    for page in pages:
        groups = [block.value["indicators"] for block in page.indicators]
        html = read(visit(page.url.split("8000")[-1])).one("main").text
        assert all(indicator in html for group in groups for indicator in group)
        assert len(page.steps) >= 3


def test_links_of_the_section_keep_their_history_and_others_do_not(visit: Visit) -> None:
    def keeps_one(path: str) -> bool:
        return "data-one-entry" in read(visit(path)).one("script").attributes

    assert not any(keeps_one(path) for path in (FIRST["sl"], *SECTION_PATHS["sl"]))
    neutral = [path for path in FOOT_PATHS["sl"] if path != FIRST["sl"]]
    assert all(keeps_one(path) for path in ("/sl/", *neutral))


def test_search_engines_may_find_the_section(visit: Visit) -> None:
    response = visit(FIRST["en"])
    assert "X-Robots-Tag" not in response.headers
    assert read(response).one("meta", name="description").attributes["content"]


def announce(title: str, **fields: object) -> AnnouncementPage:
    parent = AnnouncementsPage.objects.get(locale__language_code="sl")
    page = AnnouncementPage(
        title=title, slug=title, heading=title, intro="Uvod.", locale=parent.locale, **fields
    )
    parent.add_child(instance=page)
    return page


def test_what_is_announced_is_gone_after_its_last_day(visit: Visit) -> None:
    today = timezone.localdate()
    page = announce("usposabljanje-a", shown_until=today)
    path = f"{LIST}usposabljanje-a/"
    assert path in read(visit(LIST)).links
    assert visit(path).status_code == 200
    page.shown_until = today - datetime.timedelta(days=1)
    page.save()
    assert path not in read(visit(LIST)).links
    assert visit(path).status_code == 404


def test_trainings_ahead_come_first_and_the_next_one_before_all(visit: Visit) -> None:
    today = timezone.localdate()
    for title, days in (("old", -3), ("later", 9), ("next", 2)):
        day = today + datetime.timedelta(days=days)
        announce(title, day=day, kind=AnnouncementKind.TRAINING)
    listed = [link for link in read(visit(LIST)).links if link.startswith(LIST) and link != LIST]
    assert listed == [f"{LIST}next/", f"{LIST}later/", f"{LIST}old/"]
