import datetime

import pytest
from django.utils.translation import override
from wagtail.models import Page

from tests.website.conftest import LANGUAGES, PATHS, Visit
from tests.website.html import Document, read
from website.languages import BY_CODE, PUBLIC_LANGUAGES, language_wanted
from website.models import ContactPage, HomePage
from website.templatetags.public_page import day_words, weekday_name, weekday_word


def picker(document: Document) -> dict[str, str]:
    links = [
        a for a in document.all("a") if "hreflang" in a.attributes and "class" not in a.attributes
    ]
    return {link.attributes["hreflang"]: link.attributes["href"] for link in links}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("index", range(len(PATHS["sl"])))
def test_picker_leads_to_the_same_page(visit: Visit, language: str, index: int) -> None:
    links = picker(read(visit(PATHS[language][index])))
    assert links == {code: PATHS[code][index] for code in LANGUAGES}


def test_picker_uses_own_names_and_directions(visit: Visit) -> None:
    for link in read(visit("/sl/")).all("a"):
        if code := link.attributes.get("hreflang"):
            assert link.text == BY_CODE[code].endonym
            assert link.attributes["lang"] == code
            assert link.attributes["dir"] == BY_CODE[code].direction


def test_picker_comes_right_after_the_way_out(visit: Visit) -> None:
    links = read(visit("/en/")).all("a")
    assert [link.attributes.get("id") or link.attributes.get("class") for link in links[:2]] == [
        "exit",
        "skip",
    ]
    assert [link.attributes.get("hreflang") for link in links[2:5]] == list(LANGUAGES)


def test_picker_marks_the_current_language(visit: Visit) -> None:
    current = [a for a in read(visit("/ar/")).all("a") if "aria-current" in a.attributes]
    assert [link.attributes["hreflang"] for link in current] == ["ar"]


def test_missing_page_falls_back_to_the_home_of_that_language(visit: Visit) -> None:
    page = ContactPage.objects.get(locale__language_code="ar")
    assert picker(read(visit("/sl/telefon/")))["ar"] == "/ar/hatif/"
    page.unpublish()
    assert picker(read(visit("/sl/telefon/")))["ar"] == "/ar/"
    assert visit("/ar/hatif/").status_code == 404


def test_language_without_a_live_home_is_neither_listed_nor_served(visit: Visit) -> None:
    assert "en" in picker(read(visit("/sl/")))
    HomePage.objects.get(locale__language_code="en").unpublish()
    assert "en" not in picker(read(visit("/sl/")))
    assert visit("/en/").status_code == 404


def test_alias_is_neither_listed_nor_served(visit: Visit) -> None:
    page = ContactPage.objects.get(locale__language_code="en")
    source = ContactPage.objects.get(locale__language_code="sl")
    assert visit("/en/phone/").status_code == 200
    Page.objects.filter(pk=page.pk).update(alias_of=source)
    assert visit("/en/phone/").status_code == 404
    assert picker(read(visit("/sl/telefon/")))["en"] == "/en/"


def test_first_page_offers_every_language(visit: Visit) -> None:
    document = read(visit("/"))
    cards = [a for a in document.all("a") if "card" in a.attributes.get("class", "")]
    assert {link.attributes["href"] for link in cards} == {f"/{code}/" for code in LANGUAGES}
    for link in cards:
        assert BY_CODE[link.attributes["hreflang"]].endonym in link.text


@pytest.mark.parametrize(
    ("wanted", "first"), [("ar-MA,fr;q=0.5", "ar"), ("en-GB", "en"), ("xx", "sl"), ("", "sl")]
)
def test_first_page_puts_the_browsers_language_first(visit: Visit, wanted: str, first: str) -> None:
    response = visit("/", **{"accept-language": wanted})
    document = read(response)
    cards = [a for a in document.all("a") if "card" in a.attributes.get("class", "")]
    assert response.status_code == 200
    assert cards[0].attributes["hreflang"] == first
    assert document.one("html").attributes["lang"] == first
    assert "Accept-Language" in response["Vary"]


def test_own_names_are_distinct() -> None:
    names = [language.endonym for language in PUBLIC_LANGUAGES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("sr-RS", "bs"), ("hr-HR", "bs"), ("sh", "bs"), ("cnr", "bs"), ("sr-Latn-ME", "bs"),
        ("tl", "fil"), ("fil-PH", "fil"), ("zh-CN", "zh-hans"), ("zh-TW", "zh-hans"),
        ("zh-Hant-HK", "zh-hans"), ("mo", "ro"), ("es-419", "es"), ("ar_EG", "ar"), ("SQ-XK", "sq"),
    ],
)  # fmt: skip
def test_what_browsers_send_means_one_of_our_languages(sent: str, code: str) -> None:
    wanted = language_wanted(["xx", sent, "en"])
    assert wanted is not None
    assert wanted.code == code


def test_a_code_that_nobody_here_reads_means_none() -> None:
    assert language_wanted(["en"]) is not None
    assert language_wanted(["xx", "slx", "e", ""]) is None


def test_every_code_of_a_browser_belongs_to_one_language() -> None:
    codes = [code for language in PUBLIC_LANGUAGES for code in (language.code, *language.browser)]
    assert len(set(codes)) == len(codes)


def test_first_page_reads_a_serbian_browser_in_the_words_of_its_language(visit: Visit) -> None:
    document = read(visit("/", **{"accept-language": "sr-RS,sr;q=0.9,en;q=0.5"}))
    assert document.one("html").attributes["lang"] == "bs"
    # Only languages with a home page are listed; this one has none here.
    assert "bs" not in picker(document)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sl", "27. november 2026"), ("en", "27 November 2026"), ("fil", "Nobyembre 27, 2026"),
        ("ar", "27 نوفمبر 2026"), ("ne", "2026 नोभेम्बर 27"), ("zh-hans", "2026年11月27日"),
    ],
)  # fmt: skip
def test_days_are_written_as_the_language_writes_them_in_latin_digits(
    code: str, words: str
) -> None:
    with override(code):
        assert day_words(datetime.date(2026, 11, 27)) == words


def test_weekdays_have_a_name_in_every_language() -> None:
    names = {}
    for language in PUBLIC_LANGUAGES:
        with override(language.code):
            names[language.code] = [weekday_name(day) for day in range(7)]
            assert weekday_word(datetime.date(2026, 11, 27)).casefold()
    assert names["sl"][4] == "petek"
    assert names["fil"][4] == "Biyernes"
    assert all(len(set(days)) == 7 for days in names.values())
