"""Which article or paragraph a citation means. In doubt none: a wrong link is worse than none."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page

from knowledge.addresses import article_address, paragraph_address
from knowledge.importing.structure import NOTE_MARK
from knowledge.law.acts import ActMention, ActNames, mentions_in
from knowledge.law.grammar import Citation, Of, article_key, citations_in
from knowledge.models import LegalActPage, LegalArticlePage, LegalParagraph, LegalWording

# A number or one of these with its full stop does not end a sentence.
_SENTENCE_END = re.compile(
    r"(?<!\d)(?<!\bodst)(?<!\bčl)(?<!\bnpr)(?<!\boz)(?<!\bšt)[.!?]\s+(?=[A-ZČŠŽ»])"
)
# "5. člen pogodbe" is no article of law.
_OF_SOMETHING_ELSE = re.compile(
    r"\s*\(?(?:te\s+|tega\s+|njen\w*\s+)?"
    r"(?:pogodb|dogovor|statut|poslovnik|pravil|hišn|načrt|sklep|odlo[kč]|navodil|sporazum|kodeks"
    r"|direktiv|uredb|konvencij|protokol|ustav|obraz|dopis|besedil|zakonik)\w*",
    re.IGNORECASE,
)
_OF_THIS_ACT = re.compile(
    r"\s*\(?tega\s+(?:zakon|pravilnik|uredb|konvencij|direktiv|ustav|kodeks|protokol)\w*"
)
_BETWEEN = re.compile(r"\s*\(?\s*")


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    pk: int
    act: str
    act_slug: str
    number: str


@dataclass(frozen=True, slots=True)
class Source:
    """Texts that are read together.

    A law's own text names the article it belongs to (`own`) and its paragraph; a section's the
    articles that it quotes.
    """

    texts: tuple[str, ...]
    own: int | None = None
    paragraph: int | None = None
    quoted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A citation with the article it means."""

    start: int
    end: int
    article: IndexedArticle
    paragraph: int | None
    point: int | None

    @property
    def url(self) -> str:
        if self.paragraph is None:
            return article_address(self.article.act_slug, self.article.number)
        return paragraph_address(
            self.article.act_slug, self.article.number, self.paragraph, self.point
        )


Places = dict[str, tuple[Place, ...]]


@dataclass
class LawIndex:
    """The acts and articles that are published."""

    acts: tuple[ActNames, ...]
    articles: Mapping[int, IndexedArticle]
    by_number: Mapping[tuple[str, str], IndexedArticle] = field(init=False)
    acts_with: Mapping[str, list[IndexedArticle]] = field(init=False)

    def __post_init__(self) -> None:
        doubles = defaultdict(list)
        acts_with = defaultdict(list)
        for article in self.articles.values():
            doubles[article.act, article_key(article.number)].append(article)
            acts_with[article_key(article.number)].append(article)
        self.by_number = {key: found[0] for key, found in doubles.items() if len(found) == 1}
        self.acts_with = acts_with


def law_index() -> LawIndex:
    acts = {act.path: act for act in LegalActPage.objects.live()}
    rows = LegalArticlePage.objects.live().values_list("pk", "path", "number")
    return LawIndex(
        tuple(
            ActNames(path, tuple({act.title, act.short_name} - {""}), act.abbreviation)
            for path, act in acts.items()
        ),
        {
            pk: IndexedArticle(pk, act.path, act.slug, number)
            for pk, path, number in rows
            if (act := acts.get(path[: -Page.steplen])) is not None
        },
    )


def places_in(sources: Sequence[Source]) -> list[Places]:
    """For each source, the places that its texts name.

    Four queries, whatever the texts are; none when no text names any place.
    """
    cited = [_citations(source) for source in sources]
    if not any(cited):
        return [{} for _source in sources]
    index = law_index()
    found = [
        _Reader(index, source, citations).read()
        for source, citations in zip(sources, cited, strict=True)
    ]
    points = _points_in_force(
        place.article.pk for places in found for texts in places.values() for place in texts
    )
    return [
        {text: tuple(_there(places, points)) for text, places in source.items()} for source in found
    ]


def _citations(source: Source) -> dict[str, list[Citation]]:
    return {text: found for text in source.texts if (found := citations_in(_unmarked(text)))}


def _unmarked(text: str) -> str:
    """Without the marks of notes, every other letter in its place."""
    return NOTE_MARK.sub(lambda mark: " " * len(mark.group()), text)


def _there(places: Iterable[Place], points: Mapping[int, Mapping[int, int]]) -> Iterable[Place]:
    """Those whose paragraph is there; a point that is not there leads to its paragraph."""
    for place in places:
        of_article = points.get(place.article.pk, {})
        if place.paragraph is None:
            yield place
        elif place.paragraph in of_article:
            known = place.point is not None and place.point <= of_article[place.paragraph]
            point = place.point if known else None
            yield Place(place.start, place.end, place.article, place.paragraph, point)


