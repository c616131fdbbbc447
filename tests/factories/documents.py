"""A handbook written as Word, HTML, Markdown and PDF: what the importer has to read back."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from knowledge.importing.structure import (
    NOTE_MARK,
    Block,
    BulletList,
    HandbookDocument,
    LawExcerpt,
    LegalArticle,
    LegalParagraph,
    Note,
    Paragraph,
    Section,
    Table,
    TableCell,
)

PIECES = re.compile(r"(\[\^\d+\])")


def law_lines(article: LegalArticle) -> list[str | list[str]]:
    """An article as a document quotes it: paragraphs, and lists of points."""
    lines: list[str | list[str]] = []
    for paragraph in article.paragraphs:
        lines += _paragraph_lines(paragraph)
    lines[0] = f"»{lines[0]}"
    last = lines[-1]
    quoted = f"{last}«" if isinstance(last, str) else [*last[:-1], f"{last[-1]}«"]
    return [*lines[:-1], quoted]


def _paragraph_lines(paragraph: LegalParagraph) -> list[str | list[str]]:
    lines: list[str | list[str]] = [f"({paragraph.number}) {paragraph.text}"]
    lines += [list(paragraph.points)] if paragraph.points else []
    return lines + ([paragraph.closing] if paragraph.closing else [])


class Writer:
    """Walks through a handbook; each format says how a piece is written."""

    def __init__(self, document: HandbookDocument) -> None:
        self.document = document
        self.articles = {(one.act, one.number): one for one in document.articles}

    def write(self, numbered: bool = True) -> None:
        if self.document.title:
            self.title(self.document.title)
        for section in self.document.walk():
            marks = "".join(f"[^{n.number}]" for n in section.notes if n.place == "title")
            title = section.title if NOTE_MARK.search(section.title) else section.title + marks
            number = f"{section.number}{'.' if '.' not in section.number else ''} "
            self.heading(section.number.count(".") + 1, f"{number if numbered else ''}{title}")
            for block in section.blocks:
                self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph(text):
                self.paragraph(text)
            case BulletList(items, ordered):
                self.list(items, ordered)
            case Table():
                self.table(block)
            case LawExcerpt(act, article):
                for line in law_lines(self.articles[act, article]):
                    if isinstance(line, str):
                        self.paragraph(line)
                    else:
                        self.list(tuple(line), False)

    def notes(self) -> Iterator[Note]:
        for section in self.document.walk():
            yield from section.notes

    def title(self, text: str) -> None:
        raise NotImplementedError

    def heading(self, level: int, text: str) -> None:
        raise NotImplementedError

    def paragraph(self, text: str) -> None:
        raise NotImplementedError

    def list(self, items: tuple[str, ...], ordered: bool) -> None:
        raise NotImplementedError

    def table(self, table: Table) -> None:
        raise NotImplementedError


class DocxWriter(Writer):
    def __init__(self, document: HandbookDocument) -> None:
        super().__init__(document)
        self.word = docx.Document()
        self.used: dict[int, str] = {note.number: note.text for note in self.notes()}

    def fill(self, paragraph: WordParagraph, text: str) -> None:
        for piece in PIECES.split(text):
            mark = NOTE_MARK.fullmatch(piece)
            run = paragraph.add_run("" if mark else piece)
            if mark:
                reference = OxmlElement("w:footnoteReference")
                reference.set(qn("w:id"), str(int(mark[1]) + 10))
                run._r.append(reference)

    def title(self, text: str) -> None:
        self.fill(self.word.add_paragraph(style="Title"), text)

    def heading(self, level: int, text: str) -> None:
        self.fill(self.word.add_paragraph(style=f"Heading {level}"), text)

    def paragraph(self, text: str) -> None:
        self.fill(self.word.add_paragraph(), text)

    def list(self, items: tuple[str, ...], ordered: bool) -> None:
        for item in items:
            style = "List Number" if ordered else "List Bullet"
            self.fill(self.word.add_paragraph(style=style), item)

    def table(self, table: Table) -> None:
        if table.caption:
            self.paragraph(f"Tabela: {table.caption}")
        grid = self.word.add_table(rows=0, cols=len(table.header))
        rows = [tuple(TableCell(text) for text in table.header), *table.rows]
        for row in rows:
            for word_cell, cell in zip(grid.add_row().cells, row, strict=True):
                self.fill(word_cell.paragraphs[0], cell.text)
                for point in cell.points:
                    self.fill(word_cell.add_paragraph(style="List Bullet"), point)

    def content(self) -> bytes:
        output = io.BytesIO()
        self.word.save(output)
        return with_footnotes(output.getvalue(), self.used) if self.used else output.getvalue()


W_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def with_footnotes(content: bytes, notes: dict[int, str]) -> bytes:
    """The library writes no footnotes: their part is put into the package by hand."""
    body = "".join(
        f'<w:footnote w:id="{number + 10}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in notes.items()
    )
    rule = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    )
    part = f'<w:footnotes xmlns:w="{W_NAMESPACE}">{rule}{body}</w:footnotes>'
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"/></Types>'
    link = f'<Relationship Id="rIdNotes" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
    return docx_with(
        content,
        {
            "[Content_Types].xml": lambda old: old.replace("</Types>", override),
            "word/_rels/document.xml.rels": lambda old: old.replace("</Relationships>", link),
        },
        {"word/footnotes.xml": part},
    )


def docx_with(
    content: bytes, changes: dict[str, Callable[[str], str]], added: dict[str, str | bytes]
) -> bytes:
    """A Word document with some of its parts changed and others added."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changes[name](part.decode()) if name in changes else part)
        for name, part in added.items():
            new.writestr(name, part)
    return output.getvalue()


