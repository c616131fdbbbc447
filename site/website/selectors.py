"""What the public pages show around their own text: languages, exit, numbers, other pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from helpline.selectors import (
    HelplineContact,
    LanguageOffer,
    helpline_contact,
    helpline_contact_last_known,
    language_offers,
)
from website.addresses import public_path
from website.languages import BY_CODE, PUBLIC_LANGUAGES, Language
from website.models import CallBackPage, ContactPage, HomePage, VictimPage

# Wagtail's root is at depth 1, the home page of each language below it.
HOME_DEPTH = 2


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


@dataclass(frozen=True)
class Frame:
    """Everything of a public page that is not its own text."""

    language: Language
    languages: tuple[LanguageLink, ...]
    exit_url: str
    contact: HelplineContact | None
    home_path: str = ""
    call_back_path: str = ""
    pages: tuple[PageLink, ...] = ()
    offers: tuple[LanguageOffer, ...] = ()
    is_last_known: bool = False


def live_page(language_code: str, path: str) -> VictimPage | None:
    """The page at a path of a language, in two queries; never one of another language.

    Wagtail's own lookup takes seven, and serves the Slovene page where a language has none.
    """
    depth = HOME_DEPTH + path.count("/")
    page = (
        _live_pages()
        .filter(locale__language_code=language_code, depth=depth, url_path__endswith=f"/{path}")
        .first()
    )
    if page is None:
        return None
    specific: VictimPage = page.specific
    specific.locale = page.locale
    return specific


def frame_of_page(page: VictimPage) -> Frame:
    """The frame of a page: four queries, however many languages and pages.

    The page with phone and hours takes two more, for the languages of the line.
    """
    around = list(_pages_around(page))
    language = BY_CODE[page.language_code]
    contact = helpline_contact()
    home_path = _home_paths(around).get(language.code, "")
    return Frame(
        language=language,
        languages=_links_to_languages(_paths_by_language(page, around), language),
        exit_url=quick_exit_url(language.code),
        contact=contact,
        offers=language_offers(contact) if isinstance(page, ContactPage) else (),
        home_path="" if isinstance(page, HomePage) else home_path,
        call_back_path=""
        if isinstance(page, CallBackPage)
        else _call_back_paths(around).get(language.code, ""),
        pages=_links_to_pages(page, _read_beside(page, around)),
    )


def frame_of_language(language_code: str, *, chosen: bool = True) -> Frame:
    """The frame of a page that is no Wagtail page; before a language is chosen, none is current."""
    language = BY_CODE.get(language_code, PUBLIC_LANGUAGES[0])
    around = list(_homes_and_call_back_pages())
    homes = _home_paths(around)
    return Frame(
        language=language,
        languages=_links_to_languages(homes, language if chosen else None),
        exit_url=quick_exit_url(language.code),
        contact=helpline_contact(),
        home_path=homes.get(language.code, ""),
        call_back_path=_call_back_paths(around).get(language.code, ""),
    )


def frame_of_language_list(language_code: str) -> Frame:
    """The frame before a language is chosen, with what the line offers in each of them."""
    frame = frame_of_language(language_code, chosen=False)
    assert frame.contact is not None  # noqa: S101 - None only without a database
    offers = {offer.code: offer for offer in language_offers(frame.contact)}
    links = tuple(replace(link, offer=offers.get(link.language.code)) for link in frame.languages)
    return replace(frame, languages=links)


def frame_without_database(language_code: str) -> Frame:
    """The frame of the page that is shown when nothing else works: no query at all."""
    language = BY_CODE.get(language_code, PUBLIC_LANGUAGES[0])
    return Frame(
        language=language,
        languages=(),
        exit_url=quick_exit_url(language.code),
        contact=helpline_contact_last_known(),
        is_last_known=True,
    )


def quick_exit_urls() -> dict[str, str]:
    """Where "Leave this page" leads, by language; "" is for languages without their own."""
    urls: dict[str, str] = settings.QUICK_EXIT_URL
    return urls


def quick_exit_url(language_code: str) -> str:
    urls = quick_exit_urls()
    return urls.get(language_code) or urls[""]


def public_page_models() -> list[type[VictimPage]]:
    return [model for model in apps.get_models() if issubclass(model, VictimPage)]


def _live_pages() -> PageQuerySet:
    types = ContentType.objects.get_for_models(*public_page_models())
    return (
        Page.objects.live()
        .filter(content_type__in=types.values(), alias_of=None)
        .select_related("locale")
        .order_by("path")
    )


def _homes_and_call_back_pages() -> Iterable[Page]:
    return _live_pages().filter(Q(depth=HOME_DEPTH) | Q(content_type=_call_back_type()))


def _pages_around(page: VictimPage) -> Iterable[Page]:
    """In one query: the homes, this page's translations, and the pages of its language."""
    return _live_pages().filter(
        Q(depth=HOME_DEPTH) | Q(translation_key=page.translation_key) | Q(locale_id=page.locale_id)
    )


def _home_paths(pages: Iterable[Page]) -> dict[str, str]:
    return {
        page.locale.language_code: public_path(page, page.locale.language_code)
        for page in pages
        if page.depth == HOME_DEPTH
    }


def _call_back_type() -> ContentType:
    return ContentType.objects.get_for_model(CallBackPage)


def _call_back_paths(pages: Iterable[Page]) -> dict[str, str]:
    """Where somebody can ask to be called, by language."""
    call_back_type = _call_back_type()
    return {
        page.locale.language_code: public_path(page, page.locale.language_code)
        for page in pages
        if page.content_type_id == call_back_type.pk
    }


def _paths_by_language(page: VictimPage, around: Iterable[Page]) -> dict[str, str]:
    """The same page in each language, or that language's home where it has no such page."""
    paths = _home_paths(around)
    for other in around:
        code = other.locale.language_code
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


def _read_beside(page: VictimPage, around: Iterable[Page]) -> Iterable[Page]:
    """A page to read is short: the way to a call stands beside its number, not below it too."""
    if isinstance(page, HomePage | ContactPage):
        return around
    call_back_type = _call_back_type()
    return [other for other in around if other.content_type_id != call_back_type.pk]


def _links_to_pages(page: VictimPage, around: Iterable[Page]) -> tuple[PageLink, ...]:
    return tuple(
        PageLink(other.title, other.search_description, public_path(other, page.language_code))
        for other in around
        if other.locale_id == page.locale_id and other.pk != page.pk and other.depth != HOME_DEPTH
    )
