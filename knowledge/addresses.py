"""Where a section, an article and a paragraph of law are read in the portal.

Built by hand: the address is needed at doors whose resolver does not know the portal's routes.
"""

HOME_ADDRESS = "/knowledge/"


def section_address(handbook_slug: str, number: str) -> str:
    return f"/knowledge/handbook/{handbook_slug}/{number}/"


def article_address(act_slug: str, number: str) -> str:
    return f"/knowledge/law/{act_slug}/{number}/"


def paragraph_address(act_slug: str, number: str, paragraph: int) -> str:
    return f"{article_address(act_slug, number)}#odstavek-{paragraph}"
