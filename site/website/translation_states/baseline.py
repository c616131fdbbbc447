"""What the texts of a page were made from, where nobody published them before our eyes."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone
from wagtail.models import Revision
from wagtail_localize.models import SourceDeletedError, Translation

from website.models import PublicPage
from website.starter import NAMESPACE, StarterPage, starter_languages, starter_pages
from website.translation_states.records import SourceTexts
from website.translation_states.texts import Texts, page_texts


def texts_seen(page: PublicPage, source: SourceTexts, is_new_revision: bool) -> Texts:
    """The source as whoever wrote the translation saw it.

    That is the source of the moment at which the published version was written, not of that at
    which it went out: publishing may have been planned, or waited for a second person. Where
    the translator's editor had an older one by then, it is that one.
    """
    written_at = (_written_at(page) if is_new_revision else None) or timezone.now()
    if (texts := _texts_in_editor(page, written_at)) is not None:
        return texts
    moments = {path: record.at(written_at) for path, record in source.items()}
    return {path: text for path, text in moments.items() if text is not None}


def starter_texts(page: PublicPage, language_code: str) -> Texts:
    """What the first texts that came with the project say on this page, in a language."""
    if language_code not in starter_languages():
        return {}
    model: Any = type(page)
    return _starter_texts(model, page.translation_key, language_code)


def _texts_in_editor(page: PublicPage, written_at: datetime) -> Texts | None:
    """What the translator's editor showed; None where it is not used, or was renewed since."""
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key,
            source__last_updated_at__lte=written_at,
            target_locale_id=page.locale_id,
            enabled=True,
        )
        .select_related("source__specific_content_type", "source__locale")
        .first()
    )
    if translation is None:
        return None
    try:
        return page_texts(translation.source.as_instance())
    except SourceDeletedError:
        return None


def _written_at(page: PublicPage) -> datetime | None:
    revisions = Revision.objects.filter(pk=page.live_revision_id)
    return revisions.values_list("created_at", flat=True).first()


@cache
def _starter_texts(model: Any, key: UUID, language_code: str) -> Texts:
    starter = _starter_by_key(language_code).get(key)
    return page_texts(model(**starter.fields, **starter.streams(model))) if starter else {}


@cache
def _starter_by_key(language_code: str) -> dict[UUID, StarterPage]:
    return {uuid5(NAMESPACE, name): page for name, page in starter_pages(language_code).items()}


def source_language() -> str:
    """The language that every other one is translated from."""
    return settings.LANGUAGE_CODE
