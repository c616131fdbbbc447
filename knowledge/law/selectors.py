"""What the screens of the legal texts show, already scoped to the reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from knowledge.addresses import (
    article_address,
    comparison_address,
    paragraph_address,
    place_address,
    section_address,
    wording_address,
)
from knowledge.law.comparing import ComparedLine, wordings_compare
from knowledge.law.linking import LawLinks
from knowledge.law.sources import page_links
from knowledge.models import (
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    LegalCitation,
    LegalParagraph,
    LegalWording,
    SectionPage,
)
from portal.models import User

_HANDBOOK_DEPTH = 3


class WordingState(StrEnum):
    EARLIER = "earlier"
    IN_FORCE = "in force"
    COMING = "coming"


@dataclass(frozen=True)
class WordingEntry:
    """A wording in the list of an article's wordings."""

    wording: LegalWording
    state: WordingState
    url: str

    @property
    def is_in_force(self) -> bool:
        return self.state is WordingState.IN_FORCE

    @property
    def is_earlier(self) -> bool:
        return self.state is WordingState.EARLIER

    @property
    def is_coming(self) -> bool:
        return self.state is WordingState.COMING


@dataclass(frozen=True)
class Citing:
    """A page that cites the law."""

    number: str
    title: str
    url: str


@dataclass(frozen=True)
class PlacePoint:
    number: int
    text: str
    url: str


@dataclass(frozen=True)
class ParagraphView:
    paragraph: LegalParagraph
    points: list[PlacePoint]
    url: str
    links: LawLinks
    cited_in: list[Citing]


@dataclass(frozen=True)
class ArticleScreen:
    """`shown` None: the article has no wording at all."""

    act: LegalActPage
    article: LegalArticlePage
    shown: WordingEntry | None
    wordings: list[WordingEntry]
    paragraphs: list[ParagraphView]
    cited_in: list[Citing]
    comparison_url: str


@dataclass(frozen=True)
class ComparisonScreen:
    act: LegalActPage
    article: LegalArticlePage
    url: str
    wordings: list[WordingEntry]
    old: WordingEntry
    new: WordingEntry
    lines: list[ComparedLine]

    @property
    def is_changed(self) -> bool:
        return any(line.is_changed for line in self.lines)


@dataclass(frozen=True)
class ArticleEntry:
    number: str
    title: str
    url: str
    wording: LegalWording | None
    next_from: date | None


@dataclass(frozen=True)
class ActScreen:
    act: LegalActPage
    articles: list[ArticleEntry]


def act_screen(user: User, act_slug: str) -> ActScreen | None:
    """An act with its articles in order; None when there is none for this reader."""
    act = _act(user, act_slug)
    if act is None:
        return None
    articles = LegalArticlePage.objects.readable_by(user).child_of(act).order_by("path")
    return ActScreen(
        act, [_article_entry(act, page) for page in articles.prefetch_related("wordings")]
    )


def _article_entry(act: LegalActPage, article: LegalArticlePage) -> ArticleEntry:
    today = timezone.localdate()
    coming = [
        one.valid_from
        for one in article.wordings_in_order()
        if one.valid_from and not one.is_valid_by(today)
    ]
    return ArticleEntry(
        number=article.number,
        title=article.title,
        url=article_address(act.slug, article.number),
        wording=article.wording_on(today),
        next_from=min(coming, default=None),
    )


def article_screen(
    user: User, act_slug: str, number: str, wording: str = ""
) -> ArticleScreen | None:
    """An article in the wording named, else in that of today; None when there is none to read."""
    found = _article(user, act_slug, number)
    if found is None:
        return None
    act, article = found
    entries = _entries(act, article)
    shown = _entry_named(entries, wording) if wording else _entry_of_today(entries)
    if wording and shown is None:
        return None
    paragraphs = list(shown.wording.paragraphs.all()) if shown else []
    # Who cites means what is in force; another wording may number its paragraphs otherwise.
    is_in_force = shown is not None and shown.is_in_force
    citing = _citing(user, article)
    links = page_links(None, paragraphs).by_paragraph if is_in_force else {}
    return ArticleScreen(
        act=act,
        article=article,
        shown=shown,
        wordings=entries,
        paragraphs=[
            _paragraph_view(act, article, one, links, citing if is_in_force else {})
            for one in paragraphs
        ],
        cited_in=list(dict.fromkeys(one for found in citing.values() for one in found)),
        comparison_url=comparison_address(act.slug, article.number),
    )


def article_page(user: User, act_slug: str, number: str) -> LegalArticlePage | None:
    """An article's page; None when there is none for this reader."""
    found = _article(user, act_slug, number)
    return None if found is None else found[1]


def place_url(
    user: User, act_slug: str, number: str, paragraph: int, point: int | None = None
) -> str | None:
    """Where a paragraph or a point is read; None when there is none for this reader."""
    found = _article(user, act_slug, number)
    if found is None:
        return None
    act, article = found
    entry = _entry_of_today(_entries(act, article))
    paragraphs = entry.wording.paragraphs.all() if entry else []
    for one in paragraphs:
        if one.number == paragraph and (point is None or 0 < point <= len(one.point_list)):
            return paragraph_address(act.slug, article.number, paragraph, point)
    return None


