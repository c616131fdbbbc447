"""Cards and strips: what stands on them, where the code leads, and that nothing is made in vain."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpline.models import PhoneLine
from portal.doors import Door
from portal.enums import Role
from portal.printing import pdf
from portal.printing.pdf import PANGO_PACKAGES, PrintingUnavailableError
from portal.printing.turns import printing_turn
from tests.website.conftest import ALL_PATHS, LANGUAGES, Visit
from tests.website.html import read
from website.models import HomePage
from website.printed_matter.selectors import staff_screen

Enter = Callable[..., Client]
SHEETS = ("card", "info-card", "strips", "info-strips")
PLAIN = ("card", "strips")
NEUTRAL = ("info-card", "info-strips")
MOST_BYTES = 100_000
PRINT_DOTS = 300
MILLIMETRES_PER_INCH = 25.4
SMALLEST_CODE = 20
NUMBER = "080 123456"
# Arabic ones without lam-alef and tanwin, which readers of PDF take apart in their own ways.
WORDS = {
    "sl": ("Vas kdo sili", "Lahko nas pokličete.", "V nevarnosti"),
    "en": ("Is someone forcing you", "You can call us.", "In danger"),
    "ar": ("هل يجبركم أحد", "يمكنكم", "في حالة الخطر"),
}
INFO = {"sl": "info", "en": "info", "ar": "معلومات"}
COST = {"sl": "brezplačno", "en": "free of charge", "ar": "مجان"}
TITLES = {
    ("sl", "card"): "Kartice", ("en", "card"): "Cards", ("ar", "card"): "بطاقات",
    ("sl", "info-strips"): "Trakovi za odtrganje · info",
}  # fmt: skip
OWN_FONTS = re.compile(r"Noto-?Sans(-(Arabic|Devanagari|Bengali|SC))?(-Bold)?$")
pango = pytest.mark.pango


def sheet(visit: Visit, language: str, name: str) -> HttpResponse:
    response = visit(f"/{language}/print/{name}.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return response


def text_of(content: bytes) -> str:
    """In the order of reading: ligatures taken apart, marks of direction and blanks left out."""
    document = pypdfium2.PdfDocument(content)
    raw = "\n".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e]+", " ", raw)


def codes_of(content: bytes) -> list[list[zxingcpp.Barcode]]:
    """Every QR code of every page, read from the page as an office printer would print it."""
    pages = pypdfium2.PdfDocument(content)
    images = [page.render(scale=PRINT_DOTS / 72, grayscale=True).to_pil() for page in pages]
    return [zxingcpp.read_barcodes(image) for image in images]


def width_of(code: zxingcpp.Barcode) -> float:
    corners = code.position
    sides = (
        abs(corners.top_right.x - corners.top_left.x),
        abs(corners.bottom_left.y - corners.top_left.y),
    )
    return max(sides) * MILLIMETRES_PER_INCH / PRINT_DOTS


def fonts_of(document: pikepdf.Pdf) -> set[str]:
    return {
        str(font.BaseFont).rpartition("+")[2].lstrip("/")
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }


def unavailable() -> None:
    raise PrintingUnavailableError


@pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_small_tagged_and_says_its_language(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    for name in SHEETS:
        content = sheet(visit, language, name).content
        assert len(content) <= MOST_BYTES
        assert_is_tagged(content, language, name)


def assert_is_tagged(content: bytes, language: str, name: str) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        assert root.MarkInfo.Marked == True  # noqa: E712 (a pikepdf object)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert len(document.pages) == (2 if "card" in name else 1)
        assert document.docinfo["/Title"]
        expected = TITLES.get((language, name))
        assert expected is None or document.docinfo["/Title"] == expected
        fonts = fonts_of(document)
        assert fonts
        assert [font for font in fonts if not OWN_FONTS.match(font)] == []
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_a_sheet_has_words_for_it(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    content = sheet(visit, language, "card").content
    with pikepdf.open(io.BytesIO(content)) as document:
        figures = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert len(figures) == 10
        assert all(str(figure.Alt) for figure in figures)


@pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plain_version_says_who_answers_and_what_for(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    for name in PLAIN:
        text = text_of(sheet(visit, language, name).content)
        for words in (NUMBER, "Ključ", "112", *WORDS[language]):
            assert words in text


@pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_neutral_version_says_the_number_and_info_and_nothing_else(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    for name in NEUTRAL:
        content = sheet(visit, language, name).content
        text = text_of(content)
        assert NUMBER in text
        assert INFO[language] in text
        assert re.sub(r"\W", "", text.replace(NUMBER, "").replace(INFO[language], "")) == ""
        with pikepdf.open(io.BytesIO(content)) as document:
            told = " ".join(str(value) for value in document.docinfo.values())
        assert "Ključ" not in told
        assert "localhost" not in told


@pango
def test_words_about_the_cost_are_those_of_the_record(visit: Visit, own_number: PhoneLine) -> None:
    for language in LANGUAGES:
        assert COST[language] not in text_of(sheet(visit, language, "card").content)
    own_number.free_of_charge = own_number.reachable_from_abroad = True
    own_number.save()
    for language in LANGUAGES:
        text = text_of(sheet(visit, language, "card").content)
        assert COST[language] in text
        assert "+386" in text


@pango
def test_a_changed_number_is_on_the_next_card(visit: Visit, own_number: PhoneLine) -> None:
    assert NUMBER in text_of(sheet(visit, "sl", "card").content)
    own_number.number = "+38615555555"
    own_number.save()
    text = text_of(sheet(visit, "sl", "card").content)
    assert "(01) 555 55 55" in text
    assert NUMBER not in text


@pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_code_leads_to_the_page_of_its_language(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    for name, counts in (("card", [0, 10]), ("info-strips", [8])):
        pages = codes_of(sheet(visit, language, name).content)
        assert [len(codes) for codes in pages] == counts
        for code in (code for codes in pages for code in codes):
            assert code.text == f"http://localhost:8000/{language}/"
            assert width_of(code) >= SMALLEST_CODE
    assert visit(f"/{language}/").status_code == 200


@pango
def test_the_code_leads_to_the_neutral_host_when_there_is_one(
    visit: Visit, own_number: PhoneLine, settings: Any
) -> None:
    assert codes_of(sheet(visit, "ar", "info-strips").content)[0][0].text.startswith(
        "http://localhost:"
    )
    settings.NEUTRAL_HOSTS = ["quiet.example"]
    settings.PUBLIC_SCHEME, settings.PORT = "https", 443
    assert codes_of(sheet(visit, "ar", "info-strips").content)[0][0].text == (
        "https://quiet.example/ar/"
    )


@pango
def test_no_search_engine_reads_in_a_sheet_that_two_names_are_one(
    visit: Visit, own_number: PhoneLine
) -> None:
    assert sheet(visit, "sl", "card")["X-Robots-Tag"] == "noindex, nofollow"


@pango
def test_the_neutral_host_has_only_sheets_without_the_organisations_name(
    visit: Visit, own_number: PhoneLine, settings: Any
) -> None:
    settings.NEUTRAL_HOSTS = ["quiet.test"]
    settings.DOOR_HOSTS = {**settings.DOOR_HOSTS, Door.WWW: ["localhost", "quiet.test"]}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "quiet.test"]
    named, unnamed = "/sl/print/card/", "/sl/print/info-card/"
    there = read(visit("/sl/print/", host="quiet.test"))
    assert {named, unnamed} <= set(read(visit("/sl/print/")).links)
    assert unnamed in there.links
    assert named not in there.links
    assert "With name" not in visit("/en/print/", host="quiet.test").content.decode()
    for path in (named, "/sl/print/strips.pdf"):
        assert visit(path).status_code == 200
        assert visit(path, host="quiet.test").status_code == 404
    assert visit(unnamed, host="quiet.test").status_code == 200


@pango
def test_a_sheet_is_handed_out_under_a_neutral_name_and_kept_nowhere(
    visit: Visit, own_number: PhoneLine
) -> None:
    response = sheet(visit, "ar", "info-card")
    assert response["Content-Disposition"] == 'attachment; filename="info-card-ar.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}


@pango
def test_the_same_sheet_is_made_once(
    visit: Visit, own_number: PhoneLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sheet(visit, "sl", "card").content
    monkeypatch.setattr(pdf, "_weasyprint", unavailable)
    assert sheet(visit, "sl", "card").content == first
    cache.clear()
    assert visit("/sl/print/card.pdf").status_code == 302


def test_while_the_number_is_not_set_nothing_is_made_and_every_screen_says_why(
    visit: Visit, enter: Enter
) -> None:
    for name in SHEETS:
        for address in (f"/sl/print/{name}.pdf", f"/sl/print/{name}/"):
            response = visit(address)
            assert (response.status_code, response["Location"]) == (302, "/sl/print/")
    page = read(visit("/sl/print/"))
    assert "naša številka ni nastavljena" in page.one("main").text
    assert [link for link in page.links if ".pdf" in link] == []
    portal = enter(Role.COUNSELLOR).get("/printed-matter/").content.decode()
    cms = enter(Role.EDITOR, door=Door.CMS).get("/printed-matter/").content.decode()
    assert "številka organizacije ni nastavljena" in portal
    assert "številka organizacije ni nastavljena" in cms
    assert "/snippets/helpline/phoneline/" in cms
    assert ".pdf" not in portal + cms


def test_the_page_of_each_language_offers_every_sheet_of_every_language(
    visit: Visit, own_number: PhoneLine
) -> None:
    sheets = {f"/{language}/print/{name}/" for language in LANGUAGES for name in SHEETS}
    for language in LANGUAGES:
        assert sheets <= set(read(visit(f"/{language}/print/")).links)
    assert {visit(address).status_code for address in sheets} == {200}


def test_every_public_page_leads_to_the_printed_matter(visit: Visit) -> None:
    for path in ALL_PATHS:
        language = path.split("/")[1]
        assert f"/{language}/print/" in read(visit(path)).links


@pytest.mark.parametrize("address", ["/sl/print/poster.pdf", "/sl/print/poster/"])
def test_there_is_no_sheet_of_another_name(
    visit: Visit, own_number: PhoneLine, address: str
) -> None:
    assert visit("/sl/print/card/").status_code == 200
    assert visit(address).status_code == 404


def test_a_language_without_home_page_has_no_sheets(visit: Visit, own_number: PhoneLine) -> None:
    assert visit("/ar/print/card/").status_code == 200
    assert "/ar/print/card/" in read(visit("/sl/print/")).links
    HomePage.objects.get(locale__language_code="ar").unpublish()
    assert visit("/ar/print/card/").status_code == 404
    assert visit("/ar/print/card.pdf").status_code == 404
    assert "/ar/print/card/" not in read(visit("/sl/print/")).links


def test_the_sheet_for_the_browsers_print_has_its_own_style_by_hash_and_the_way_out(
    visit: Visit, own_number: PhoneLine
) -> None:
    response = visit("/ar/print/card/")
    page = read(response)
    assert page.one("html").attributes == {"lang": "ar", "dir": "rtl"}
    assert page.one("a", id="exit").attributes["rel"] == "noreferrer nofollow"
    assert NUMBER in page.one("main").text
    policy = response["Content-Security-Policy"]
    assert (
        policy.count("'sha256-") == visit("/ar/")["Content-Security-Policy"].count("'sha256-") + 1
    )
    assert "unsafe-inline" not in policy
    assert "style=" not in response.content.decode()


def test_without_pango_the_browsers_print_is_offered_and_staff_read_what_to_install(
    visit: Visit, own_number: PhoneLine, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counsellor = enter(Role.COUNSELLOR)
    monkeypatch.setattr(pdf, "_weasyprint", unavailable)
    response = visit("/en/print/strips.pdf")
    assert (response.status_code, response["Location"]) == (302, "/en/print/strips/")
    page = read(visit("/en/print/"))
    assert "This server makes no PDF just now" in page.one("main").text
    assert [link for link in page.links if ".pdf" in link] == []
    assert PANGO_PACKAGES in counsellor.get("/printed-matter/").content.decode()


@pango
def test_when_too_many_are_being_made_the_visitor_is_asked_to_come_back(
    visit: Visit, own_number: PhoneLine, settings: Any
) -> None:
    settings.PDF_PATIENCE_SECONDS = 0.01
    with printing_turn(), printing_turn():
        response = visit("/sl/print/card.pdf")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        page = read(response)
        assert "Poskusite znova čez trenutek" in page.one("main").text
        assert "/sl/print/card.pdf" in page.links
        assert NUMBER in page.one("main").text
    assert visit("/sl/print/card.pdf").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_everybody_in_the_portal_finds_the_printed_matter(
    own_number: PhoneLine, enter: Enter, role: Role
) -> None:
    client = enter(role)
    assert 'href="/printed-matter/"' in client.get("/").content.decode()
    links = [link.attributes.get("href") for link in read(client.get("/printed-matter/")).all("a")]
    for language in LANGUAGES:
        for name in SHEETS:
            assert f"http://localhost:8000/{language}/print/{name}/" in links


def test_editors_find_it_in_the_menu_of_the_cms(own_number: PhoneLine, enter: Enter) -> None:
    editor = enter(Role.EDITOR, door=Door.CMS)
    assert "printed-matter" in editor.get("/").content.decode()
    page = editor.get("/printed-matter/").content.decode()
    assert "Tiskovine" in page
    assert "http://localhost:8000/ar/print/info-card/" in page


def test_staff_see_what_no_native_speaker_has_read(own_number: PhoneLine, enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    note = "ni še prebral nihče"
    before = client.get("/printed-matter/").content.decode().count(note)
    assert before == len(LANGUAGES)
    home = HomePage.objects.get(locale__language_code="ar")
    home.reviewed_on = "2026-11-22"
    home.save_revision().publish()
    assert client.get("/printed-matter/").content.decode().count(note) == before - 1


def test_staff_read_where_the_code_leads(
    own_number: PhoneLine, enter: Enter, settings: Any
) -> None:
    client = enter(Role.COUNSELLOR)
    assert "Nevtralni naslov ni nastavljen" in client.get("/printed-matter/").content.decode()
    settings.NEUTRAL_HOSTS = ["quiet.example"]
    page = client.get("/printed-matter/").content.decode()
    assert "http://quiet.example:8000" in page
    assert "Nevtralni naslov ni nastavljen" not in page


def test_neither_page_asks_more_with_more_pages_and_numbers(
    visit: Visit, own_number: PhoneLine
) -> None:
    def asked(path: str) -> int:
        visit(path)
        with CaptureQueriesContext(connection) as queries:
            assert visit(path).status_code == 200
        return len(queries)

    before = {path: asked(path) for path in ("/sl/print/", "/sl/print/card/")}
    with CaptureQueriesContext(connection) as few:
        staff_screen()
    for number in ("112", "113"):
        PhoneLine.objects.create(kind="emergency", service="police", number=f"{number}0")
    home = HomePage.objects.get(locale__language_code="sl")
    home.add_child(
        instance=HomePage(title="x", slug="x", heading="x", intro="x", locale=home.locale)
    )
    assert {path: asked(path) for path in before} == before
    assert max(before.values()) <= 6
    with CaptureQueriesContext(connection) as many:
        staff_screen()
    assert len(many) == len(few) <= 4
