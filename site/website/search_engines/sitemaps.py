from typing import Any

from django.contrib.sitemaps import Sitemap

from website.search_engines.selectors import Listing, listings


class PublicSitemap(Sitemap[Listing]):
    """Addresses are the public door's, whatever name asked; hreflang for real translations only.

    Django's own alternates take the same address in every language of the settings.
    """

    def items(self) -> list[Listing]:
        return listings()

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        return [_entry(listing) for listing in self.paginator.page(page).object_list]


def _entry(listing: Listing) -> dict[str, Any]:
    return {
        "location": listing.address,
        "lastmod": listing.changed_at,
        "alternates": [
            {"lang_code": code, "location": address}
            for code, address in listing.translations.items()
        ],
    }
