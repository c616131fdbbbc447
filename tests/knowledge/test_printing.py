"""Print and PDF of a section, a chapter, the whole handbook, and the cards."""

import io
import re
import socket
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pdfminer.high_level import extract_text

from knowledge.models import SectionPage
from knowledge.reading.printed import printed_handbook
from knowledge.reading.services import starter_cards_load
from knowledge.services import handbook_import
from portal.enums import Role
from portal.models import User
from portal.printing import pdf
from portal.printing.pdf import (
    PANGO_PACKAGES,
    FetchRefusedError,
    PrintingUnavailableError,
    pdf_of,
)
from portal.printing.turns import printing_turn
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import make_term, write_text

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
WHOLE = "/knowledge/pdf/prirocnik/"
CHAPTER = "/knowledge/pdf/prirocnik/2/?below=1"
SECTION = "/knowledge/pdf/prirocnik/2.1/"
OWN_FONTS = {"Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Italic"}


@pytest.fixture(autouse=True)
def _handbook() -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)


def pdf_from(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return response.content


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", extract_text(io.BytesIO(content)))


def fonts_of(document: pikepdf.Pdf) -> set[str]:
    names = {
        str(font.get("/BaseFont", ""))
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    return {name.rpartition("+")[2].lstrip("/") for name in names}


def outline_titles(document: pikepdf.Pdf) -> list[str]:
    with document.open_outline() as outline:
        return [entry.title for item in outline.root for entry in (item, *item.children)]


@pytest.mark.pango
@pytest.mark.parametrize("address", [WHOLE, CHAPTER, SECTION, "/knowledge/cards/pdf/"])
def test_the_pdf_is_tagged_and_says_its_language_and_title(enter: Enter, address: str) -> None:
    content = pdf_from(enter(Role.COUNSELLOR), address)
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        assert root.MarkInfo.Marked == True  # noqa: E712 (a pikepdf object)
        assert len(root.StructTreeRoot.K) > 0
        assert str(root.Lang) == "sl"
        assert document.docinfo["/Title"]
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.pango
def test_only_the_fonts_of_the_project_are_in_it(enter: Enter) -> None:
    write_text("2.2", "ČŠŽ čšž đć „narekovaji“ – pomišljaj … €")
    content = pdf_from(enter(Role.COUNSELLOR), WHOLE)
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = fonts_of(document)
    assert fonts
    assert fonts <= OWN_FONTS
    assert "ČŠŽ čšž đć „narekovaji“ – pomišljaj … €" in text_of(content)


@pytest.mark.pango
def test_the_whole_has_contents_bookmarks_and_the_text_in_its_order(enter: Enter) -> None:
    content = pdf_from(enter(Role.COUNSELLOR), WHOLE)
    text = text_of(content)
    assert "Kazalo" in text
    body = text[text.index("Ob prihodu") :]
    places = [
        body.index(words)
        for words in (
            "Ob prihodu",
            "brisača",
            "Soba je na koncu",
            "Tečaj poteka",
            "Knjižnica je odprta",
            "Življenjepis",
        )
    ]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(content)) as document:
        titles = outline_titles(document)
    assert "2 Delo" in " ".join(titles)


@pytest.mark.pango
def test_each_page_says_its_number_the_day_and_the_person(enter: Enter) -> None:
    text = text_of(pdf_from(enter(Role.COUNSELLOR), SECTION))
    assert re.search(r"stran 1 od 1", text)
    assert re.search(r"Natisnjeno \d+\. \d+\. \d{4} ob \d\d:\d\d, .+; velja samo ta dan\.", text)


@pytest.mark.pango
def test_a_section_is_printed_alone_and_a_chapter_with_all_below(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    assert "Življenjepis" in text_of(pdf_from(client, CHAPTER))
    assert "Življenjepis" not in text_of(pdf_from(client, "/knowledge/pdf/prirocnik/2/"))


@pytest.mark.pango
def test_a_draft_is_not_printed(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    assert "Življenjepis" in text_of(pdf_from(client, WHOLE))
    SectionPage.objects.get(number="2.2").unpublish()
    assert "Življenjepis" not in text_of(pdf_from(client, WHOLE))
    assert client.get("/knowledge/pdf/prirocnik/2.2/").status_code == 404


@pytest.mark.pango
def test_the_starter_cards_fit_on_one_page(enter: Enter) -> None:
    assert starter_cards_load() > 10
    client = enter(Role.COUNSELLOR)
    content = pdf_from(client, "/knowledge/cards/pdf/")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
    assert "Zaupnost" in text_of(content)


@pytest.mark.pango
@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://127.0.0.1/x.png",
        "file:///etc/hostname",
        "ftp://example.org/x",
        "data:text/css,p{}",
        "kljuc-print:../pdf.py",
        "kljuc-print:missing.ttf",
        "//example.org/x.png",
        "x.png",
    ],
)
def test_making_a_pdf_fetches_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    page = '<html lang="sl"><title>x</title><p>x<img src="{}" alt="x">'
    assert pdf_of('<html lang="sl"><title>x</title><p>x').startswith(b"%PDF")
    with pytest.raises(FetchRefusedError):
        pdf_of(page.format(address))


@pytest.mark.pango
def test_text_in_a_section_stays_text(enter: Enter) -> None:
    write_text("2.2", '<img src="file:///etc/hostname"><b>krepko</b>')
    text = text_of(pdf_from(enter(Role.COUNSELLOR), "/knowledge/pdf/prirocnik/2.2/"))
    assert '<img src="file:///etc/hostname"><b>krepko</b>' in text


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        (WHOLE, "/knowledge/print/prirocnik/"),
        (CHAPTER, "/knowledge/print/prirocnik/2/?below=1"),
        ("/knowledge/cards/pdf/", "/knowledge/cards/"),
    ],
)
def test_without_pango_the_browsers_own_print_is_offered(
    enter: Enter, monkeypatch: pytest.MonkeyPatch, address: str, leads_to: str
) -> None:
    def missing() -> None:
        raise PrintingUnavailableError

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    client = enter(Role.COUNSELLOR)
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, leads_to)
    page = client.get(leads_to).content.decode()
    if "print/" in leads_to:
        assert "Ta strežnik ne more narediti PDF-ja" in page
        assert PANGO_PACKAGES in page


