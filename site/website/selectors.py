"""What the public pages show around their own text: languages, exit, numbers, other pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.query import PageQuerySet

from helpline.selectors import (
    HelplineContact,
    LanguageOffer,
    helpline_contact,
    helpline_contact_last_known,
    language_offers,
)
from portal.prepared_queries import PreparedQuery
from website.addresses import (
    printed_matter_path,
    public_origin,
    public_path,
    start_address,
)
from website.languages import BY_CODE, PUBLIC_LANGUAGES, Language
from website.leaving.selectors import exit_url, exit_url_last_known
from website.models import (
    AnnouncementPage,
    CallBackPage,
    ContactPage,
    HomePage,
    NeutralPage,
    ProfessionalPage,
    ProfessionalsPage,
    PublicPage,
    Recording,
    VictimPage,
)
from website.telling_words import telling_word_in
from website.translation_states.stand_ins import blocks_replaced

# Wagtail's root is at depth 1, the home page of each language below it.
HOME_DEPTH = 2
# Pages below the home page, and pages of the section for professionals.
PAGE_DEPTH = HOME_DEPTH + 1
SECTION_DEPTH = HOME_DEPTH + 2
# No page has a longer one; databases refuse to look for patterns without end.
LONGEST_PATH = 1_000


@dataclass(frozen=True)
class LanguageLink:
    language: Language
    path: str
    is_current: bool
    offer: LanguageOffer | None = None


@dataclass(frozen=True)
class PageLink:
    title: str
    description: str
    path: str
    icon: str = ""


class PageAround(NamedTuple):
    """What a frame needs of the other pages. Whole pages would be the larger part of its time."""

    pk: int
    depth: int
    path: str
    url_path: str
    title: str
    search_description: str
    content_type_id: int
    translation_key: UUID
    language_code: str


READ_OF_PAGES_AROUND = (*PageAround._fields[:-1], "locale__language_code")


@dataclass(frozen=True)
class Frame:
    """Everything of a public page that is not its own text."""

    language: Language
    languages: tuple[LanguageLink, ...]
    exit_url: str
    contact: HelplineContact | None
    home_path: str = ""
    call_back_path: str = ""
    section_path: str = ""
    pages: tuple[PageLink, ...] = ()
    # What every page leads to that is no page for victims: privacy, accessibility and the like.
    foot: tuple[PageLink, ...] = ()
    offers: tuple[LanguageOffer, ...] = ()
    recording: Recording | None = None
    is_last_known: bool = False
    # For search engines: the page's own address. Its translations are in the site map.
    address: str = ""

    @property
    def print_path(self) -> str:
        """Where the cards are; nothing where the database does not answer."""
        return "" if self.is_last_known else printed_matter_path(self.language.code)


def live_page(language_code: str, path: str) -> PublicPage | None:
    """The page at a path of a language, in two queries; never one of another language.

    Wagtail's own lookup takes seven, and serves the Slovene page where a language has none.
    """
    if len(path) > LONGEST_PATH:
        return None
    found = _PAGE_AT.first(language_code, HOME_DEPTH + path.count("/"), path)
    if found is None:
        return None
    pk, content_type_id = found
    page = _whole_page(pk, content_type_id)
    return page if page is not None and page.is_shown else None


def moved_page(path: str) -> PublicPage | None:
    """The page that was at a path before its address changed, e.g. `/sl/telefon/`.

    An old address that tells of a page for victims is forgotten: it may have been kept before its
    word was known.
    """
    moved = Redirect.objects.filter(
        old_path=Redirect.normalise_path(path), automatically_created=True
    ).values_list("redirect_page_id", flat=True)
    found = _live_pages().filter(pk__in=moved).values_list("pk", "content_type_id").first()
    page = _whole_page(*found) if found else None
    if page is None or not page.is_shown:
        return None
    return None if isinstance(page, NeutralPage) and telling_word_in(path) else page


def frame_of_page(page: PublicPage) -> Frame:
    """The frame of a page: five queries, however many languages and pages.

    The page with phone and hours takes two more, for the languages of the line.
    """
    around = _pages_around(page)
    language = BY_CODE[page.language_code]
    contact = helpline_contact()
    home_path = _home_paths(around).get(language.code, "")
    return Frame(
        language=language,
        languages=_links_to_languages(_paths_by_language(page, around), language),
        exit_url=exit_url(language.code),
        contact=contact,
        offers=language_offers(contact) if isinstance(page, ContactPage) else (),
        home_path="" if isinstance(page, HomePage) else home_path,
        call_back_path=""
        if isinstance(page, CallBackPage)
        else _call_back_paths(around).get(language.code, ""),
        section_path=_section_path(page, around),
        recording=_recording(page),
        pages=_links_to_pages(page, around),
        foot=_links_in_foot(around, language, but=page),
        # A page that is not saved yet has none.
        address=public_origin() + public_path(page, language.code) if page.pk else "",
    )


def frame_of_language(language_code: str, *, chosen: bool = True) -> Frame:
    """The frame of a page that is no Wagtail page; before a language is chosen, none is current."""
    language = BY_CODE.get(language_code, PUBLIC_LANGUAGES[0])
    around = _homes_and_pages_of(language.code)
    homes = _home_paths(around)
    return Frame(
        language=language,
        languages=_links_to_languages(homes, language if chosen else None),
        exit_url=exit_url(language.code),
        contact=helpline_contact(),
        home_path=homes.get(language.code, ""),
        call_back_path=_call_back_paths(around).get(language.code, ""),
        foot=_links_in_foot(around, language),
    )


def frame_of_language_list(language_code: str) -> Frame:
    """The frame before a language is chosen, with what the line offers in each of them."""
    frame = frame_of_language(language_code, chosen=False)
    assert frame.contact is not None  # noqa: S101 - None only without a database
    offers = {offer.code: offer for offer in language_offers(frame.contact)}
    links = tuple(replace(link, offer=offers.get(link.language.code)) for link in frame.languages)
    return replace(frame, languages=links, address=start_address())


def frame_without_database(language_code: str) -> Frame:
    """The frame of the page that is shown when nothing else works: no query at all."""
    language = BY_CODE.get(language_code, PUBLIC_LANGUAGES[0])
    return Frame(
        language=language,
        languages=(),
        exit_url=exit_url_last_known(language.code),
        contact=helpline_contact_last_known(),
        is_last_known=True,
    )


def shown_pages() -> PageQuerySet:
    """Every page that visitors find, in every language, with its locale."""
    return _shown(_live_pages()).select_related("locale")


@cache
def public_page_models() -> tuple[type[PublicPage], ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, PublicPage))


def is_public_page(page: Page) -> bool:
    """Whether it is one of ours, whatever of it was read."""
    return issubclass(page.specific_class or Page, PublicPage)


@cache
def victim_page_models() -> tuple[type[VictimPage], ...]:
    return tuple(model for model in public_page_models() if issubclass(model, VictimPage))


def _live_pages() -> PageQuerySet:
    """Live pages of ours, no aliases; of a language only while its home page, its door, is live."""
    homes = Page.objects.live().filter(depth=HOME_DEPTH, alias_of=None)
    return (
        Page.objects.live()
        .filter(
            content_type__in=_types_of(public_page_models()),
            alias_of=None,
            locale_id__in=homes.values("locale_id"),
        )
        .order_by("path")
    )


def _shown(pages: PageQuerySet) -> PageQuerySet:
    """Without the announcements that are over: the only live pages that are not shown."""
    over = AnnouncementPage.objects.filter(shown_until__lt=timezone.localdate())
    return pages.exclude(pk__in=over.values("pk"))


def _page_at(language_code: str, depth: int, path: str) -> QuerySet[Page, tuple[int, int]]:
    pages = _live_pages().filter(locale__language_code=language_code, depth=depth)
    return pages.filter(url_path__endswith=f"/{path}").values_list("pk", "content_type_id")[:1]


_PAGE_AT = PreparedQuery[tuple[int, int]](_page_at, str, int, str)


def _whole_page(pk: int, content_type_id: int) -> PublicPage | None:
    # One of ours: `_live_pages` asks for no other types.
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    return _whole_pages(model).first(pk)


@cache
def _whole_pages(model: type[PublicPage]) -> PreparedQuery[PublicPage]:
    """Each with its locale, its state and what is known of its recording."""
    pages = model._default_manager.select_related("locale", "recording", "translation_state").defer(
        "recording__content", "translation_state__source_texts", "translation_state__approvals"
    )
    return PreparedQuery(lambda pk: pages.filter(pk=pk), int)


def _homes_and_pages_of(language_code: str) -> list[PageAround]:
    return [PageAround(*row) for row in _AROUND_A_LANGUAGE.rows(language_code)]


def _pages_around(page: PublicPage) -> list[PageAround]:
    """In one query: the homes, this page's translations, and what it may lead to."""
    deepest = SECTION_DEPTH if isinstance(page, ProfessionalPage) else PAGE_DEPTH
    asked: tuple[Any, ...] = (page.translation_key, page.locale_id, deepest)
    # Of all pages that are not shown, only another announcement can be around.
    if isinstance(page, AnnouncementPage):
        rows = _around(_shown(_live_pages()), *asked)
    else:
        rows = _AROUND_A_PAGE.rows(*asked)
    return [PageAround(*row) for row in rows]


