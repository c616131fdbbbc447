"""A document and its report as plain values, to be kept or handed from process to process."""

from dataclasses import asdict
from typing import Any

from knowledge.importing.report import Dropped, Furniture, Reason, Repair, Report, Suspicion
from knowledge.importing.structure import (
    Block,
    BulletList,
    HandbookDocument,
    LawExcerpt,
    LegalArticle,
    LegalParagraph,
    Note,
    NotePlace,
    Paragraph,
    Section,
    Table,
    TableCell,
)

Stored = dict[str, Any]


def document_stored(document: HandbookDocument) -> Stored:
    return {
        "title": document.title,
        "sections": [_section_stored(section) for section in document.sections],
        "articles": [asdict(article) for article in document.articles],
    }


def document_restored(stored: Stored) -> HandbookDocument:
    """Raises KeyError or TypeError for what `document_stored` did not make."""
    return HandbookDocument(
        title=stored["title"],
        sections=tuple(_section_restored(section) for section in stored["sections"]),
        articles=tuple(_article_restored(article) for article in stored["articles"]),
    )


def report_stored(report: Report) -> Stored:
    return report.as_dict()


def report_restored(stored: Stored) -> Report:
    return Report(
        repairs=[Repair(**repair) for repair in stored["repairs"]],
        suspicious=[
            Suspicion(**{**one, "reason": Reason(one["reason"])}) for one in stored["suspicious"]
        ],
        dropped=[Dropped(**{**one, "kind": Furniture(one["kind"])}) for one in stored["dropped"]],
        counts=stored["counts"],
    )


def _section_stored(section: Section) -> Stored:
    return {
        "number": section.number,
        "title": section.title,
        "blocks": [_block_stored(block) for block in section.blocks],
        "notes": [asdict(note) for note in section.notes],
        "children": [_section_stored(child) for child in section.children],
    }


def _section_restored(stored: Stored) -> Section:
    return Section(
        number=stored["number"],
        title=stored["title"],
        blocks=tuple(_block_restored(block) for block in stored["blocks"]),
        notes=tuple(
            Note(note["number"], note["text"], NotePlace(note["place"])) for note in stored["notes"]
        ),
        children=tuple(_section_restored(child) for child in stored["children"]),
    )


def _block_stored(block: Block) -> Stored:
    return {"kind": type(block).__name__, **asdict(block)}


def _block_restored(stored: Stored) -> Block:
    match stored["kind"]:
        case "BulletList":
            return BulletList(tuple(stored["items"]), stored["ordered"])
        case "Table":
            rows = tuple(
                tuple(TableCell(cell["text"], tuple(cell["points"])) for cell in row)
                for row in stored["rows"]
            )
            return Table(stored["caption"], tuple(stored["header"]), rows)
        case "LawExcerpt":
            return LawExcerpt(stored["act"], stored["article"])
    return Paragraph(stored["text"])


def _article_restored(stored: Stored) -> LegalArticle:
    paragraphs = tuple(
        LegalParagraph(one["number"], one["text"], tuple(one["points"]), one["closing"])
        for one in stored["paragraphs"]
    )
    return LegalArticle(stored["act"], stored["number"], paragraphs, stored["title"])
