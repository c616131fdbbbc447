"""What search engines are told of: live pages, each with its real translations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from website.addresses import public_origin, public_path, start_address, translation_addresses
from website.selectors import HOME_DEPTH, shown_pages


@dataclass(frozen=True)
class Listing:
    """A page as the site map has it; `translations`: addresses by language, its own among them."""

    address: str
    changed_at: datetime | None
    translations: dict[str, str]


def listings() -> list[Listing]:
    """Every page that visitors find, in one query."""
    groups: dict[object, list[Page]] = defaultdict(list)
    for page in shown_pages():
        groups[page.translation_key].append(page)
    pages = [listing for group in groups.values() for listing in _listings_of(group)]
    # The list of languages is what the home pages name for everybody else.
    homes = (
        listing.translations
        for listing in pages
        if start_address() in listing.translations.values()
    )
    first = Listing(start_address(), None, next(homes, {}))
    return [first, *sorted(pages, key=lambda listing: listing.address)]


def _listings_of(group: list[Page]) -> Iterable[Listing]:
    codes = {page.locale.language_code: page for page in group}
    paths = {code: public_path(page, code) for code, page in codes.items()}
    translations = translation_addresses(paths, is_home=group[0].depth == HOME_DEPTH)
    for code, page in codes.items():
        yield Listing(public_origin() + paths[code], page.last_published_at, translations)
