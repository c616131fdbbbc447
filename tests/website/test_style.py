import gzip
import re

import pytest

from website.inline_assets import FOLDER, TOKENS, inline_script, inline_style, without_blanks
from website.style_page.tokens import DECORATION, Pair, Scheme, colours, contrast_ratio, pairs

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
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", TOKENS.read_text(encoding="utf-8")))
    used = set(re.findall(r"var\((--[\w-]+)", (FOLDER / "www.css").read_text(encoding="utf-8")))
    assert len(used) > 20
    # In the page their names are letters.
    missing = {name for name in used if f":{without_blanks(values[name])}" not in inline_style()}
    assert missing == set()


def test_names_of_tokens_cost_the_visitor_one_letter() -> None:
    names = re.findall(r"--[\w-]+", inline_style())
    assert {len(name) for name in names} == {3}


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


ALL_PAIRS = [pair for scheme in Scheme for pair in pairs(scheme)]


@pytest.mark.parametrize("pair", ALL_PAIRS, ids=lambda pair: pair.style_class)
def test_colours_can_be_told_apart(pair: Pair) -> None:
    assert pair.ratio >= (3 if pair.is_edge else 7)


def test_contrast_is_counted_as_the_standard_counts_it() -> None:
    assert contrast_ratio("#ffffff", "#000000") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)
    # The example that is often given for "just not enough" at 4.5 : 1.
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_every_colour_is_in_a_pair_or_is_decoration() -> None:
    in_pairs = {name for pair in ALL_PAIRS for name in (pair.front, pair.back)}
    assert not in_pairs & DECORATION
    for scheme in Scheme:
        assert set(colours(scheme)) == in_pairs | DECORATION


def test_night_has_colours_of_its_own() -> None:
    by_day, by_night = colours(Scheme.LIGHT), colours(Scheme.DARK)
    assert by_day.keys() == by_night.keys()
    assert by_day["ground"] != by_night["ground"]


def test_comments_of_the_script_do_not_travel() -> None:
    kept = (FOLDER / "www.js").read_text(encoding="utf-8")
    assert "// Before the first paint." in kept
    assert "//" not in inline_script()
