"""The same handbook as Word, HTML, Markdown and PDF is read back as it was."""

from collections.abc import Callable

import pytest

from knowledge.importing.documents import read_handbook_document
from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.formats import DocumentFormat, format_of
from knowledge.importing.reading import read_handbook
from knowledge.importing.report import Furniture, Reason, Report
from knowledge.importing.storing import (
    document_restored,
    document_stored,
    report_restored,
    report_stored,
)
from knowledge.importing.structure import BulletList, HandbookDocument, Paragraph, Table
from knowledge.services import STARTER_HANDBOOK
from tests.factories.documents import (
    DocxWriter,
    as_docx,
    as_html,
    as_markdown,
    as_pdf,
    docx_with,
    pdf_of_page,
    sections_by_number,
)
from tests.factories.knowledge import HANDBOOK, garble_shifted

Write = Callable[..., bytes]
WRITERS = [as_docx, as_html, as_markdown]
TEXTS = {"small": HANDBOOK, "starter": STARTER_HANDBOOK.read_text(encoding="utf-8")}


def read(data: bytes) -> HandbookDocument:
    return read_handbook_document(data)[0]


def report_of(data: bytes) -> Report:
    return read_handbook_document(data)[1]


def reasons(report: Report) -> list[Reason]:
    return [one.reason for one in report.suspicious]


def page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


# --- Round trips ---


@pytest.mark.parametrize("write", [*WRITERS, as_pdf])
@pytest.mark.parametrize("name", TEXTS)
def test_a_handbook_comes_back_whole(write: Write, name: str) -> None:
    document, _report = read_handbook(TEXTS[name])
    assert sum(isinstance(b, Table) for s in document.walk() for b in s.blocks) == 1
    again, report = read_handbook_document(write(document))
    assert again == document
    assert report.suspicious == []


@pytest.mark.parametrize("write", WRITERS)
def test_headings_without_numbers_get_them_from_their_level(write: Write) -> None:
    document, _report = read_handbook(HANDBOOK)
    again, report = read_handbook_document(write(document, numbered=False))
    assert again == document
    assert reasons(report) == [Reason.NUMBERED_BY_LEVEL] * 4
    assert [one.detail for one in report.suspicious] == ["1", "2", "2.1", "2.2"]


def test_headings_of_a_pdf_without_numbers_get_them_from_their_size() -> None:
    data = pdf_of_page(
        "<h1 class=title>Mali priročnik</h1><h1>Sprejem</h1><p>Ponudimo čaj.</p>"
        "<h2>Prvi dan</h2><p>Preberemo hišni red.</p><h1>Delo</h1><p>Poiščemo tečaj.</p>",
        furniture=False,
    )
    document, report = read_handbook_document(data)
    titles = {number: section.title for number, section in sections_by_number(document).items()}
    assert titles == {"1": "Sprejem", "1.1": "Prvi dan", "2": "Delo"}
    assert document.title == "Mali priročnik"
    assert reasons(report) == [Reason.NUMBERED_BY_LEVEL] * 3


def test_a_document_survives_being_kept() -> None:
    document, report = read_handbook(TEXTS["small"])
    assert document_restored(document_stored(document)) == document
    assert report_restored(report_stored(report)) == report


# --- Kinds ---


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", DocumentFormat.PDF),
        (page("<h1>1. Uvod</h1>"), DocumentFormat.HTML),
        (b"\n<!-- x --><h1>1. Uvod</h1>", DocumentFormat.HTML),
        (b"# Uvod\n\nBesedilo.", DocumentFormat.MARKDOWN),
        (b"1. Uvod\n\nBesedilo.", DocumentFormat.TEXT),
        (b"1. Uvod\n\f# Ni naslov", DocumentFormat.TEXT),
        (as_docx(HandbookDocument("Naslov", ())), DocumentFormat.DOCX),
    ],
)
def test_the_kind_of_a_document_shows_in_its_content(data: bytes, kind: DocumentFormat) -> None:
    assert format_of(data) is kind


# --- Word ---


def word(*lines: tuple[str, str]) -> DocxWriter:
    """A Word document of paragraphs, each with its style."""
    writer = DocxWriter(HandbookDocument("", ()))
    for style, text in lines:
        writer.word.add_paragraph(text, style=style)
    return writer


