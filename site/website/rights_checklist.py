"""What the rights page has to say: one entry a rule of law, in `rights_checklist.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from website.enums import RightsTopic

TABLE = Path(__file__).with_name("rights_checklist.toml")


@dataclass(frozen=True)
class Rule:
    """One rule of an instrument, e.g. article 12(1)(a), and the parts that have to say it."""

    id: str
    source: str
    says: str
    topics: frozenset[RightsTopic]


def _read_table() -> tuple[Rule, ...]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["rule"]
    return tuple(
        Rule(**{**row, "topics": frozenset(RightsTopic(topic) for topic in row["topics"])})
        for row in rows
    )


CHECKLIST = _read_table()
RULES = {rule.id: rule for rule in CHECKLIST}


def rule_choices() -> list[tuple[str, str]]:
    return [(rule.id, f"{rule.source}: {rule.says}") for rule in CHECKLIST]


def rules_of_topic(topic: str) -> frozenset[str]:
    return frozenset(rule.id for rule in CHECKLIST if topic in rule.topics)


def sources_of(rule_ids: list[str]) -> str:
    return "; ".join(RULES[rule_id].source for rule_id in rule_ids)