class HtmlWriter(Writer):
    """`placed_notes`: each note where it is called, as the printing of a PDF wants it."""

    def __init__(self, document: HandbookDocument, placed_notes: bool = False) -> None:
        super().__init__(document)
        self.parts: list[str] = []
        self.texts = {note.number: note.text for note in self.notes()}
        self.placed = placed_notes

    def inline(self, text: str) -> str:
        def note(match: re.Match[str]) -> str:
            number = int(match[1])
            if self.placed:
                return f'<span class="note">{escape(self.texts[number])}</span>'
            return f'<sup><a id="ref-{number}" href="#fn-{number}">{number}</a></sup>'

        return NOTE_MARK.sub(note, escape(text, quote=False))

    def title(self, text: str) -> None:
        self.parts.append(f'<h1 class="title">{self.inline(text)}</h1>')

    def heading(self, level: int, text: str) -> None:
        self.parts.append(f"<h{level}>{self.inline(text)}</h{level}>")

    def paragraph(self, text: str) -> None:
        self.parts.append(f"<p>{self.inline(text)}</p>")

    def list(self, items: tuple[str, ...], ordered: bool) -> None:
        tag = "ol" if ordered else "ul"
        inner = "".join(f"<li>{self.inline(item)}</li>" for item in items)
        self.parts.append(f"<{tag}>{inner}</{tag}>")

    def table(self, table: Table) -> None:
        caption = f"<p>Tabela: {self.inline(table.caption)}</p>" if table.caption else ""
        head = "".join(f"<th>{self.inline(text)}</th>" for text in table.header)
        rows = "".join(f"<tr>{''.join(map(self.cell, row))}</tr>" for row in table.rows)
        self.parts.append(f"{caption}<table><tr>{head}</tr>{rows}</table>")

    def cell(self, cell: TableCell) -> str:
        points = "".join(f"<li>{self.inline(point)}</li>" for point in cell.points)
        return f"<td>{self.inline(cell.text)}{f'<ul>{points}</ul>' if points else ''}</td>"

    def content(self) -> bytes:
        notes = "".join(
            f'<li id="fn-{number}">{escape(text)} <a href="#ref-{number}">↩</a></li>'
            for number, text in self.texts.items()
        )
        footnotes = f'<section class="footnotes"><ol>{notes}</ol></section>' if notes else ""
        navigation = '<nav><a href="#ref-1">Kazalo</a></nav>'
        head = '<head><meta charset="utf-8"><title>x</title><style>p { color: red }</style></head>'
        body = "\n".join(self.parts)
        page = f"<!doctype html><html>{head}<body>{navigation}{body}{footnotes}</body></html>"
        return page.encode()