def _points_in_force(articles: Iterable[int]) -> dict[int, dict[int, int]]:
    """How many points each paragraph of the articles has, in the wordings in force."""
    dated = LegalWording.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=timezone.localdate()), page__in=set(articles)
    ).order_by(F("valid_from").asc(nulls_first=True))
    wordings = dict(dated.values_list("page_id", "pk"))
    pages = {wording: page for page, wording in wordings.items()}
    found: dict[int, dict[int, int]] = {page: {} for page in wordings}
    for paragraph in LegalParagraph.objects.filter(wording__in=pages):
        found[pages[paragraph.wording_id]][paragraph.number] = len(paragraph.point_list)
    return found


class _Reader:
    """Reads the texts of one source."""

    def __init__(
        self, index: LawIndex, source: Source, citations: Mapping[str, list[Citation]]
    ) -> None:
        self._index = index
        self._source = source
        self._citations = citations
        self._own = index.articles.get(source.own) if source.own else None
        self._mentions = {text: mentions_in(_unmarked(text), index.acts) for text in source.texts}
        self._act_of_all = self._single_act(
            [mention for found in self._mentions.values() for mention in found]
        )
        quoted = [index.articles[pk] for pk in source.quoted if pk in index.articles]
        self._quoted = quoted if len(quoted) == len(source.quoted) else []

    def read(self) -> dict[str, list[Place]]:
        named = {
            text: {one: self._named(text, one) for one in found if one.of is Of.NAMED}
            for text, found in self._citations.items()
        }
        everywhere = [article for found in named.values() for article in found.values()]
        return {
            text: [
                place
                for one in citations
                if (place := self._place(text, one, named[text], everywhere)) is not None
            ]
            for text, citations in self._citations.items()
        }

    def _place(
        self,
        text: str,
        citation: Citation,
        named: Mapping[Citation, IndexedArticle | None],
        everywhere: Sequence[IndexedArticle | None],
    ) -> Place | None:
        paragraph = citation.paragraph
        if citation.of is Of.NAMED:
            article = named[citation]
        elif citation.is_before:
            article = self._own
            paragraph = (self._source.paragraph or 0) - 1
        elif citation.of is Of.THIS or self._own:
            article = self._own
        else:
            article = self._unsaid(text, citation, named, everywhere)
        if article is None or (citation.of is Of.UNSAID and self._is_of_else(text, citation)):
            return None
        return Place(citation.start, citation.end, article, paragraph, citation.point)

    def _unsaid(
        self,
        text: str,
        citation: Citation,
        named: Mapping[Citation, IndexedArticle | None],
        everywhere: Sequence[IndexedArticle | None],
    ) -> IndexedArticle | None:
        """The only article of the sentence, else the one quoted, else the only one of the page."""
        start, end = _sentence(text, citation.start)
        near = {article for one, article in named.items() if start <= one.start < end}
        for articles in (near, set(self._quoted), set(everywhere)):
            if articles:
                return articles.pop() if len(articles) == 1 else None
        return None

    def _named(self, text: str, citation: Citation) -> IndexedArticle | None:
        """The article of that number in the act that is meant."""
        if self._own and _OF_THIS_ACT.match(text, citation.tail):
            return self._article_in(self._own.act, citation)
        mention = self._beside(text, citation)
        if mention is not None:
            return self._article_in(mention.act, citation)
        if self._is_of_else(text, citation):
            return None
        start, end = _sentence(text, citation.start)
        near = [one for one in self._mentions[text] if start <= one.start < end]
        if near:
            return self._article_in(self._single_act(near), citation)
        if self._own:
            return self._article_in(self._own.act, citation)
        return self._of_the_page(citation)

    def _is_of_else(self, text: str, citation: Citation) -> bool:
        return _OF_SOMETHING_ELSE.match(text, citation.tail) is not None

    def _beside(self, text: str, citation: Citation) -> ActMention | None:
        """The act named right behind the citation."""
        gap = _BETWEEN.match(text, citation.tail)
        behind = gap.end() if gap else citation.tail
        return next((one for one in self._mentions[text] if one.start == behind), None)

    def _of_the_page(self, citation: Citation) -> IndexedArticle | None:
        """The act quoted, else the only one named, else the only one that has the article."""
        quoted = {article.act for article in self._quoted}
        if quoted or self._source.quoted:
            return self._article_in(quoted.pop() if len(quoted) == 1 else None, citation)
        if any(self._mentions.values()):
            return self._article_in(self._act_of_all, citation)
        candidates = self._index.acts_with.get(citation.article, [])
        return candidates[0] if len(candidates) == 1 else None

    def _article_in(self, act: str | None, citation: Citation) -> IndexedArticle | None:
        return self._index.by_number.get((act, citation.article)) if act else None

    def _single_act(self, mentions: Sequence[ActMention]) -> str | None:
        """The act that all mentions name; None also when one names an act that is not known."""
        acts = {mention.act for mention in mentions}
        return acts.pop() if len(acts) == 1 else None


def _sentence(text: str, place: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    start, end = 0, len(text)
    for boundary in _SENTENCE_END.finditer(text):
        if boundary.end() <= place:
            start = boundary.end()
        else:
            end = boundary.end()
            break
    return start, end
