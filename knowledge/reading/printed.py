"""What a printed section, chapter or handbook consists of. Selectors."""

from dataclasses import dataclass

from wagtail.models import Page

from knowledge.addresses import HOME_ADDRESS, section_address
from knowledge.models import GlossaryTerm, HandbookPage, SectionNote, SectionPage
from knowledge.reading.marks import TextMarks
from knowledge.reading.selectors import glossary_of
from knowledge.selectors import ShownBlock, blocks_of, excerpts_of
from portal.models import User

_DEEPEST_HEADING = 6


@dataclass(frozen=True)
class PrintedSection:
    """`heading`: h2 for the topmost sections on the paper, h3 for those below."""

    number: str
    title: str
    anchor: str
    heading: str
    blocks: list[ShownBlock]
    notes: list[SectionNote]
    title_notes: list[int]


@dataclass(frozen=True)
class PrintedDocument:
    """`name`: a file name without its ending. `url`: where it is read.

    `marks` writes the texts once, in order.
    """

    title: str
    handbook: HandbookPage
    name: str
    url: str
    sections: list[PrintedSection]
    marks: TextMarks

    @property
    def has_contents(self) -> bool:
        return len(self.sections) > 1

    @property
    def words(self) -> list[GlossaryTerm]:
        """What was explained in the texts so far."""
        return self.marks.used


def printed_handbook(user: User, handbook_slug: str) -> PrintedDocument | None:
    """A whole handbook; None when there is none for this reader."""
    handbook = _handbook(user, handbook_slug)
    if handbook is None:
        return None
    return _document(user, handbook, handbook.title, handbook.slug, HOME_ADDRESS, handbook.path)


def printed_section(
    user: User, handbook_slug: str, number: str, *, below: bool
) -> PrintedDocument | None:
    """A section, with all sections below it when asked; None when there is none."""
    handbook = _handbook(user, handbook_slug)
    if handbook is None:
        return None
    pages = SectionPage.objects.readable_by(user).descendant_of(handbook)
    page = pages.filter(number=number).first()
    if page is None:
        return None
    document = _document(
        user,
        handbook,
        f"{page.number} {page.title}",
        f"{handbook.slug}-{page.number.replace('.', '-')}",
        section_address(handbook.slug, page.number),
        page.path,
        depth=None if below else page.depth,
    )
    # Nothing: it stands below an unpublished section.
    return document if document.sections else None


def _handbook(user: User, slug: str) -> HandbookPage | None:
    return HandbookPage.objects.readable_by(user).filter(slug=slug).first()


def _document(
    user: User,
    handbook: HandbookPage,
    title: str,
    name: str,
    url: str,
    path: str,
    depth: int | None = None,
) -> PrintedDocument:
    pages = _reachable(user, handbook)
    pages = [page for page in pages if page.path.startswith(path)]
    if depth is not None:
        pages = [page for page in pages if page.depth == depth]
    excerpts = excerpts_of(user, pages)
    top = min((page.depth for page in pages), default=0)
    sections = [
        PrintedSection(
            number=page.number,
            title=page.title,
            anchor=f"section-{page.number}",
            heading=f"h{min(page.depth - top + 2, _DEEPEST_HEADING)}",
            blocks=blocks_of(page, excerpts),
            notes=list(page.notes.all()),
            title_notes=[note.number for note in page.notes.all() if note.place == "title"],
        )
        for page in pages
    ]
    marks = TextMarks(glossary_of(user), is_printed=True)
    return PrintedDocument(title, handbook, name, url, sections, marks)


def _reachable(user: User, handbook: HandbookPage) -> list[SectionPage]:
    """Published sections in reading order; one below an unpublished section is left out."""
    pages = SectionPage.objects.readable_by(user).descendant_of(handbook).order_by("path")
    reached = {handbook.path}
    found = []
    for page in pages.prefetch_related("notes"):
        if page.path[: -Page.steplen] in reached:
            reached.add(page.path)
            found.append(page)
    return found
