"""A phone of 2017 leads out, calls and follows links as well (`old_browsers.toml`)."""

import pytest

from tests.website.old_browsers import (
    NEEDED_BY,
    TABLE,
    as_an_old_browser_reads,
    rules_of,
    what_an_old_browser_lacks,
)
from website.inline_assets import inline_style


def test_what_everybody_needs_has_an_older_way_in_the_style() -> None:
    assert what_an_old_browser_lacks(inline_style()) == set()


def test_every_needed_rule_is_in_the_style() -> None:
    there = {selector for rule in rules_of(inline_style()) for selector in rule.selectors}
    assert set(NEEDED_BY) <= there


@pytest.mark.parametrize("selector", sorted(set(NEEDED_BY) - {".skip:focus"}))
def test_a_fallback_that_is_taken_away_is_missed(selector: str) -> None:
    style = inline_style()
    start = style.index("@supports not (inset:0)")
    before, fallback = style[:start], style[start:]
    assert f"{selector}{{" in fallback
    changed = before + fallback.replace(f"}}{selector}{{", "}.nothing{").replace(
        f"{{{selector}{{", "{.nothing{"
    )
    assert {lack.rsplit(" ", 1)[0] for lack in what_an_old_browser_lacks(changed)} == {selector}


def test_an_unknown_selector_that_takes_a_needed_rule_with_it_is_found() -> None:
    style = inline_style()
    assert what_an_old_browser_lacks(style + ".exit,.exit:is(a){color:red}") != set()


def test_old_browser_reads_what_is_meant_for_it_and_nothing_newer() -> None:
    read = as_an_old_browser_reads(inline_style())
    assert "inset-block-start" in inline_style()
    assert "position:sticky;top:0" in read
    rules = read[read.index("}") :].replace("grid-gap:", "")
    for new in ("@supports", "inset-", "clamp(", "-block-start", "gap:", ":focus-visible"):
        assert new in inline_style()
        assert new not in rules


def test_every_entry_of_the_table_names_both_browsers() -> None:
    for kind in ("properties", "values", "functions", "selectors", "conditions"):
        for entry in TABLE[kind].values():
            assert {"chrome", "safari"} <= set(entry)