@pytest.mark.pango
@pytest.mark.parametrize("address", [SECTION, "/knowledge/cards/pdf/"])
def test_when_too_many_are_being_made_the_reader_is_asked_to_come_back(
    enter: Enter, settings: Any, address: str
) -> None:
    client = enter(Role.COUNSELLOR)
    settings.PDF_PATIENCE_SECONDS = 0.01
    with printing_turn(), printing_turn():
        response = client.get(address)
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        page = response.content.decode()
        assert "Poskusite znova čez trenutek" in page
        assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_the_check_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise PrintingUnavailableError

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    found = [
        each for each in run_checks(include_deployment_checks=True) if each.id == "portal.W002"
    ]
    assert PANGO_PACKAGES in str(found[0].hint)


def test_the_page_for_the_browsers_print_holds_the_chapter(enter: Enter) -> None:
    make_term("življenjepis")
    page = enter(Role.VOLUNTEER).get("/knowledge/print/prirocnik/2/?below=1").content.decode()
    assert "Iskanje službe" in page
    assert "Knjižnica je odprta vsak dan" in page
    assert "Besede in kratice" in page


def test_the_number_of_queries_does_not_grow_with_the_handbook(
    person: Callable[..., User],
) -> None:
    user = person(Role.COUNSELLOR)
    assert user.has_role(Role.COUNSELLOR)
    with CaptureQueriesContext(connection) as few:
        assert printed_handbook(user, "prirocnik")
    longer = HANDBOOK + "".join(f"\n2.{n}. Naslov {n}\n\nBesedilo {n}.\n" for n in range(3, 20))
    handbook_import(actor=None, document=read(longer), publish=True)
    with CaptureQueriesContext(connection) as many:
        document = printed_handbook(user, "prirocnik")
        assert document
        assert len(document.sections) > 15
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("number", "chapter"),
    [("2", "2"), ("2.1", "2"), ("1", None)],
    ids=["a chapter: itself", "a section below it: its chapter", "a section alone: none"],
)
def test_the_whole_chapter_is_offered_wherever_there_is_one(
    enter: Enter, number: str, chapter: str | None
) -> None:
    page = enter(Role.VOLUNTEER).get(f"/knowledge/handbook/prirocnik/{number}/").content.decode()
    assert f'href="/knowledge/print/prirocnik/{number}/"' in page
    offered = re.findall(r'href="([^"]*below=1)"', page)
    assert offered == ([f"/knowledge/print/prirocnik/{chapter}/?below=1"] if chapter else [])
