"""Mutation testing of policies, gate, sealing and audit: `make mutation`.

Runs mutmut as `[tool.mutmut]` in pyproject.toml says, from scratch, and prints what came out for
each module. Arguments narrow it down, e.g. `portal.sealing.* cases.policies.*`.
"""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import libcst as cst
from mutmut.__main__ import _run
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

WORK_FOLDER = Path("mutants")
# Two at a time: more of them make one another miss their time limit.
WORKERS = 2
GOAL_PERCENT = 90
KILLED, SURVIVED, TIMEOUT, UNTESTED = "killed", "survived", "timeout", "no tests"
COLUMNS = (KILLED, SURVIVED, TIMEOUT, UNTESTED)

skip_by_mutmut = MutationVisitor._skip_node_and_children


def skip_node_and_children(visitor: MutationVisitor, node: cst.CSTNode) -> bool:
    """mutmut leaves decorated functions alone; in a transaction or not, ours are to be mutated."""
    if isinstance(node, cst.FunctionDef) and _is_only_a_transaction(node):
        node = node.with_changes(decorators=())
    return skip_by_mutmut(visitor, node)


def _is_only_a_transaction(function: cst.FunctionDef) -> bool:
    names = [cst.Module(()).code_for_node(each.decorator) for each in function.decorators]
    return names == ["transaction.atomic"]


def run(wanted: list[str]) -> float:
    """Mutate and test; minutes that it took."""
    MutationVisitor._skip_node_and_children = skip_node_and_children  # type: ignore[method-assign]
    # The database is copied for every mutant: a file, whatever else is being tested with.
    os.environ.pop("TEST_DATABASE_URL", None)
    shutil.rmtree(WORK_FOLDER, ignore_errors=True)
    started = time.monotonic()
    _run(wanted, WORKERS)
    return (time.monotonic() - started) / 60


def results(wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Module, mutant and what became of it."""
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        for mutant, exit_code in data.exit_code_by_key.items():
            if not wanted or any(fnmatch(mutant, pattern) for pattern in wanted):
                yield str(path), mutant, status_by_exit_code[exit_code]


def report(rows: list[tuple[str, str, str]], minutes: float) -> str:
    per_module: dict[str, Counter[str]] = {}
    for module, _mutant, status in rows:
        per_module.setdefault(module, Counter())[status] += 1
    lines = [_line("module", *COLUMNS, "other", "killed %")]
    lines += [_counted(module, counts) for module, counts in sorted(per_module.items())]
    lines.append(_counted("all", sum(per_module.values(), Counter())))
    lines += ["", *(f"{status}: {mutant}" for _, mutant, status in rows if status != KILLED)]
    lines.append(f"\n{len(rows)} mutants in {minutes:.0f} minutes")
    return "\n".join(lines)


def percent_killed(counts: Counter[str]) -> float:
    """Killed by a failing test; one that was stopped by the clock does not count."""
    return 100 * counts[KILLED] / max(1, counts.total())


def _counted(name: str, counts: Counter[str]) -> str:
    other = counts.total() - sum(counts[status] for status in COLUMNS)
    figures = [str(counts[status]) for status in COLUMNS]
    return _line(name, *figures, str(other), f"{percent_killed(counts):.1f}")


def _line(name: str, *cells: str) -> str:
    return f"{name:34}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    minutes = run(wanted)
    rows = list(results(wanted))
    sys.stdout.write(f"\n{report(rows, minutes)}\n")
    killed = percent_killed(Counter(status for _, _, status in rows))
    sys.exit(killed < GOAL_PERCENT)
