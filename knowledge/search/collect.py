"""What is to be found: the published sections and paragraphs of law, as search documents."""

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page

from knowledge.addresses import paragraph_address, section_address
from knowledge.enums import Readers
from knowledge.importing.structure import without_note_marks
from knowledge.models import (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    LegalParagraph,
    SectionPage,
)
from knowledge.policies import READER_ROLES
from knowledge.search.documents import DocumentKind, SearchDocument
from portal.enums import KNOWLEDGE_ROLES, Role

PARAGRAPH_WORD = "odstavek"


def documents_published(below: str = "") -> list[SearchDocument]:
    """Documents of all published pages, or only of those whose tree path begins with `below`."""
    return [*_sections(below), *_paragraphs(below)]


def article_title(title: str) -> str:
    """The article's part of the title of one of its paragraphs."""
    article, sign, _paragraph = title.rpartition(", ")
    return article if sign and title.endswith(f". {PARAGRAPH_WORD}") else title


def document_key(page: Page) -> str:
    """The key of a page's document; the keys of an article's paragraphs are below it."""
    return str(page.pk)


def _sections(below: str) -> Iterator[SearchDocument]:
    """Sections under a published handbook; one below an unpublished section is left out."""
    slugs = dict(HandbookPage.objects.live().values_list("path", "slug"))
    titles: dict[str, tuple[str, ...]] = dict.fromkeys(slugs, ())
    roles = dict.fromkeys(slugs, KNOWLEDGE_ROLES)
    rows = SectionPage.objects.live().order_by("path").values_list("path", "title", "readers")
    for path, title, readers in rows:
        above = titles.get(_parent(path))
        if above is not None:
            titles[path] = (*above, title)
            roles[path] = roles[_parent(path)] & READER_ROLES[Readers(readers)]
    pages = SectionPage.objects.live().filter(path__startswith=below).order_by("path")
    for page in pages.prefetch_related("notes").iterator(chunk_size=200):
        if page.path in titles:
            handbook = next(path for path in slugs if page.path.startswith(path))
            yield SearchDocument(
                key=document_key(page),
                kind=DocumentKind.SECTION,
                number=page.number,
                title=page.title,
                url=section_address(slugs[handbook], page.number),
                text=section_text(page),
                path=titles[page.path][:-1],
                restricted_to=_restricted_to(roles[page.path]),
            )


def _restricted_to(roles: frozenset[Role]) -> frozenset[str]:
    return frozenset() if roles == KNOWLEDGE_ROLES else frozenset(role.value for role in roles)


def _paragraphs(below: str) -> Iterator[SearchDocument]:
    acts = {
        path: (slug, title)
        for path, slug, title in LegalActPage.objects.live().values_list("path", "slug", "title")
    }
    pages = LegalArticlePage.objects.live().filter(path__startswith=below).order_by("path")
    for page in pages.prefetch_related("wordings__paragraphs").iterator(chunk_size=200):
        if _parent(page.path) not in acts:
            continue
        slug, act = acts[_parent(page.path)]
        for paragraph in page.paragraphs.all():
            yield SearchDocument(
                key=f"{document_key(page)}/{paragraph.number}",
                kind=DocumentKind.LAW,
                number=f"{page.number}/{paragraph.number}",
                title=f"{page.title}, {paragraph.number}. {PARAGRAPH_WORD}",
                url=paragraph_address(slug, page.number, paragraph.number),
                text=_paragraph_text(paragraph),
                path=(act,),
            )


def section_text(page: SectionPage) -> str:
    """A section's own words. A law that it quotes is left out: it is found by itself."""
    parts = [
        part
        for child in page.body.raw_data
        if child["type"] != "law_excerpt"
        for part in texts_of(child["value"])
    ]
    parts += [note.text for note in page.notes.all()]
    return without_note_marks("\n".join(part for part in parts if part.strip()))


def texts_of(value: Any) -> Iterable[str]:
    """All texts in a block's stored value, in order; list items may be wrapped with an id."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            wrapped = isinstance(item, dict) and "type" in item and "value" in item
            yield from texts_of(item["value"] if wrapped else item)
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)


def _paragraph_text(paragraph: LegalParagraph) -> str:
    return "\n".join(filter(None, (paragraph.text, *paragraph.point_list, paragraph.closing)))


def _parent(path: str) -> str:
    return path[: -Page.steplen]
