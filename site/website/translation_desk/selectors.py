"""What a translator still has to do, and in which languages she may."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Locale, Page, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from portal.policies import user_can_edit_language
from website.languages import BY_CODE, Language
from website.models import HomePage, PublicPage
from website.selectors import public_page_models
from website.translation_desk.segments import texts_by_path

EXCERPT = 60


@dataclass(frozen=True)
class OpenText:
    """A text of the source that has no valid translation: where it stands, and what it says."""

    path: str
    text: str

    @property
    def field(self) -> str:
        return self.path.split(".", 1)[0]

    @property
    def excerpt(self) -> str:
        text = StringValue(self.text).render_text()
        return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"


@dataclass(frozen=True)
class DeskLanguage:
    """A language of the desk, and how many of its texts are translated."""

    locale: Locale
    home_id: int
    pages: int
    texts: int
    translated: int

    @property
    def open(self) -> int:
        return self.texts - self.translated

    @property
    def is_whole(self) -> bool:
        return not self.open

    @property
    def endonym(self) -> str:
        code: str = self.locale.language_code
        return BY_CODE[code].endonym if code in BY_CODE else code


def translation_of(page: Page) -> Translation | None:
    """The record by which a page is a translation of another, stopped or not."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id
        )
        .select_related("source__locale", "target_locale")
        .first()
    )


def texts_open(translation: Translation) -> list[OpenText]:
    """The texts that are missing, wrong or older than the source, in reading order."""
    rows = segments_translated(translation).filter(translation__isnull=True)
    return [
        OpenText(path, text) for path, text in rows.values_list("context__path", "string__data")
    ]


def texts_of_the_source_in(page: PublicPage) -> list[OpenText]:
    """Texts of a translation that are still the source's own, word for word.

    A text that is the same in both languages is not among them once a translator has saved it so.
    """
    translation = translation_of(page)
    if translation is None:
        return []
    own = texts_by_path(page)
    return [found for found in texts_open(translation) if own.get(found.path) == found.text]


def segments_translated(
    translation: Translation, *, with_faulty: bool = False
) -> QuerySet[StringSegment]:
    """The texts of the source in reading order, each with its translation or None."""
    return (
        StringSegment.objects.filter(source_id=translation.source_id)
        .select_related("context", "string")
        .annotate_translation(translation.target_locale_id, include_errors=with_faulty)
        .order_by("order")
    )


def homes_of_translator(user: Any) -> list[HomePage]:
    """The home pages that the person may edit, of languages that are translated into."""
    targets = Translation.objects.values("target_locale_id")
    homes = HomePage.objects.filter(alias_of=None, locale_id__in=targets).select_related("locale")
    return [
        home
        for home in homes.order_by("locale__language_code")
        if home.permissions_for_user(user).can_edit()
    ]


def locales_of_translator(user: Any) -> list[Locale]:
    return [home.locale for home in homes_of_translator(user)]


def desk_languages(user: Any) -> list[DeskLanguage]:
    """How far each of the translator's languages is; one query more, however many pages."""
    homes = homes_of_translator(user)
    counts = _counts_by_locale([home.locale_id for home in homes])
    return [
        DeskLanguage(home.locale, home.pk, *counts.get(home.locale_id, (0, 0, 0))) for home in homes
    ]


def pages_without_source(locales: Iterable[Locale]) -> list[Page]:
    """Public pages of the languages whose source is not public any more, or never was."""
    sources = Page.objects.live().filter(
        locale__language_code=settings.LANGUAGE_CODE, translation_key=OuterRef("translation_key")
    )
    pages = Page.objects.live().filter(
        ~Exists(sources),
        locale__in=locales,
        alias_of=None,
        content_type__in=ContentType.objects.get_for_models(*public_page_models()).values(),
    )
    return list(pages.select_related("locale").order_by("locale__language_code", "path"))


def languages_still_public(page: Page) -> list[str]:
    """In which other languages a page is public, by their own names."""
    codes = (
        page.get_translations()
        .live()
        .filter(alias_of=None)
        .values_list("locale__language_code", flat=True)
    )
    return [BY_CODE[code].endonym for code in sorted(codes) if code in BY_CODE]


def _counts_by_locale(locale_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    valid = StringTranslation.objects.filter(
        translation_of_id=OuterRef("source__stringsegment__string_id"),
        context_id=OuterRef("source__stringsegment__context_id"),
        locale_id=OuterRef("target_locale_id"),
        has_error=False,
    )
    rows = (
        Translation.objects.filter(target_locale_id__in=locale_ids, enabled=True)
        .annotate(valid=Subquery(valid.values("pk")[:1]))
        .values(locale=F("target_locale_id"))
        .annotate(
            pages=Count("pk", distinct=True),
            texts=Count("source__stringsegment"),
            translated=Count("source__stringsegment", filter=Q(valid__isnull=False)),
        )
    )
    return {row["locale"]: (row["pages"], row["texts"], row["translated"]) for row in rows}


def translations_of_locale(locale: Locale) -> Iterator[Translation]:
    """Every page that is being translated into a language."""
    yield from (
        Translation.objects.filter(target_locale=locale, enabled=True)
        .select_related("source__locale", "target_locale")
        .order_by("source__object_repr", "pk")
    )


def pages_closed(locale: Locale) -> set[UUID]:
    """Pages of a language that nobody may change now: they are locked or wait for approval."""
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("object_id", flat=True)
    pages = Page.objects.filter(locale=locale)
    closed = pages.filter(Q(locked=True) | Q(pk__in=[int(pk) for pk in waiting]))
    return set(closed.values_list("translation_key", flat=True))


@dataclass(frozen=True)
class Side:
    """One of two pages beside each other: the page of the language, or what stands in its place."""

    language: Language
    page: PublicPage | None
    stands_in: PublicPage | None = None
    may_edit: bool = False


@dataclass(frozen=True)
class ComparisonScreen:
    page: PublicPage
    sides: tuple[Side, Side]
    width: int


def comparison_screen(
    page: PublicPage, *, user: Any, language: str, width: int
) -> ComparisonScreen:
    """The source and another language of a page; without a page there, its home page."""
    versions = {
        found.locale.language_code: found.specific
        for found in page.get_translations(inclusive=True)
        .filter(alias_of=None)
        .select_related("locale")
    }
    translation = translation_of(page)
    source_code = (translation.source if translation else page).locale.language_code
    home = None
    if language not in versions:
        home = HomePage.objects.filter(locale__language_code=language, alias_of=None).first()
    sides = (
        Side(
            BY_CODE[source_code],
            versions.get(source_code),
            may_edit=user_can_edit_language(user, source_code),
        ),
        Side(
            BY_CODE[language],
            versions.get(language),
            home,
            may_edit=user_can_edit_language(user, language),
        ),
    )
    return ComparisonScreen(page, sides, width)


def page_shown_in(page: PublicPage, language: str) -> PublicPage | None:
    """The page in a language, or the home page that visitors get in its place."""
    found = page.get_translations(inclusive=True).filter(
        locale__language_code=language, alias_of=None
    )
    version = found.first()
    home = HomePage.objects.filter(locale__language_code=language, alias_of=None).first()
    return version.specific if version else home


def page_as_edited(page: PublicPage) -> PublicPage:
    """The page with what translators wrote since, published or not; its latest draft else."""
    translation = translation_of(page)
    if translation is None or not translation.enabled:
        latest: PublicPage = page.get_latest_revision_as_object()
        return latest
    written: PublicPage = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    return written
