"""Changes to legal texts: a wording entered ahead of its day, and what follows from the texts."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from knowledge.law.resolving import Source, places_in
from knowledge.law.sources import paragraph_source, section_source
from knowledge.models import (
    LegalArticlePage,
    LegalCitation,
    LegalParagraph,
    LegalWording,
    SectionPage,
)
from knowledge.search.changes import change_note
from knowledge.search.services import index_update
from portal.models import JobRun, User

TAKE_OVER_JOB = "knowledge.wordings_take_over"


class WordingExistsError(ValueError):
    """The article has a wording from that day already."""


def wording_add(
    *, actor: User, article: LegalArticlePage, valid_from: date, source: str
) -> LegalWording:
    """A draft of the article with one more wording: a copy of the newest, to be changed.

    Raises WordingExistsError.
    """
    with transaction.atomic():
        latest = article.get_latest_revision_as_object()
        wordings = latest.wordings_in_order()
        if any(one.valid_from == valid_from for one in wordings):
            raise WordingExistsError
        added = LegalWording(valid_from=valid_from, source=source)
        newest = wordings[-1].paragraphs.all() if wordings else []
        added.paragraphs = [
            LegalParagraph(
                sort_order=order,
                number=paragraph.number,
                text=paragraph.text,
                points=paragraph.points,
                closing=paragraph.closing,
            )
            for order, paragraph in enumerate(newest)
        ]
        # The editor finds the one that she came to write in front.
        in_front = [added, *reversed(wordings)]
        for order, one in enumerate(in_front):
            one.sort_order = order
        latest.wordings = in_front
        latest.save_revision(user=actor, log_action=True)
    return added


def wordings_take_over() -> None:
    """Bring search and citations to the wordings that came into force since the last run."""
    today = timezone.localdate()
    last = JobRun.objects.filter(name=TAKE_OVER_JOB).first()
    since = timezone.localdate(last.ran_at) if last else date.min
    if since == today:
        return
    begun = Q(wordings__valid_from__gte=since, wordings__valid_from__lte=today)
    articles = LegalArticlePage.objects.live().filter(begun).distinct()
    changed = list(articles.values_list("pk", "path"))
    if changed:
        with transaction.atomic():
            for key, path in changed:
                change_note(key, path)
        index_update()
    # The first run finds texts that were there before anybody counted their citations.
    if changed or last is None:
        citations_rebuild()


def citations_update(paths: Iterable[str]) -> None:
    """Read again which law the published sections below the given tree paths cite."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    sections = SectionPage.objects.filter(below)
    with transaction.atomic():
        LegalCitation.objects.filter(source__in=sections.values("pk")).delete()
        _citations_write(_section_sources(sections.live()))


def citations_rebuild() -> None:
    """Read all published pages again: a law that changes may be meant by any of them."""
    with transaction.atomic():
        LegalCitation.objects.all().delete()
        _citations_write(_section_sources(SectionPage.objects.live()))
        _citations_write(_paragraph_sources(LegalArticlePage.objects.live()))


def _section_sources(sections: QuerySet[SectionPage]) -> list[tuple[int, Source]]:
    pages = sections.prefetch_related("notes").iterator(chunk_size=200)
    return [(page.pk, section_source(page)) for page in pages]


def _paragraph_sources(articles: QuerySet[LegalArticlePage]) -> list[tuple[int, Source]]:
    pages = articles.prefetch_related("wordings__paragraphs").iterator(chunk_size=200)
    return [
        (page.pk, paragraph_source(paragraph))
        for page in pages
        for paragraph in page.paragraphs.all()
    ]


def _citations_write(sources: list[tuple[int, Source]]) -> None:
    found = places_in([source for _pk, source in sources])
    cited = {
        (pk, place.article.pk, place.paragraph)
        for (pk, _source), places in zip(sources, found, strict=True)
        for of_text in places.values()
        for place in of_text
    }
    cited |= {(pk, article, None) for pk, source in sources for article in source.quoted}
    known = set(LegalArticlePage.objects.values_list("pk", flat=True))
    LegalCitation.objects.bulk_create(
        LegalCitation(source_id=pk, article_id=article, paragraph=paragraph)
        for pk, article, paragraph in sorted(cited, key=str)
        if pk != article and article in known
    )
