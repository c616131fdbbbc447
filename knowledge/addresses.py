"""Where a section, an act, an article and a paragraph of law are read in the portal.

Built by hand: the address is needed at doors whose resolver does not know the portal's routes.
"""

HOME_ADDRESS = "/knowledge/"


def section_address(handbook_slug: str, number: str) -> str:
    return f"/knowledge/handbook/{handbook_slug}/{number}/"


def act_address(act_slug: str) -> str:
    return f"/knowledge/law/{act_slug}/"


def article_address(act_slug: str, number: str) -> str:
    return f"{act_address(act_slug)}{number}/"


def wording_address(act_slug: str, number: str, wording: str) -> str:
    return f"{article_address(act_slug, number)}wording/{wording}/"


def comparison_address(act_slug: str, number: str) -> str:
    return f"{article_address(act_slug, number)}compare/"


def place_address(act_slug: str, number: str, paragraph: int, point: int | None = None) -> str:
    """An address to pass on: it leads to the paragraph, however the page is built."""
    place = f"{paragraph}/" if point is None else f"{paragraph}/{point}/"
    return article_address(act_slug, number) + place


def paragraph_anchor(paragraph: int, point: int | None = None) -> str:
    return f"odst-{paragraph}" if point is None else f"odst-{paragraph}-toc-{point}"


def paragraph_address(act_slug: str, number: str, paragraph: int, point: int | None = None) -> str:
    return f"{article_address(act_slug, number)}#{paragraph_anchor(paragraph, point)}"