def _around(pages: PageQuerySet, translation_key: UUID, locale_id: int, deepest: int) -> Any:
    wanted = (
        Q(depth=HOME_DEPTH)
        | Q(translation_key=translation_key)
        | Q(locale_id=locale_id, depth__lte=deepest)
    )
    return pages.filter(wanted).values_list(*READ_OF_PAGES_AROUND)


_AROUND_A_PAGE = PreparedQuery[tuple[Any, ...]](
    lambda *asked: _around(_live_pages(), *asked), UUID, int, int
)
_AROUND_A_LANGUAGE = PreparedQuery[tuple[Any, ...]](
    lambda language_code: (
        _live_pages()
        .filter(Q(depth=HOME_DEPTH) | Q(depth=PAGE_DEPTH, locale__language_code=language_code))
        .values_list(*READ_OF_PAGES_AROUND)
    ),
    str,
)


def _recording(page: PublicPage) -> Recording | None:
    """The page read aloud; none in the preview of a page that is not live, or not even saved.

    Nor one that says what the page no longer shows as current.
    """
    if not page.live or not page.pk or blocks_replaced(page):
        return None
    return getattr(page, "recording", None)


def _home_paths(pages: Iterable[PageAround]) -> dict[str, str]:
    return {
        page.language_code: public_path(page, page.language_code)
        for page in pages
        if page.depth == HOME_DEPTH
    }


