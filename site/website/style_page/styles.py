"""The style sheets of the style page: the doors' own, with the tokens of one scheme."""

from functools import cache
from pathlib import Path

from website.inline_assets import FOLDER, SHEET_STYLE, TOKENS, without_blanks
from website.style_page.tokens import Scheme, colours, pairs, sizes, tokens_of

OVERVIEW = Path(__file__).with_name("overview.css")
SAMPLE = Path(__file__).with_name("sample.css")
PUBLIC = FOLDER / "www.css"
STAFF = TOKENS.with_name("portal.css")
PAPER = (FOLDER / "paper.css", SHEET_STYLE)


@cache
def public_style(scheme: Scheme) -> str:
    return _style(scheme, PUBLIC, SAMPLE)


@cache
def staff_style(scheme: Scheme) -> str:
    return _style(scheme, STAFF)


@cache
def paper_style_of(scheme: Scheme) -> str:
    return _style(scheme, *PAPER)


@cache
def overview_style() -> str:
    """Of the page with the tokens: each swatch a class, since no element may carry its style."""
    rules = [
        *(rule for scheme in Scheme for rule in _swatches(scheme)),
        *(_size_rule(name) for name in sizes()),
    ]
    sheets = [path.read_text(encoding="utf-8") for path in (TOKENS, PUBLIC, OVERVIEW)]
    return without_blanks("\n".join([*sheets, *rules]))


def _style(scheme: Scheme, *sheets: Path) -> str:
    texts = [path.read_text(encoding="utf-8") for path in sheets]
    return without_blanks("\n".join([tokens_of(scheme), *texts]))


def _swatches(scheme: Scheme) -> list[str]:
    by_pair = [
        f".{pair.style_class} {{ color: {pair.front_colour}; background: {pair.back_colour}; }}"
        for pair in pairs(scheme)
    ]
    by_name = [
        f".colour-{scheme}-{name} {{ background: {colour}; }}"
        for name, colour in colours(scheme).items()
    ]
    return [*by_pair, *by_name]


def _size_rule(name: str) -> str:
    property_name = "inline-size" if name.startswith("space") else "font-size"
    return f".size-{name} {{ {property_name}: var(--{name}); }}"
