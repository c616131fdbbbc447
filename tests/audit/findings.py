"""What the audit found, and how it is told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Check(StrEnum):
    MARKUP = "markup"
    LINKS = "links"
    NU = "Nu"
    AXE = "axe"
    REACH = "reach"
    BYTES = "bytes"
    TRACES = "traces"
    LIGHTHOUSE = "Lighthouse"


@dataclass(frozen=True)
class Finding:
    page: str
    check: Check
    what: str


@dataclass
class Report:
    """Which checks looked at which page, and what they found there."""

    pages: dict[str, set[Check]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    bytes_of: dict[str, int] = field(default_factory=dict)
    # What could not be looked for, and how to get what it needs.
    not_run: list[str] = field(default_factory=list)
    # What no program can decide, by rule: for people to look at.
    undecided: Counter[str] = field(default_factory=Counter)

    def looked(self, check: Check, pages: Iterable[str], findings: Iterable[Finding]) -> None:
        for page in pages:
            self.pages.setdefault(page, set()).add(check)
        self.findings += findings

    @property
    def has_passed(self) -> bool:
        """An audit that did not look is no pass."""
        return bool(self.pages) and not self.findings and not self.not_run


NOT_LOOKED, NOTHING_FOUND = "–", "ok"
# The last lines of a long run are what somebody sees first.
MOST_OF_ONE_KIND = 12


def report_text(report: Report) -> str:
    counts = Counter((finding.page, finding.check) for finding in report.findings)
    rows = [_row(report, page, counts) for page in sorted(report.pages)]
    width = max((len(row[0]) for row in rows), default=4)
    head = _line(("page", *Check), width)
    lines = [head, "-" * len(head), *(_line(row, width) for row in rows), ""]
    lines += _found(report.findings)
    lines += [f"{rule}: left to people {count} times" for rule, count in report.undecided.items()]
    lines += [f"did not run: {what}" for what in report.not_run]
    lines.append(f"{len(report.pages)} pages, {len(report.findings)} findings")
    return "\n".join(lines)


def _row(report: Report, page: str, counts: Mapping[tuple[str, Check], int]) -> tuple[str, ...]:
    cells = []
    for check in Check:
        found = counts.get((page, check), 0)
        is_fine = check in report.pages[page]
        cell = str(found) if found else NOTHING_FOUND if is_fine else NOT_LOOKED
        if check is Check.BYTES and page in report.bytes_of:
            cell = f"{report.bytes_of[page]}{'!' if found else ''}"
        cells.append(cell)
    return (page, *cells)


def _found(findings: Iterable[Finding]) -> list[str]:
    """Each kind of fault with the first pages that have it."""
    pages: dict[tuple[Check, str], list[str]] = {}
    for finding in findings:
        pages.setdefault((finding.check, finding.what), []).append(finding.page)
    lines = []
    for (check, what), where in pages.items():
        lines.append(f"{check}: {what}")
        lines += [f"    {page}" for page in where[:MOST_OF_ONE_KIND]]
        if len(where) > MOST_OF_ONE_KIND:
            lines.append(f"    … and {len(where) - MOST_OF_ONE_KIND} more")
    return [*lines, ""] if lines else []


def _line(cells: Sequence[str], width: int) -> str:
    return f"{cells[0]:{width}}" + "".join(f"{cell:>12}" for cell in cells[1:])
