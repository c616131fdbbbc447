import gzip
import re

import pytest

from website.inline_assets import FOLDER, TOKENS, inline_script, inline_style

PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*)\s*:"
)
COMPRESSED_SCRIPT_BYTES = 3_000
DRAWING_BYTES = 1_500


def test_style_has_no_physical_directions() -> None:
    own = (FOLDER / "www.css").read_text(encoding="utf-8")
    # Old browsers know the sides alone.
    own, _old, rest = own.partition("@supports not (inset: 0) {")
    own += rest.split("\n}\n", 1)[1]
    declarations = re.sub(r"@media[^{]+", "", own)
    assert not PHYSICAL.findall(declarations)
    assert not re.search(r"(?:text-align|float|clear):\s*(?:left|right)", declarations)


def test_physical_directions_would_be_found() -> None:
    assert PHYSICAL.findall("a { margin-left: 1px; width: 2px }") == ["margin-left:", "width:"]


def test_every_token_that_is_used_is_defined() -> None:
    style = inline_style()
    defined = set(re.findall(r"(--[\w-]+):", style))
    used = set(re.findall(r"var\((--[\w-]+)", style))
    assert len(used) > 20
    assert used <= defined


def test_tokens_are_the_same_for_the_three_doors() -> None:
    names = re.findall(r"(--[\w-]+):", TOKENS.read_text(encoding="utf-8"))
    assert set(names) <= set(re.findall(r"(--[\w-]+):", inline_style()))


def test_style_knows_dark_print_and_forced_colours() -> None:
    style = inline_style()
    for condition in ("prefers-color-scheme:dark", "forced-colors:active", "@media print"):
        assert condition in style


def test_style_asks_for_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|@font-face", inline_style())


def test_script_is_small_and_keeps_nothing() -> None:
    script = inline_script()
    assert len(gzip.compress(script.encode())) <= COMPRESSED_SCRIPT_BYTES
    assert "location.replace" in script
    assert not re.search(r"cookie|localStorage|sessionStorage|indexedDB|fetch|XMLHttp", script)


def test_drawing_is_small() -> None:
    drawing = FOLDER.parent / "templates" / "website" / "includes" / "door.svg"
    assert 0 < len(drawing.read_bytes()) <= DRAWING_BYTES


Colours = dict[str, str]
# Text, what it stands on.
PAIRS = [
    ("ink", "ground"), ("ink", "surface"), ("ink-soft", "ground"), ("ink-soft", "surface"),
    ("accent-ink", "ground"), ("accent-ink", "surface"), ("on-deep", "deep"),
    ("on-deep-soft", "deep"), ("on-light", "light"), ("deep", "on-deep"),
]  # fmt: skip
ENHANCED_CONTRAST = 7


def schemes() -> dict[str, Colours]:
    light, dark = TOKENS.read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    colour = re.compile(r"--([\w-]+):\s*#([0-9a-f]{6});")
    by_day = dict(colour.findall(light))
    return {"light": by_day, "dark": by_day | dict(colour.findall(dark))}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), PAIRS)
def test_text_has_enhanced_contrast(scheme: str, text: str, behind: str) -> None:
    colours = schemes()[scheme]
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[behind])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENHANCED_CONTRAST


def test_comments_of_the_script_do_not_travel() -> None:
    kept = (FOLDER / "www.js").read_text(encoding="utf-8")
    assert "// Before the first paint." in kept
    assert "//" not in inline_script()
