"""What the screens of the knowledge base show, already scoped to the reader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from knowledge.addresses import act_address, article_address, section_address
from knowledge.content import section_content
from knowledge.enums import Readers
from knowledge.importing.structure import Section, without_note_marks
from knowledge.law.linking import LawLinks
from knowledge.law.sources import page_links
from knowledge.models import (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    LegalParagraph,
    SectionNote,
    SectionPage,
)
from knowledge.policies import readers_narrowest
from portal.models import User


@dataclass
class Chapter:
    """An entry of the chapter tree."""

    number: str
    title: str
    url: str
    path: str
    children: list["Chapter"] = field(default_factory=list)
    is_current: bool = False
    is_open: bool = False
    readers: Readers = Readers.ALL
    # What happened to it since the reader's last visit, as a word; empty for nothing.
    change: str = ""


@dataclass(frozen=True)
class HandbookTree:
    handbook: HandbookPage
    chapters: list[Chapter]


@dataclass(frozen=True)
class ArticleLink:
    number: str
    title: str
    act: str
    url: str


@dataclass(frozen=True)
class ActLinks:
    title: str
    url: str
    articles: list[ArticleLink]


@dataclass(frozen=True)
class KnowledgeHome:
    handbooks: list[HandbookTree]
    acts: list[ActLinks]


@dataclass(frozen=True)
class Excerpt:
    """An article that a section quotes, ready to be shown in its place."""

    title: str
    url: str
    paragraphs: list[LegalParagraph]
    links: dict[int, LawLinks] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownBlock:
    """A block of a section's text. `excerpt`: the article that it quotes, where that is there."""

    kind: str
    value: Any
    anchor: str
    excerpt: Excerpt | None = None

    @property
    def title(self) -> str:
        """How the contents of the page name it; empty for what does not stand in them."""
        if self.kind == "heading":
            return without_note_marks(str(self.value))
        if self.kind == "table":
            return without_note_marks(str(self.value["caption"]))
        return self.excerpt.title if self.excerpt else ""


@dataclass(frozen=True)
class ContentsEntry:
    anchor: str
    title: str


@dataclass(frozen=True)
class SectionScreen:
    handbook: HandbookPage
    section: SectionPage
    chapters: list[Chapter]
    breadcrumb: list[Chapter]
    below: list[Chapter]
    previous: Chapter | None
    next: Chapter | None
    notes: list[SectionNote]
    blocks: list[ShownBlock]
    law_links: LawLinks
    # Whom the section is for, where that is not everybody.
    readers: str

    @property
    def contents(self) -> list[ContentsEntry]:
        """What stands on the page and has a name, where that is more than one thing."""
        entries = [ContentsEntry(block.anchor, block.title) for block in self.blocks if block.title]
        if self.below:
            entries.append(ContentsEntry("below", _("In this chapter")))
        if self.notes and entries:
            entries.append(ContentsEntry("notes", _("Notes")))
        return entries if len(entries) > 1 else []


def knowledge_home(user: User) -> KnowledgeHome:
    """All handbooks with their chapters, the newest first, and all acts with their articles."""
    handbooks = list(HandbookPage.objects.readable_by(user).order_by("is_starter", "-pk"))
    sections = list(_section_rows(user))
    return KnowledgeHome(
        handbooks=[HandbookTree(book, _chapters(book, sections)) for book in handbooks],
        acts=_acts(user),
    )


def section_screen(user: User, handbook_slug: str, number: str) -> SectionScreen | None:
    """A section with its neighbours; None when there is none for this reader."""
    handbook = HandbookPage.objects.readable_by(user).filter(slug=handbook_slug).first()
    if handbook is None:
        return None
    section = _section(user, handbook, number)
    if section is None:
        return None
    chapters = _chapters(handbook, _section_rows(user))
    order = list(_in_order(chapters))
    index = next((i for i, entry in enumerate(order) if entry.path == section.path), None)
    if index is None:
        return None
    breadcrumb = [chapter for chapter in order if section.path.startswith(chapter.path)]
    for chapter in breadcrumb:
        chapter.is_open = True
    order[index].is_current = True
    excerpts = excerpts_of(user, [section])
    links = page_links(section, [one for quoted in excerpts.values() for one in quoted.paragraphs])
    return SectionScreen(
        handbook=handbook,
        section=section,
        chapters=chapters,
        breadcrumb=breadcrumb[:-1],
        below=order[index].children,
        previous=order[index - 1] if index else None,
        next=order[index + 1] if index + 1 < len(order) else None,
        notes=list(section.notes.all()),
        blocks=blocks_of(
            section,
            {pk: replace(one, links=links.by_paragraph) for pk, one in excerpts.items()},
        ),
        law_links=links.own,
        readers=_readers_named(breadcrumb),
    )


def section_page(user: User, handbook_slug: str, number: str) -> SectionPage | None:
    """A section that stands in the chapter tree; None when there is none for this reader."""
    handbook = HandbookPage.objects.readable_by(user).filter(slug=handbook_slug).first()
    section = _section(user, handbook, number) if handbook else None
    if handbook is None or section is None:
        return None
    reached = {entry.path for entry in _in_order(_chapters(handbook, _section_rows(user)))}
    return section if section.path in reached else None


def handbook_for_export(slug: str = "") -> HandbookPage | None:
    """The named handbook, else the organisation's own, else the starter; drafts included."""
    handbooks = HandbookPage.objects.order_by("is_starter", "-pk")
    if slug:
        handbooks = handbooks.filter(slug=slug)
    return handbooks.first()