def test_a_style_of_ones_own_is_a_heading_by_its_outline_level() -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    writer = DocxWriter(HandbookDocument("", ()))
    style = writer.word.styles.add_style("Poglavje", WD_STYLE_TYPE.PARAGRAPH)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().append(level)
    writer.word.add_paragraph("Sprejem", style="Poglavje")
    writer.word.add_paragraph("Ponudimo čaj.")
    (section,) = read(writer.content()).sections
    assert (section.number, section.title) == ("1", "Sprejem")
    assert section.blocks == (Paragraph("Ponudimo čaj."),)


def test_what_was_struck_out_in_word_is_not_text_and_what_was_added_is() -> None:
    content = word(("Heading 1", "1. Sprejem"), ("Normal", "Ponudimo čaj.")).content()
    struck = (
        "<w:ins><w:r><w:t>Ponudimo sok.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Ponudimo kavo.</w:delText></w:r></w:del></w:p><w:sectPr"
    )
    changed = docx_with(
        content,
        {"word/document.xml": lambda xml: xml.replace("</w:p><w:sectPr", struck)},
        {},
    )
    assert changed != content
    assert read(changed).sections[0].blocks == (Paragraph("Ponudimo čaj.Ponudimo sok."),)


def test_contents_and_running_heads_of_word_are_dropped_and_reported() -> None:
    writer = word(("Heading 1", "1. Sprejem"), ("Normal", "Ponudimo čaj."))
    writer.word.styles.add_style("TOC 1", 1)
    writer.word.add_paragraph("1. Sprejem 3", style="TOC 1")
    writer.word.sections[0].header.paragraphs[0].text = "Interno gradivo"
    document, report = read_handbook_document(writer.content())
    assert document.sections[0].blocks == (Paragraph("Ponudimo čaj."),)
    assert {(one.text, one.kind) for one in report.dropped} == {
        ("Interno gradivo", Furniture.RUNNING_TITLE),
        ("1. Sprejem 3", Furniture.CONTENTS),
    }


def test_a_list_within_a_list_becomes_one_list_and_is_reported() -> None:
    html = page("<h1>1. Torba</h1><ul><li>milo<ul><li>trdo</li></ul></li><li>brisača</li></ul>")
    document, report = read_handbook_document(html)
    assert document.sections[0].blocks == (BulletList(("milo", "trdo", "brisača")),)
    assert reasons(report) == [Reason.LIST_FLATTENED]


def test_typed_signs_make_a_list_in_word() -> None:
    content = word(
        ("Heading 1", "1. Torba"), ("Normal", "V torbi so:"), ("Normal", "- milo,"),
        ("Normal", "– brisača."),
    ).content()  # fmt: skip
    blocks = read(content).sections[0].blocks
    assert blocks == (Paragraph("V torbi so:"), BulletList(("milo,", "brisača.")))


def test_a_frame_around_a_text_is_no_table() -> None:
    writer = word(("Heading 1", "1. Okvir"))
    writer.word.add_table(1, 1).cell(0, 0).text = "Pomembno."
    assert read(writer.content()).sections[0].blocks == (Paragraph("Pomembno."),)


# --- HTML and Markdown ---


def test_scripts_styles_and_navigation_of_a_page_are_not_text() -> None:
    html = page(
        "<nav>Domov</nav><script>alert(1)</script><style>p{}</style>"
        "<h1>1. Sprejem</h1><div>Ponudimo <b>čaj</b>.<!-- skrito --></div><footer>Noga</footer>"
    )
    document, report = read_handbook_document(html)
    assert document.sections[0].blocks == (Paragraph("Ponudimo čaj."),)
    assert [one.text for one in report.dropped] == ["Domov", "Noga"]


