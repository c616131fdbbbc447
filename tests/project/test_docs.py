"""What the docs point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


# How many requirements OWASP ASVS 5.0.0 has in each chapter that the checklist covers.
ASVS_CHAPTERS = {6: 47, 7: 19, 8: 13, 11: 24, 14: 13, 16: 17}
NOT_CLAIMED = "not met (level 3, not claimed)"


def rows_of(page: str) -> list[str]:
    """The rows of a page's tables, without their heads."""
    lines = (ROOT / "docs" / "security" / page).read_text(encoding="utf-8").splitlines()
    rules = [index for index, line in enumerate(lines) if line.startswith("|---")]
    heads = {index for rule in rules for index in (rule - 1, rule)}
    return [
        line for index, line in enumerate(lines) if line.startswith("| ") and index not in heads
    ]


def missing_tests(row: str) -> list[str]:
    """What a row names of tests that is not there."""
    files = [ROOT / name for name in re.findall(r"tests/[\w/.]+", row)]
    missing = [path.name for path in files if not path.exists()]
    source = "".join(
        file.read_text(encoding="utf-8")
        for path in files
        for file in (path.rglob("*.py") if path.is_dir() else [path])
        if file.exists()
    )
    names = re.findall(r"(?:::|…)(test_\w+)", row)
    return missing + [name for name in names if f"def {name}(" not in source]


def asvs_cells() -> list[list[str]]:
    """Id, level, requirement, met by, tests and status of each row of the checklist."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows_of("asvs.md")]


@pytest.mark.parametrize(
    ("page", "at_least"), [("threat-model.md", 20), ("second-factor-attempts.md", 27)]
)
def test_every_promise_of_a_security_page_names_tests_that_exist(page: str, at_least: int) -> None:
    rows = rows_of(page)
    assert len(rows) >= at_least
    for row in rows:
        assert "tests/" in row, row
        assert missing_tests(row) == [], row


def test_a_row_that_names_a_missing_test_is_noticed() -> None:
    assert missing_tests("| `tests/project/test_docs.py::test_every_link_leads_to_a_file` |") == []
    assert missing_tests("| `tests/project/test_none.py` |") == ["test_none.py"]
    assert missing_tests("| `tests/project/test_docs.py::test_none` |") == ["test_none"]


def test_the_asvs_checklist_has_every_requirement_of_its_chapters_once() -> None:
    ids = [cells[0] for cells in asvs_cells()]
    assert len(ids) == len(set(ids)) == sum(ASVS_CHAPTERS.values())
    for chapter, count in ASVS_CHAPTERS.items():
        assert len([each for each in ids if each.startswith(f"{chapter}.")]) == count


def test_every_row_of_the_asvs_checklist_that_is_met_names_tests_that_exist() -> None:
    for row, cells in zip(rows_of("asvs.md"), asvs_cells(), strict=True):
        _id, level, _requirement, _met_by, tests, status = cells
        assert level in {"1", "2", "3"}, row
        assert status.startswith(("met", "not met", "not applicable: ")), row
        assert tests or not status.startswith("met"), row
        assert missing_tests(tests) == [], row


def test_what_the_asvs_checklist_claims_and_does_not_meet_is_said_at_its_head() -> None:
    claimed = [
        cells[0]
        for cells in asvs_cells()
        if cells[5].startswith("not met") and not cells[5].startswith(NOT_CLAIMED)
    ]
    text = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
    head = text.partition("**Not met of that:**")[2].partition("\n\n")[0]
    assert claimed
    assert re.findall(r"\d+\.\d+\.\d+", head) == claimed


def test_every_page_of_the_docs_is_in_their_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/**/*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        assert name == "README.md" or f"({name})" in index, name


def test_every_command_of_ours_is_in_the_docs() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    commands = [
        path.stem
        for path in ROOT.glob("**/management/commands/*.py")
        if path.stem != "__init__" and ".venv" not in path.parts
    ]
    assert len(commands) > 8
    missing = [name for name in commands if name not in text]
    assert missing == []
