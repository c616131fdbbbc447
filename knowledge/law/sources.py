"""The texts of a page that may cite the law, with what they stand beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.law.linking import LawLink, LawLinks
from knowledge.law.resolving import Places, Source, places_in
from knowledge.models import LegalParagraph, SectionPage
from knowledge.search.collect import texts_of

_EXCERPT = "law_excerpt"


def section_source(section: SectionPage) -> Source:
    """A section's own texts, as its templates show them; what it quotes has texts of its own."""
    blocks = list(section.body.raw_data)
    texts = [
        text for block in blocks if block["type"] != _EXCERPT for text in texts_of(block["value"])
    ]
    texts += [note.text for note in section.notes.all()]
    quoted = [block["value"]["article"] for block in blocks if block["type"] == _EXCERPT]
    return Source(tuple(dict.fromkeys(texts)), quoted=frozenset(filter(None, quoted)))


def paragraph_source(paragraph: LegalParagraph) -> Source:
    texts = (paragraph.text, *paragraph.point_list, paragraph.closing)
    return Source(texts, own=paragraph.wording.page_id, paragraph=paragraph.number)


@dataclass(frozen=True)
class PageLinks:
    """The links in a page's own texts, and in the paragraphs of law that it shows, by their key."""

    own: LawLinks
    by_paragraph: dict[int, LawLinks]


def page_links(section: SectionPage | None, paragraphs: Sequence[LegalParagraph]) -> PageLinks:
    """All at once: a page costs the same number of queries whatever it cites."""
    sources = [paragraph_source(paragraph) for paragraph in paragraphs]
    if section is not None:
        sources.append(section_source(section))
    links = [_links_of(places) for places in places_in(sources)]
    own = links.pop() if section is not None else {}
    keys = [paragraph.pk for paragraph in paragraphs]
    return PageLinks(own, dict(zip(keys, links, strict=True)))


def _links_of(places: Places) -> LawLinks:
    return {
        text: tuple(LawLink(place.start, place.end, place.url) for place in found)
        for text, found in places.items()
    }