class MarkdownWriter(Writer):
    def __init__(self, document: HandbookDocument) -> None:
        super().__init__(document)
        self.parts: list[str] = []

    def title(self, text: str) -> None:
        self.parts.append(f"# {text}")

    def heading(self, level: int, text: str) -> None:
        self.parts.append(f"{'#' * level} {text}")

    def paragraph(self, text: str) -> None:
        self.parts.append(text)

    def list(self, items: tuple[str, ...], ordered: bool) -> None:
        signs = (f"{number}." if ordered else "-" for number in range(1, len(items) + 1))
        self.parts.append("\n".join(f"{s} {item}" for s, item in zip(signs, items, strict=True)))

    def table(self, table: Table) -> None:
        if table.caption:
            self.parts.append(f"Tabela: {table.caption}")
        rows = [" | ".join(table.header), " | ".join("---" for _one in table.header)]
        for row in table.rows:
            cells = (
                "<br>".join(filter(None, [c.text, *(f"- {p}" for p in c.points)])) for c in row
            )
            rows.append(" | ".join(cells))
        self.parts.append("\n".join(f"| {row} |" for row in rows))

    def content(self) -> bytes:
        notes = [f"[^{note.number}]: {note.text}" for note in self.notes()]
        return "\n\n".join([*self.parts, *notes]).encode()


PAGE_STYLE = """
@page { size: A5; margin: 22mm 18mm;
  @top-center { content: "Interno gradivo" } @bottom-center { content: counter(page) } }
body { font: 11pt/1.4 "DejaVu Sans", sans-serif; hyphens: none }
h1 { font-size: 17pt } h2 { font-size: 15pt } h3 { font-size: 13pt } h4 { font-size: 12.5pt }
h1.title { font-size: 22pt }
table { border-collapse: collapse } td, th { border: 0.6pt solid black; padding: 3pt;
  vertical-align: top; text-align: left }
.note { float: footnote; font-size: 8pt; font-weight: normal }
"""


def as_docx(document: HandbookDocument, numbered: bool = True) -> bytes:
    writer = DocxWriter(document)
    writer.write(numbered)
    return writer.content()


def as_html(document: HandbookDocument, numbered: bool = True) -> bytes:
    writer = HtmlWriter(document)
    writer.write(numbered)
    return writer.content()


def as_markdown(document: HandbookDocument, numbered: bool = True) -> bytes:
    writer = MarkdownWriter(document)
    writer.write(numbered)
    return writer.content()


def as_pdf(document: HandbookDocument) -> bytes:
    writer = HtmlWriter(document, placed_notes=True)
    writer.write()
    return pdf_of_page("".join(writer.parts))


def pdf_of_page(body: str, furniture: bool = True) -> bytes:
    """A PDF laid out as a book is, with running titles and page numbers."""
    from weasyprint import CSS, HTML

    page = f"<html lang=sl><title>x</title><body>{body}</body></html>"
    style = PAGE_STYLE if furniture else PAGE_STYLE.replace("content:", "x:")
    printed: bytes = HTML(string=page).write_pdf(stylesheets=[CSS(string=style)])
    return printed


def sections_by_number(document: HandbookDocument) -> dict[str, Section]:
    return {section.number: section for section in document.walk()}
