"""The tokens as data: which colours stand on which, and how well they can be told apart."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from website.inline_assets import TOKENS

# WCAG 2.2: 1.4.6 (enhanced) for text, 1.4.11 for edges of what is pressed or filled in.
TEXT_CONTRAST = 7.0
EDGE_CONTRAST = 3.0
# Text, and what it stands on.
TEXT_PAIRS = (
    ("ink", "ground"), ("ink", "surface"), ("ink-soft", "ground"), ("ink-soft", "surface"),
    ("accent-ink", "ground"), ("accent-ink", "surface"), ("on-glow", "glow"), ("ink", "glow"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("danger", "ground"), ("danger", "surface"), ("surface", "danger"),
    ("on-deep", "deep"), ("on-deep-soft", "deep"), ("light", "deep"), ("deep", "on-deep"),
    ("on-light", "light"),
)  # fmt: skip
# An edge or a mark, and what it stands on.
EDGE_PAIRS = (
    ("line-strong", "ground"), ("line-strong", "surface"), ("accent", "ground"),
    ("accent", "surface"), ("focus", "ground"), ("focus", "surface"), ("deep-edge", "deep"),
)  # fmt: skip
# Nothing has to be read in them: what they part is parted by room too.
DECORATION = frozenset({"line", "deep-line"})

COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
SIZE = re.compile(r"--((?:text|space)-[\w-]+):\s*([^;]+);")
BY_DAY, BY_NIGHT = (
    re.compile(r"^:root \{\n(.*?)^\}", re.DOTALL | re.MULTILINE),
    re.compile(r"^  :root \{\n(.*?)^  \}", re.DOTALL | re.MULTILINE),
)


class Scheme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Pair:
    """Two colours of a scheme. `ratio` is WCAG's contrast ratio, 1 to 21."""

    scheme: Scheme
    front: str
    back: str
    front_colour: str
    back_colour: str
    wanted: float

    @property
    def ratio(self) -> float:
        return contrast_ratio(self.front_colour, self.back_colour)

    @property
    def holds(self) -> bool:
        return self.ratio >= self.wanted

    @property
    def is_edge(self) -> bool:
        return self.wanted == EDGE_CONTRAST

    @property
    def style_class(self) -> str:
        return f"pair-{self.scheme}-{self.front}-{self.back}"


def colours(scheme: Scheme) -> dict[str, str]:
    """The colours of a scheme, by the name of their token."""
    by_day, by_night = _declarations()
    declared = dict(COLOUR.findall(by_day))
    return declared | dict(COLOUR.findall(by_night)) if scheme is Scheme.DARK else declared


def sizes() -> dict[str, str]:
    return dict(SIZE.findall(_declarations()[0]))


def pairs(scheme: Scheme) -> list[Pair]:
    known = colours(scheme)
    wanted = [(pair, TEXT_CONTRAST) for pair in TEXT_PAIRS]
    wanted += [(pair, EDGE_CONTRAST) for pair in EDGE_PAIRS]
    return [
        Pair(scheme, front, back, known[front], known[back], least)
        for (front, back), least in wanted
    ]


def tokens_of(scheme: Scheme) -> str:
    """The tokens as they are in a scheme, whatever the reader's device prefers."""
    by_day, by_night = _declarations()
    declared = by_day.replace("color-scheme: light dark;", f"color-scheme: {scheme};")
    return f":root {{{declared}{by_night if scheme is Scheme.DARK else ''}}}"


def contrast_ratio(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio of two colours like `#0b3f3b`."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _declarations() -> tuple[str, str]:
    """Of the day and of the night. Raises ValueError where the style sheet is built otherwise."""
    text = TOKENS.read_text(encoding="utf-8")
    found = [block.search(text) for block in (BY_DAY, BY_NIGHT)]
    if not all(found):
        raise ValueError("tokens.css has no :root by day or none by night")
    by_day, by_night = (match[1] for match in found if match)
    return by_day, by_night