@pytest.mark.parametrize("declared", ["windows-1250", "iso-8859-2"])
def test_a_page_is_read_in_the_encoding_that_it_declares(declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    data = page("<h1>1. Šola</h1><p>Žepni čaj.</p>", head).decode().encode(declared)
    document = read(data)
    assert document.sections[0].title == "Šola"
    assert document.sections[0].plain_text() == "Žepni čaj."


def test_lines_with_signs_in_one_paragraph_of_a_page_are_a_list() -> None:
    html = page("<h1>1. Torba</h1><p>- milo,<br>- brisača.</p>")
    assert read(html).sections[0].blocks == (BulletList(("milo,", "brisača.")),)


def test_a_link_within_a_page_is_no_note() -> None:
    html = page('<h1 id="a">1. Prvo</h1><p>Glej <a href="#a">1</a>.</p>')
    section = read(html).sections[0]
    assert section.blocks == (Paragraph("Glej 1."),)
    assert section.notes == ()


def test_notes_of_markdown_may_be_called_by_words() -> None:
    text = "# 1. Prvo\n\nDanes.[^dan] Jutri.[^jutri]\n\n[^jutri]: Torek.\n[^dan]: Ponedeljek.\n"
    section = read(text.encode()).sections[0]
    assert section.blocks == (Paragraph("Danes.[^1] Jutri.[^2]"),)
    assert [(note.number, note.text) for note in section.notes] == [
        (1, "Ponedeljek."),
        (2, "Torek."),
    ]


def test_a_note_that_nothing_calls_is_kept_and_reported() -> None:
    document, report = read_handbook_document(b"# 1. Prvo\n\nDanes.\n\n[^1]: Ponedeljek.\n")
    assert [note.text for note in document.sections[0].notes] == ["Ponedeljek."]
    assert reasons(report) == [Reason.NOTE_WITHOUT_MARK]


def test_garbled_text_is_repaired_in_a_page_too() -> None:
    garbled = garble_shifted("Življenjepis napišemo skupaj.")
    document, report = read_handbook_document(page(f"<h1>1. Delo</h1><p>{garbled}</p>"))
    assert document.sections[0].blocks == (Paragraph("Življenjepis napišemo skupaj."),)
    assert [repair.before for repair in report.repairs] == [garbled]


# --- Numbers ---


def test_a_number_that_comes_twice_is_given_once() -> None:
    document, report = read_handbook_document(page("<h1>1. Prvo</h1><h1>1. Drugo</h1><p>x</p>"))
    assert [(s.number, s.title) for s in document.walk()] == [("1", "Prvo"), ("2", "Drugo")]
    assert reasons(report) == [Reason.NUMBER_TWICE]


def test_a_heading_without_a_number_between_numbered_ones_goes_below_the_first() -> None:
    html = page("<h1>1. Prvo</h1><h1>Vmes</h1><h1>2. Drugo</h1><h1>Viri</h1><p>x</p>")
    assert [(s.number, s.title) for s in read(html).walk()] == [
        ("1", "Prvo"), ("1.1", "Vmes"), ("2", "Drugo"), ("3", "Viri"),
    ]  # fmt: skip


def test_a_section_whose_parent_is_not_in_the_document_gets_an_empty_one() -> None:
    document = read(page("<h1>1. Prvo</h1><h3>1.2.1 Globoko</h3><p>x</p>"))
    assert [section.number for section in document.walk()] == ["1", "1.2", "1.2.1"]


# --- PDF ---


def test_running_titles_and_page_numbers_of_a_pdf_are_dropped_and_reported() -> None:
    document, _report = read_handbook(TEXTS["starter"])
    kinds = [one.kind for one in report_of(as_pdf(document)).dropped]
    assert kinds.count(Furniture.RUNNING_TITLE) == kinds.count(Furniture.PAGE_NUMBER) == 5


def test_a_raised_number_that_is_no_note_stays_a_number_and_is_reported() -> None:
    data = pdf_of_page("<h1>1. Soba</h1><p>Soba meri 12 m<sup>2</sup> in je svetla.</p>")
    document, report = read_handbook_document(data)
    assert document.sections[0].plain_text() == "Soba meri 12 m2 in je svetla."
    assert reasons(report) == [Reason.MARK_WITHOUT_NOTE]


def test_dots_that_are_drawn_before_lines_of_a_pdf_make_a_list() -> None:
    dot = (
        '<svg width="4" height="4" style="float: left; margin: 6px 8px 0 0">'
        '<circle cx="2" cy="2" r="2"/></svg>'
    )
    data = pdf_of_page(
        f"<h1>1. Torba</h1><p>V torbi so:</p><div>{dot}milo,</div><div>{dot}brisača.</div>"
    )
    blocks = read(data).sections[0].blocks
    assert blocks == (Paragraph("V torbi so:"), BulletList(("milo,", "brisača.")))


def test_a_table_that_a_page_divides_is_one_table() -> None:
    rows = "".join(
        f"<tr><td>Vrstica {n}</td><td><ul><li>prva točka {n}</li><li>druga</li></ul></td></tr>"
        for n in range(1, 30)
    )
    data = pdf_of_page(
        f"<h1>1. Seznam</h1><p>Tabela: Opravila</p>"
        f"<table><thead><tr><th>Kaj</th><th>Kako</th></tr></thead>{rows}</table>"
    )
    (table,) = read(data).sections[0].blocks
    assert isinstance(table, Table)
    assert (table.caption, table.header, len(table.rows)) == ("Opravila", ("Kaj", "Kako"), 29)
    assert [row[1].points for row in table.rows] == [
        (f"prva točka {n}", "druga") for n in range(1, 30)
    ]


def test_a_word_divided_at_the_end_of_a_line_is_whole_again() -> None:
    data = pdf_of_page("<h1>1. Delo</h1><p>Življenje<br>pis napišemo v letih 2015–<br>2017.</p>")
    text = read(data).sections[0].plain_text()
    assert "2015–2017" in text


# --- What cannot be read ---


def docm() -> bytes:
    content = word(("Heading 1", "1. Uvod")).content()
    return docx_with(content, {}, {"word/vbaProject.bin": b"macro"})


def bomb() -> bytes:
    return docx_with(
        word(("Heading 1", "1. Uvod")).content(), {}, {"word/x.xml": b" " * 90_000_000}
    )


def entities() -> bytes:
    content = word(("Heading 1", "1. Uvod")).content()
    kind = '<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document'
    return docx_with(
        content, {"word/document.xml": lambda x: x.replace("<w:document", kind, 1)}, {}
    )


def locked_pdf(user: str) -> bytes:
    import io

    import pikepdf

    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of_page("<h1>1. Uvod</h1><p>x</p>"))) as document:
        document.save(output, encryption=pikepdf.Encryption(user=user, owner="owner", R=6))
    return output.getvalue()


