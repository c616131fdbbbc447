"""A handbook as plain text, for round trips and for measuring."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from knowledge.content import article_content
from knowledge.importing.structure import LawExcerpt, Section
from knowledge.models import HandbookPage, LegalArticlePage, SectionPage
from knowledge.selectors import sections_latest


class Entry(TypedDict):
    number: str
    title: str
    text: str
    notes: list[str]


def handbook_entries(handbook: HandbookPage) -> list[Entry]:
    """The sections in reading order; the paragraphs of a quoted article follow its section."""
    return list(_entries(sections_latest(handbook)))


def _entries(sections: Iterable[tuple[SectionPage, Section]]) -> Iterator[Entry]:
    for page, section in sections:
        texts = [
            block.plain_text() for block in section.blocks if not isinstance(block, LawExcerpt)
        ]
        yield Entry(
            number=section.number,
            title=section.title,
            text="\n".join(texts),
            notes=[note.text for note in section.notes],
        )
        for child, block in zip(page.body, section.blocks, strict=True):
            # The article may have been deleted since it was quoted.
            if isinstance(block, LawExcerpt) and child.value["article"] is not None:
                yield from _paragraph_entries(child.value["article"], block.act)


def _paragraph_entries(article: LegalArticlePage, act: str) -> Iterator[Entry]:
    latest = article.get_latest_revision_as_object()
    for paragraph in article_content(latest, act).paragraphs:
        yield Entry(
            number=f"{latest.number}/{paragraph.number}",
            title=f"{act}, {latest.title}",
            text=paragraph.plain_text(),
            notes=[],
        )
