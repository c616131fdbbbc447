"""How a phone of 2017 reads the style of the public pages (`old_browsers.toml`)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# A part of WeasyPrint.
import tinycss2

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NEEDED_BY = TABLE["needed_by"]
FALLBACK = "not (inset:0)"
TOKEN = re.compile(r"(--[\w-]+):([^;}]*)")
CALL = re.compile(r"([\w-]+)\(")


@dataclass(frozen=True)
class Declaration:
    name: str
    value: str


@dataclass(frozen=True)
class Rule:
    """`inside`: the conditions around it, the outer ones first."""

    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    inside: tuple[str, ...]

    def text(self, declarations: list[Declaration]) -> str:
        body = ";".join(f"{each.name}:{each.value}" for each in declarations)
        css = f"{','.join(self.selectors)}{{{body}}}"
        for condition in reversed(self.inside):
            css = f"{condition}{{{css}}}"
        return css


def rules_of(style: str, inside: tuple[str, ...] = ()) -> Iterator[Rule]:
    for node in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        assert node.type != "error", node.message
        head = tinycss2.serialize(node.prelude).strip()
        body = tinycss2.serialize(node.content)
        if node.type == "qualified-rule":
            yield Rule(tuple(head.split(",")), tuple(_declarations(body)), inside)
        elif node.at_keyword in {"media", "supports"}:
            yield from rules_of(body, (*inside, f"@{node.at_keyword} {head}"))


def _declarations(body: str) -> Iterator[Declaration]:
    for node in tinycss2.parse_declaration_list(body, skip_comments=True, skip_whitespace=True):
        assert node.type == "declaration", node
        yield Declaration(node.name, tinycss2.serialize(node.value).strip())


def is_too_new(versions: dict[str, Any]) -> bool:
    return any(versions[name] > oldest for name, oldest in TABLE["oldest"].items())


@cache
def new(kind: str) -> frozenset[str]:
    return frozenset(name for name, versions in TABLE[kind].items() if is_too_new(versions))


def is_dropped(declaration: Declaration, new_tokens: frozenset[str]) -> bool:
    """Whether an old browser reads past it; a token that holds a new function is one too."""
    if declaration.name.startswith("--"):
        return False
    used = set(CALL.findall(declaration.value))
    return (
        declaration.name in new("properties")
        or f"{declaration.name}: {declaration.value}" in new("values")
        or bool(used & new("functions"))
        or any(f"var({token})" in declaration.value for token in new_tokens)
    )


def new_tokens(style: str) -> frozenset[str]:
    return frozenset(
        name for name, value in TOKEN.findall(style) if set(CALL.findall(value)) & new("functions")
    )


def is_read(rule: Rule) -> bool:
    selectors = " ".join(rule.selectors)
    conditions = " ".join(rule.inside)
    return not any(part in selectors for part in new("selectors")) and not any(
        part in conditions for part in new("conditions")
    )


def what_an_old_browser_lacks(style: str) -> set[str]:
    """Needed rules of which it reads past a part that has no older one in its place."""
    tokens = new_tokens(style)
    rules = list(rules_of(style))
    fallbacks = {
        (selector, declaration.name)
        for rule in rules
        if rule.inside == (f"@supports {FALLBACK}",)
        for selector in rule.selectors
        for declaration in rule.declarations
    }
    lacks = set()
    for rule in (rule for rule in rules if not rule.inside):
        needed = [selector for selector in rule.selectors if selector in NEEDED_BY]
        if needed and not is_read(rule):
            lacks.add(",".join(rule.selectors))
        for declaration in rule.declarations:
            if is_dropped(declaration, tokens) and (instead := older_one(declaration)):
                lacks |= {
                    f"{selector} {declaration.name}"
                    for selector in needed
                    if (selector, instead) not in fallbacks
                }
    return lacks


def older_one(declaration: Declaration) -> str | None:
    """The property that has to stand in its place; None where the page does without."""
    value = TABLE["values"].get(f"{declaration.name}: {declaration.value}")
    known = value or TABLE["properties"].get(declaration.name)
    # A new function in an old property, such as a size of letters.
    instead = known.get("instead") if known else declaration.name
    return str(instead) if instead else None


def as_an_old_browser_reads(style: str) -> str:
    """The style without what it does not know, and with what is meant for it."""
    tokens = new_tokens(style)
    read = []
    for rule in filter(is_read, rules_of(style)):
        kept = [each for each in rule.declarations if not is_dropped(each, tokens)]
        inside = tuple(part for part in rule.inside if part != f"@supports {FALLBACK}")
        read.append(Rule(rule.selectors, rule.declarations, inside).text(kept))
    # The browser of the tests has dropped the old name of it.
    return "".join(read).replace("-webkit-sticky", "sticky")