DAMAGED: dict[str, tuple[Callable[[], bytes], DocumentProblem]] = {
    "nothing": (lambda: b"", DocumentProblem.EMPTY),
    "blanks": (lambda: b" \n\x00 ", DocumentProblem.EMPTY),
    "program": (lambda: b"MZ\x90\x00" + bytes(range(256)), DocumentProblem.UNKNOWN_KIND),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n rest", DocumentProblem.UNKNOWN_KIND),
    "rtf": (lambda: rb"{\rtf1 1. Uvod}", DocumentProblem.OLD_KIND),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", DocumentProblem.OLD_KIND),
    "locked word": (
        lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        DocumentProblem.ENCRYPTED,
    ),
    "pdf cut off": (
        lambda: pdf_of_page("<h1>1. Uvod</h1><p>x</p>")[:700], DocumentProblem.DAMAGED
    ),
    "locked pdf": (lambda: locked_pdf("secret"), DocumentProblem.ENCRYPTED),
    "pdf locked against changes": (lambda: locked_pdf(""), DocumentProblem.ENCRYPTED),
    "scanned pdf": (lambda: pdf_of_page("<hr>", furniture=False), DocumentProblem.WITHOUT_TEXT),
    "docx cut off": (
        lambda: word(("Heading 1", "1. Uvod")).content()[:5000], DocumentProblem.DAMAGED
    ),
    "macros": (docm, DocumentProblem.ACTIVE),
    "bomb": (bomb, DocumentProblem.TOO_COMPLEX),
    "entities": (entities, DocumentProblem.ACTIVE),
    "archive": (lambda: b"PK\x03\x04" + b"x" * 50, DocumentProblem.DAMAGED),
    "no headings": (lambda: page("<p>Samo besedilo.</p>"), DocumentProblem.WITHOUT_HEADINGS),
    "empty page": (lambda: page("<p> </p>"), DocumentProblem.EMPTY),
    "empty word": (lambda: word().content(), DocumentProblem.EMPTY),
    "strange letters": (
        lambda: "1. 概要 これは日本語の本文です".encode("shift_jis"),
        DocumentProblem.ENCODING_UNKNOWN,
    ),
    "20 MB": (lambda: b"a" * (20 * 1024 * 1024 + 1), DocumentProblem.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_cannot_be_read_is_refused_for_its_reason(name: str) -> None:
    make, problem = DAMAGED[name]
    with pytest.raises(DocumentError) as raised:
        read_handbook_document(make())
    assert raised.value.problem is problem


def test_the_files_of_the_refusals_would_be_read_without_what_is_wrong_with_them() -> None:
    assert read(word(("Heading 1", "1. Uvod")).content()).sections[0].title == "Uvod"
    assert read(pdf_of_page("<h1>1. Uvod</h1><p>x</p>")).sections[0].title == "Uvod"
