"""Being found: search engines and shared links get neutral words, real translations, no drafts."""

import datetime
import json
import struct
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from helpline.enums import LanguageService, Weekday
from helpline.models import HoursException, LineLanguage, OpeningHours, PhoneLine
from portal.doors import Door
from tests.website.conftest import ALL_PATHS, OTHER_PATHS, PATHS, Visit
from tests.website.html import Document, read
from website.models import AnnouncementPage, AnnouncementsPage, PublicPage
from website.selectors import live_page
from website.telling_words import telling_word_in

ORIGIN = "http://localhost:8000"
NEUTRAL = "everyday.test"
NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
ADDRESSES = ("/robots.txt", "/sitemap.xml", "/picture.png")


@pytest.fixture
def neutral_host(settings: Settings) -> str:
    settings.NEUTRAL_HOSTS = [NEUTRAL]
    settings.DOOR_HOSTS = {**settings.DOOR_HOSTS, Door.WWW: ["localhost", NEUTRAL]}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NEUTRAL]
    return NEUTRAL


def page_at(path: str) -> PublicPage:
    language, _, rest = path.strip("/").partition("/")
    found = live_page(language, f"{rest}/" if rest else "")
    assert found is not None
    return found


def site_map(visit: Visit) -> dict[str, dict[str, str]]:
    """Translations by address, as the site map has them."""
    response = visit("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return {
        (url.findtext("map:loc", namespaces=NAMES) or ""): {
            link.attrib["hreflang"]: link.attrib["href"]
            for link in url.findall("xhtml:link", NAMES)
        }
        for url in root
    }


def alternates(visit: Visit, path: str) -> dict[str, str]:
    return site_map(visit)[ORIGIN + path]


def canonical(document: Document) -> str:
    return document.one("link", rel="canonical").attributes["href"]


def line_data(document: Document) -> dict[str, object] | None:
    scripts = document.all("script", type="application/ld+json")
    return json.loads(scripts[0].text) if scripts else None


def test_site_map_has_every_page_that_visitors_find_and_nothing_else(visit: Visit) -> None:
    found = site_map(visit)
    assert set(found) == {ORIGIN + path for path in ("/", *ALL_PATHS, *OTHER_PATHS)}


def test_a_page_that_is_taken_down_is_in_no_map_and_no_translation(visit: Visit) -> None:
    address = ORIGIN + "/en/rights/"
    assert address in site_map(visit)
    assert alternates(visit, "/sl/pravice/")["en"] == address
    page_at("/en/rights/").unpublish()
    assert address not in site_map(visit)
    assert "en" not in alternates(visit, "/sl/pravice/")
    assert address not in str(site_map(visit))


def test_a_language_whose_first_page_is_taken_down_is_closed_with_all_its_pages(
    visit: Visit,
) -> None:
    paths = (*PATHS["ar"], "/ar/print/")
    assert {visit(path).status_code for path in paths} == {200}
    page_at("/ar/").unpublish()
    assert {visit(path).status_code for path in paths} == {404}
    assert "/ar/" not in str(site_map(visit))
    assert "ar" not in alternates(visit, "/en/phone/")
    document = read(visit("/en/phone/"))
    assert not [link for link in document.links if link.startswith("/ar/")]
    assert "/ar/" not in visit("/").content.decode()


def test_a_draft_is_never_told_of(visit: Visit) -> None:
    home = page_at("/sl/")
    draft = page_at("/sl/telefon/").copy(
        to=home, update_attrs={"slug": "osnutek", "title": "Osnutek"}, copy_revisions=False,
        keep_live=False, exclude_fields=[],
    )  # fmt: skip
    assert not draft.live
    assert visit("/sl/osnutek/").status_code == 404
    assert "osnutek" not in str(site_map(visit))


