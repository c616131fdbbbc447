"""Recordings of pages: the one that a visitor asks for, and what editors see of all."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import chain

from wagtail.models import Page

from website.models import PublicPage, Recording, VictimPage
from website.selectors import live_page, victim_page_models
from website.translation_states.stand_ins import blocks_replaced


def recording_at(language_code: str, path: str, kind: str) -> Recording | None:
    """The recording of the page at a path of a language, in three queries; none of a draft's.

    Nor one that says what the page no longer shows as current.
    """
    page = live_page(language_code, path)
    if not isinstance(page, VictimPage) or blocks_replaced(page):
        return None
    return Recording.objects.filter(page_id=page.pk, kind=kind).first()


def is_recorded(page: Page) -> bool:
    """Whether it is a page that may have one."""
    kind = page.specific_class
    return kind is not None and issubclass(kind, VictimPage) and page.alias_of_id is None


def recording_of(page: Page) -> Recording | None:
    """Without its sound."""
    return Recording.objects.filter(page_id=page.pk).defer("content").first()


def pages_to_record() -> list[Page]:
    """Pages for victims, live or not, by language and in the order of the site."""
    pages = Page.objects.type(*victim_page_models()).filter(alias_of=None)
    return list(pages.select_related("locale").order_by("locale__language_code", "path"))


def text_fingerprint(page: PublicPage) -> str:
    """Of what somebody reads aloud."""
    texts = "\0".join(chain.from_iterable(page.views_of_text().values()))
    return sha256(texts.encode()).hexdigest()


def overtaken_among(recordings: Iterable[Recording]) -> set[int]:
    """Keys of the recordings whose page says something else by now; a query for each page type."""
    by_page = {recording.page_id: recording for recording in recordings}
    pages = Page.objects.filter(pk__in=by_page).specific()
    return {
        by_page[page.pk].pk
        for page in pages
        if text_fingerprint(page) != by_page[page.pk].text_fingerprint
    }


def recordings_overtaken() -> list[Recording]:
    """Recordings whose page says something else by now."""
    recordings = list(Recording.objects.select_related("page__locale").defer("content"))
    keys = overtaken_among(recordings)
    return [recording for recording in recordings if recording.pk in keys]