def comparison_screen(
    user: User, act_slug: str, number: str, old: str = "", new: str = ""
) -> ComparisonScreen | None:
    """Two wordings of an article beside each other, else today's and the one next to it.

    None when there are not two to compare.
    """
    found = _article(user, act_slug, number)
    if found is None:
        return None
    act, article = found
    entries = _entries(act, article)
    if len(entries) < 2:
        return None
    usual_old, usual_new = _usual_pair(entries)
    before = _entry_named(entries, old) or usual_old
    after = _entry_named(entries, new) or usual_new
    return ComparisonScreen(
        act=act,
        article=article,
        url=comparison_address(act.slug, article.number),
        wordings=entries,
        old=before,
        new=after,
        lines=wordings_compare(
            list(before.wording.paragraphs.all()), list(after.wording.paragraphs.all())
        ),
    )


def _act(user: User, slug: str) -> LegalActPage | None:
    act: LegalActPage | None = LegalActPage.objects.readable_by(user).filter(slug=slug).first()
    return act


def _article(
    user: User, act_slug: str, number: str
) -> tuple[LegalActPage, LegalArticlePage] | None:
    act = _act(user, act_slug)
    if act is None:
        return None
    article = (
        LegalArticlePage.objects.readable_by(user)
        .child_of(act)
        .filter(number=number)
        .select_related("reviewed_by")
        .prefetch_related("wordings__paragraphs")
        .first()
    )
    return None if article is None else (act, article)


def _entries(act: LegalActPage, article: LegalArticlePage) -> list[WordingEntry]:
    today = timezone.localdate()
    wordings = article.wordings_in_order()
    in_force = article.wording_on(today)
    return [
        WordingEntry(
            one,
            _state(one, in_force, today),
            article_address(act.slug, article.number)
            if one == in_force
            else wording_address(act.slug, article.number, one.key),
        )
        for one in wordings
    ]


def _state(wording: LegalWording, in_force: LegalWording | None, today: date) -> WordingState:
    if wording == in_force:
        return WordingState.IN_FORCE
    return WordingState.EARLIER if wording.is_valid_by(today) else WordingState.COMING


def _entry_named(entries: Iterable[WordingEntry], key: str) -> WordingEntry | None:
    return next((one for one in entries if one.wording.key == key), None)


def _entry_of_today(entries: list[WordingEntry]) -> WordingEntry | None:
    """The wording in force; of an article that is still to come, the first."""
    in_force = next((one for one in entries if one.is_in_force), None)
    return in_force or next(iter(entries), None)


def _usual_pair(entries: list[WordingEntry]) -> tuple[WordingEntry, WordingEntry]:
    """A coming wording beside today's, else today's beside the one before it."""
    coming = next((place for place, one in enumerate(entries) if one.is_coming), len(entries) - 1)
    new = max(coming, 1)
    return entries[new - 1], entries[new]


def _paragraph_view(
    act: LegalActPage,
    article: LegalArticlePage,
    paragraph: LegalParagraph,
    links: Mapping[int, LawLinks],
    citing: Mapping[int | None, list[Citing]],
) -> ParagraphView:
    points = enumerate(paragraph.point_list, start=1)
    return ParagraphView(
        paragraph=paragraph,
        points=[
            PlacePoint(
                order, text, place_address(act.slug, article.number, paragraph.number, order)
            )
            for order, text in points
        ],
        url=place_address(act.slug, article.number, paragraph.number),
        links=links.get(paragraph.pk, {}),
        cited_in=citing.get(paragraph.number, []),
    )


def _citing(user: User, article: LegalArticlePage) -> dict[int | None, list[Citing]]:
    """The pages that cite an article, by the paragraph that they cite."""
    rows = LegalCitation.objects.filter(article=article).values_list("source_id", "paragraph")
    paragraphs = defaultdict(list)
    for source, paragraph in rows:
        paragraphs[source].append(paragraph)
    pages = {**_citing_sections(user, paragraphs), **_citing_articles(user, paragraphs)}
    found: dict[int | None, list[Citing]] = defaultdict(list)
    for source, citing in pages.items():
        for paragraph in paragraphs[source]:
            found[paragraph].append(citing)
    return found


def _citing_sections(user: User, sources: Iterable[int]) -> dict[int, Citing]:
    """The sections that are read: those below a page that is not published are not."""
    sections = list(
        SectionPage.objects.readable_by(user)
        .filter(pk__in=list(sources))
        .order_by("path")
        .values_list("pk", "path", "number", "title")
    )
    above = {
        path[: depth * Page.steplen]
        for _pk, path, _number, _title in sections
        for depth in range(_HANDBOOK_DEPTH, len(path) // Page.steplen)
    }
    published = _published(Page.objects.filter(path__in=above))
    slugs = dict(HandbookPage.objects.readable_by(user).values_list("path", "slug"))
    found = {}
    for pk, path, number, title in sections:
        depths = range(_HANDBOOK_DEPTH, len(path) // Page.steplen)
        slug = slugs.get(path[: _HANDBOOK_DEPTH * Page.steplen])
        if slug and all(path[: depth * Page.steplen] in published for depth in depths):
            found[pk] = Citing(number, title, section_address(slug, number))
    return found


def _published(pages: Any) -> frozenset[str]:
    return frozenset(pages.live().values_list("path", flat=True))


def _citing_articles(user: User, sources: Iterable[int]) -> dict[int, Citing]:
    acts = {act.path: act for act in LegalActPage.objects.readable_by(user)}
    articles = (
        LegalArticlePage.objects.readable_by(user)
        .filter(pk__in=list(sources))
        .order_by("path")
        .values_list("pk", "path", "number", "title")
    )
    found = {}
    for pk, path, number, title in articles:
        act = acts.get(path[: -Page.steplen])
        if act is not None:
            name = act.abbreviation or act.short_name or act.title
            found[pk] = Citing(name, title, article_address(act.slug, number))
    return found
