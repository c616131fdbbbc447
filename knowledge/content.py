"""Between the structure that the importer reads and what the pages hold."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from knowledge.enums import NotePlace
from knowledge.importing.structure import (
    Block,
    BulletList,
    LawExcerpt,
    LegalArticle,
    Note,
    Paragraph,
    Section,
    Table,
    TableCell,
    without_note_marks,
)
from knowledge.importing.structure import LegalParagraph as LegalParagraphContent
from knowledge.importing.structure import NotePlace as NotePlaceContent
from knowledge.models import LegalArticlePage, LegalParagraph, SectionNote, SectionPage

ArticleKey = tuple[str, str]


def fingerprint(content: Section | LegalArticle) -> str:
    """The same for the same content, wherever it comes from."""
    plain = json.dumps(asdict(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def own_content(section: Section) -> Section:
    """A section as its page holds it: without its children, the title without marks."""
    return replace(section, title=without_note_marks(section.title), children=())


def body_of(blocks: Iterable[Block], articles: Mapping[ArticleKey, LegalArticlePage]) -> str:
    """The blocks as a StreamField stores them."""
    return json.dumps([_stream_block(block, articles) for block in blocks], ensure_ascii=False)


def _stream_block(
    block: Block, articles: Mapping[ArticleKey, LegalArticlePage]
) -> dict[str, object]:
    match block:
        case Paragraph(text):
            return {"type": "paragraph", "value": text}
        case BulletList(items, ordered):
            return {"type": "list", "value": {"ordered": ordered, "items": list(items)}}
        case Table(caption, header, rows):
            cells = [{"cells": [_cell_value(cell) for cell in row]} for row in rows]
            value = {"caption": caption, "header": list(header), "rows": cells}
            return {"type": "table", "value": value}
        case LawExcerpt(act, article):
            return {"type": "law_excerpt", "value": {"article": articles[act, article].pk}}


def _cell_value(cell: TableCell) -> dict[str, object]:
    return {"text": cell.text, "points": list(cell.points)}


def notes_of(section: Section) -> list[SectionNote]:
    return [
        SectionNote(
            number=note.number, text=note.text, place=NotePlace(note.place.value), sort_order=order
        )
        for order, note in enumerate(section.notes)
    ]


def paragraphs_of(article: LegalArticle) -> list[LegalParagraph]:
    return [
        LegalParagraph(
            number=paragraph.number,
            text=paragraph.text,
            points="\n".join(paragraph.points),
            closing=paragraph.closing,
            sort_order=order,
        )
        for order, paragraph in enumerate(article.paragraphs)
    ]


def section_content(page: SectionPage, acts: Mapping[int, str]) -> Section:
    """What a section's page holds; ``acts`` names the act of each article by its key."""
    return Section(
        number=page.number,
        title=page.title,
        blocks=tuple(block_content(child, acts) for child in page.body),
        notes=tuple(
            Note(note.number, note.text, NotePlaceContent(note.place)) for note in page.notes.all()
        ),
    )


def block_content(child: Any, acts: Mapping[int, str]) -> Block:
    """One block of a StreamField in the importer's terms."""
    value = child.value
    if child.block_type == "list":
        return BulletList(tuple(value["items"]), value["ordered"])
    if child.block_type == "table":
        rows = tuple(
            tuple(TableCell(cell["text"], tuple(cell["points"])) for cell in row["cells"])
            for row in value["rows"]
        )
        return Table(value["caption"], tuple(value["header"]), rows)
    if child.block_type == "law_excerpt":
        article = value["article"]
        # The article may have been deleted since it was quoted.
        if article is None:
            return LawExcerpt("", "")
        return LawExcerpt(acts.get(article.pk, ""), article.specific.number)
    return Paragraph(value)


def article_content(page: LegalArticlePage, act: str) -> LegalArticle:
    return LegalArticle(
        act=act,
        number=page.number,
        paragraphs=tuple(
            LegalParagraphContent(
                paragraph.number, paragraph.text, tuple(paragraph.point_list), paragraph.closing
            )
            for paragraph in page.paragraphs.all()
        ),
    )