def test_an_alias_is_no_translation(visit: Visit) -> None:
    home, page = page_at("/ar/"), page_at("/en/professionals/")
    assert set(alternates(visit, "/en/professionals/")) == {"sl", "en", "x-default"}
    alias = page.create_alias(parent=home, update_slug="copy", update_locale=home.locale)
    assert alias.live
    assert set(alternates(visit, "/en/professionals/")) == {"sl", "en", "x-default"}
    assert "/ar/copy/" not in str(site_map(visit))


def test_each_page_names_itself_and_its_real_translations_both_ways(visit: Visit) -> None:
    found = site_map(visit)
    for path in (*ALL_PATHS, *OTHER_PATHS):
        document = read(visit(path))
        address = ORIGIN + path
        assert canonical(document) == address
        # They would make every page heavier with every language; the map is enough.
        assert not document.all("link", rel="alternate")
        named = found[address]
        language = path.split("/")[1]
        if named:
            assert named[language] == address
        for code, other in named.items():
            if code != "x-default":
                assert found[other] == named, "hreflang has to be mutual"


def test_who_reads_none_of_the_languages_is_led_to_all_of_them_or_to_english(
    visit: Visit,
) -> None:
    assert alternates(visit, "/ar/")["x-default"] == ORIGIN + "/"
    assert alternates(visit, "/ar/hatif/")["x-default"] == ORIGIN + "/en/phone/"
    first = read(visit("/"))
    assert canonical(first) == ORIGIN + "/"
    assert set(alternates(visit, "/")) == {"sl", "en", "ar", "x-default"}


def test_a_page_in_one_language_only_names_no_translation(visit: Visit) -> None:
    assert alternates(visit, "/en/professionals/")
    page_at("/en/professionals/").unpublish()
    assert alternates(visit, "/sl/za-strokovnjake/") == {}


def test_an_announcement_that_is_over_is_told_to_nobody(visit: Visit) -> None:
    today = timezone.localdate()
    pages = {}
    for path, language in (
        ("/sl/za-strokovnjake/novice/", "sl"),
        ("/en/professionals/news/", "en"),
    ):
        parent = page_at(path)
        assert isinstance(parent, AnnouncementsPage)
        page = AnnouncementPage(
            title=f"News {language}", slug="news-a", heading="News", intro="News.",
            shown_until=today, locale=parent.locale,
        )  # fmt: skip
        if pages:
            page.translation_key = pages["sl"].translation_key
        pages[language] = parent.add_child(instance=page)
    address = ORIGIN + "/en/professionals/news/news-a/"
    assert address in site_map(visit)
    # No editor wrote a description: the introduction is one.
    news_page = read(visit("/en/professionals/news/news-a/"))
    assert news_page.one("meta", name="description").attributes["content"] == "News."
    assert alternates(visit, "/sl/za-strokovnjake/novice/news-a/")["en"] == address
    AnnouncementPage.objects.filter(pk=pages["en"].pk).update(
        shown_until=today - datetime.timedelta(days=1)
    )
    assert visit("/en/professionals/news/news-a/").status_code == 404
    assert address not in str(site_map(visit))
    assert "en" not in alternates(visit, "/sl/za-strokovnjake/novice/news-a/")
    document = read(visit("/sl/za-strokovnjake/novice/news-a/"))
    # Nor does the language bar lead there.
    assert "/en/professionals/news/news-a/" not in document.links


def test_robots_are_let_in_and_shown_the_map(visit: Visit) -> None:
    response = visit("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in response.content.decode().splitlines()
    assert "X-Robots-Tag" not in visit("/sl/").headers


def test_a_shared_link_shows_neutral_words_and_a_drawing_without_any(visit: Visit) -> None:
    for path in (*PATHS["sl"], *PATHS["en"], "/"):
        document = read(visit(path))
        card = {
            element.attributes["property"]: element.attributes["content"]
            for element in document.all("meta")
            if "property" in element.attributes
        }
        assert set(card) >= {"og:title", "og:description", "og:type", "og:url", "og:image"}
        assert card["og:url"] == ORIGIN + path
        assert [word for text in card.values() if (word := telling_word_in(text))] == []
    picture = visit("/picture.png")
    assert picture["Content-Type"] == "image/png"
    assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)
    assert not [name for name in (b"tEXt", b"iTXt", b"eXIf") if name in picture.content]