def _call_back_type() -> int:
    return ContentType.objects.get_for_model(CallBackPage).pk


def _call_back_paths(pages: Iterable[PageAround]) -> dict[str, str]:
    """Where somebody can ask to be called, by language."""
    call_back_type = _call_back_type()
    return {
        page.language_code: public_path(page, page.language_code)
        for page in pages
        if page.content_type_id == call_back_type
    }


def _paths_by_language(page: PublicPage, around: Iterable[PageAround]) -> dict[str, str]:
    """The same page in each language, or that language's home where it has no such page."""
    paths = _home_paths(around)
    for other in around:
        code = other.language_code
        if other.translation_key == page.translation_key and code in paths:
            paths[code] = public_path(other, code)
    return paths


def _links_to_languages(
    paths: dict[str, str], current: Language | None
) -> tuple[LanguageLink, ...]:
    return tuple(
        LanguageLink(language, paths[language.code], is_current=language == current)
        for language in PUBLIC_LANGUAGES
        if language.code in paths
    )


def _links_to_pages(page: PublicPage, around: Iterable[PageAround]) -> tuple[PageLink, ...]:
    """To the other pages of the section, or from outside of it to the other pages for victims.

    A page to read is short: the way to a call stands beside its number, not below it too.
    """
    if isinstance(page, ProfessionalPage):
        return _links(page.language_code, around, lambda other: other.depth == SECTION_DEPTH, page)
    types = set(_types_of(victim_page_models()))
    if not isinstance(page, HomePage | ContactPage):
        types.discard(_call_back_type())
    return _links(
        page.language_code,
        around,
        lambda other: other.depth == PAGE_DEPTH and other.content_type_id in types,
        page,
    )


def _links_in_foot(
    around: Iterable[PageAround], language: Language, but: PublicPage | None = None
) -> tuple[PageLink, ...]:
    types = set(_types_of(victim_page_models()))
    return _links(
        language.code,
        around,
        lambda other: other.depth == PAGE_DEPTH and other.content_type_id not in types,
        but,
    )


def _links(
    language_code: str,
    around: Iterable[PageAround],
    is_wanted: Callable[[PageAround], bool],
    but: PublicPage | None,
) -> tuple[PageLink, ...]:
    return tuple(
        PageLink(
            title=other.title,
            description=other.search_description,
            path=public_path(other, language_code),
            icon=_link_icon(other),
        )
        for other in around
        if other.language_code == language_code
        and is_wanted(other)
        and (but is None or other.pk != but.pk)
    )


def _link_icon(page: PageAround) -> str:
    model = ContentType.objects.get_for_id(page.content_type_id).model_class()
    return str(getattr(model, "link_icon", ""))


def _section_path(page: PublicPage, around: Iterable[PageAround]) -> str:
    """Where the first page of the section is, for the other pages of it."""
    if not isinstance(page, ProfessionalPage) or isinstance(page, ProfessionalsPage):
        return ""
    sections = (other for other in around if page.path.startswith(other.path))
    return next((public_path(o, page.language_code) for o in sections if o.depth == PAGE_DEPTH), "")


def _types_of(models: Iterable[type[PublicPage]]) -> list[int]:
    return [kind.pk for kind in ContentType.objects.get_for_models(*models).values()]