def sections_latest(handbook: HandbookPage) -> Iterator[tuple[SectionPage, Section]]:
    """Each section's newest state, published or not, in reading order."""
    acts = acts_by_article()
    for page in SectionPage.objects.descendant_of(handbook).order_by("path"):
        latest = page.get_latest_revision_as_object()
        yield latest, section_content(latest, acts)


def readers_at(path: str) -> Readers:
    """Whom that is for which stands at a place in the tree, published or not."""
    steps = range(Page.steplen, len(path) + 1, Page.steplen)
    sections = SectionPage.objects.filter(path__in=[path[:end] for end in steps])
    return readers_narrowest(map(Readers, sections.values_list("readers", flat=True)))


def readers_after_move(section: SectionPage, destination: Page) -> Readers:
    """Whom a section is for once it stands below another page."""
    return readers_narrowest([Readers(section.readers), readers_at(destination.path)])


def readers_published(section: SectionPage) -> Readers | None:
    """The choice that counts now, whatever a draft says; None for what is not published."""
    published = SectionPage.objects.live().filter(pk=section.pk)
    chosen = published.values_list("readers", flat=True).first()
    return None if chosen is None else Readers(chosen)


def acts_by_article() -> dict[int, str]:
    """The title of the act that each article belongs to."""
    articles = LegalArticlePage.objects.values_list("pk", "path")
    acts = dict(LegalActPage.objects.values_list("path", "title"))
    return {pk: acts.get(path[: -Page.steplen], "") for pk, path in articles}


def _section(user: User, handbook: HandbookPage, number: str) -> SectionPage | None:
    sections = SectionPage.objects.readable_by(user).descendant_of(handbook)
    section: SectionPage | None = (
        sections.filter(number=number)
        .select_related("reviewed_by")
        .prefetch_related("notes")
        .first()
    )
    return section


def _readers_named(chapters: Iterable[Chapter]) -> str:
    """Whom a section is for, by all that it stands in; empty for everybody."""
    readers = readers_narrowest(chapter.readers for chapter in chapters)
    return "" if readers == Readers.ALL else str(readers.label)


def _section_rows(user: User) -> Iterable[tuple[str, str, str, str]]:
    rows = SectionPage.objects.readable_by(user).order_by("path")
    return rows.values_list("path", "number", "title", "readers")


def _chapters(handbook: HandbookPage, rows: Iterable[tuple[str, str, str, str]]) -> list[Chapter]:
    """The chapter tree of a handbook; a section below an unpublished one is left out."""
    known: dict[str, list[Chapter]] = {handbook.path: []}
    for path, number, title, readers in rows:
        siblings = known.get(path[: -Page.steplen])
        if siblings is not None:
            url = section_address(handbook.slug, number)
            chapter = Chapter(number, title, url, path, readers=Readers(readers))
            siblings.append(chapter)
            known[path] = chapter.children
    return known[handbook.path]


def chapters_mark(chapters: Iterable[Chapter], marks: Mapping[str, str]) -> None:
    """Put to each chapter the word for what happened to it, by its place in the tree."""
    for chapter in _in_order(chapters):
        chapter.change = marks.get(chapter.path, "")


def _in_order(chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    for chapter in chapters:
        yield chapter
        yield from _in_order(chapter.children)


def _acts(user: User) -> list[ActLinks]:
    acts = list(LegalActPage.objects.readable_by(user).order_by("path"))
    articles = list(LegalArticlePage.objects.readable_by(user).order_by("path"))
    return [
        ActLinks(
            act.title,
            act_address(act.slug),
            [_link(act, a) for a in articles if a.path.startswith(act.path)],
        )
        for act in acts
    ]


def _link(act: LegalActPage, article: LegalArticlePage) -> ArticleLink:
    url = article_address(act.slug, article.number)
    return ArticleLink(article.number, article.title, act.title, url)


def excerpts_of(user: User, sections: Iterable[SectionPage]) -> dict[int, Excerpt]:
    """The articles quoted in sections, by the key of their page."""
    quoted = [
        child["value"]["article"] for section in sections for child in _raw(section, "law_excerpt")
    ]
    if not quoted:
        return {}
    articles = LegalArticlePage.objects.readable_by(user).filter(pk__in=quoted)
    articles = list(articles.prefetch_related("wordings__paragraphs"))
    parents = {article.path[: -Page.steplen] for article in articles}
    acts: Mapping[str, LegalActPage] = {
        act.path: act for act in LegalActPage.objects.readable_by(user).filter(path__in=parents)
    }
    links = {
        article.pk: _link(acts[article.path[: -Page.steplen]], article)
        for article in articles
        if article.path[: -Page.steplen] in acts
    }
    return {
        article.pk: Excerpt(
            f"{links[article.pk].act}, {article.title}",
            links[article.pk].url,
            list(article.paragraphs.all()),
        )
        for article in articles
        if article.pk in links
    }


def blocks_of(section: SectionPage, excerpts: Mapping[int, Excerpt]) -> list[ShownBlock]:
    """A section's blocks. A quoted article is taken from `excerpts`: its page is not fetched."""
    shown = []
    for index, raw in enumerate(section.body.raw_data):
        kind, anchor = raw["type"], f"part-{index + 1}"
        if kind == "law_excerpt":
            excerpt = excerpts.get(raw["value"]["article"])
            shown.append(ShownBlock(kind, None, anchor, excerpt))
        else:
            shown.append(ShownBlock(kind, section.body[index].value, anchor))
    return shown


def _raw(section: SectionPage, kind: str) -> list[dict[str, dict[str, int]]]:
    """The stored form of a section's blocks of one kind: reading it fetches no page."""
    return [child for child in section.body.raw_data if child["type"] == kind]