def test_the_line_is_described_once_there_is_a_number(visit: Visit, own_number: PhoneLine) -> None:
    assert line_data(read(visit("/sl/telefon/")))
    PhoneLine.objects.filter(pk=own_number.pk).update(number="")
    assert line_data(read(visit("/sl/telefon/"))) is None


def test_number_hours_and_languages_are_those_of_the_records(
    visit: Visit, own_number: PhoneLine
) -> None:
    OpeningHours.objects.all().delete()
    OpeningHours.objects.create(
        weekday=Weekday.MONDAY, opens=datetime.time(9), closes=datetime.time(0)
    )
    next_week = timezone.localdate() + datetime.timedelta(days=7)
    HoursException.objects.create(date=next_week)
    PhoneLine.objects.filter(pk=own_number.pk).update(
        free_of_charge=True, closed_on_public_holidays=True
    )
    LineLanguage.objects.all().delete()
    for code, service in (("sl", LanguageService.SPOKEN), ("uk", LanguageService.WRITTEN)):
        LineLanguage.objects.create(language=code, service=service)
    data = line_data(read(visit("/en/phone/")))
    assert data is not None
    point = data["contactPoint"]
    assert isinstance(point, dict)
    assert point["telephone"] == "+38680123456"
    assert point["contactOption"] == "TollFree"
    assert point["availableLanguage"] == ["sl"]
    closed = {"opens": "00:00", "closes": "00:00"}
    kind = {"@type": "OpeningHoursSpecification"}
    assert point["hoursAvailable"] == [
        {**kind, "opens": "09:00", "closes": "23:59", "dayOfWeek": "Monday"},
        {**kind, **closed, "dayOfWeek": "PublicHolidays"},
        {
            **kind,
            **closed,
            "validFrom": next_week.isoformat(),
            "validThrough": next_week.isoformat(),
        },
    ]


def test_nothing_in_the_description_can_end_its_element(
    visit: Visit, own_number: PhoneLine, settings: Settings
) -> None:
    settings.ORGANISATION_NAME = "</script><b>&"
    response = visit("/sl/")
    assert b"</script><b>" not in response.content
    data = line_data(read(response))
    assert data is not None
    assert data["name"] == "</script><b>&"


def test_only_the_pages_about_the_line_describe_it(visit: Visit, own_number: PhoneLine) -> None:
    describing = [path for path in PATHS["en"] if line_data(read(visit(path)))]
    assert describing == ["/en/", "/en/phone/"]


def test_a_neutral_name_is_found_by_nobody(visit: Visit, neutral_host: str) -> None:
    for path in ADDRESSES:
        assert visit(path).status_code == 200
        assert visit(path, host=neutral_host).status_code == 404
    for path in ("/", "/sl/", "/sl/telefon/"):
        assert read(visit(path)).all("meta", property="og:url")
        there = read(visit(path, host=neutral_host))
        assert not there.all("link", rel="canonical")
        assert not [element for element in there.all("meta") if "property" in element.attributes]


def test_the_answer_to_a_form_and_a_wrong_address_are_not_to_be_found(visit: Visit) -> None:
    assert visit("/sl/done/")["X-Robots-Tag"] == "noindex"
    for path in ("/sl/done/", "/sl/ni-tu/"):
        assert not read(visit(path)).all("link", rel="canonical")


def test_the_map_costs_the_same_however_many_pages_there_are(
    visit: Visit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit("/sitemap.xml")
    with django_assert_num_queries(1):
        site_map(visit)
    page_at("/en/professionals/").unpublish()
    with django_assert_num_queries(1):
        site_map(visit)


@pytest.mark.parametrize("path", ADDRESSES)
def test_these_addresses_take_no_form_and_leave_nothing(public_site: None, path: str) -> None:
    client = Client(headers={"host": "localhost"})
    assert client.post(path).status_code == 405
    response = client.get(path)
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
