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


def test_every_line_of_the_threat_model_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "security" / "threat-model.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 8
    for row in rows:
        named = re.findall(r"tests/[\w/.]+", row)
        assert named, row
        source = ""
        for name in named:
            path = ROOT / name
            assert path.exists(), name
            files = path.rglob("*.py") if path.is_dir() else [path]
            source += "".join(file.read_text(encoding="utf-8") for file in files)
        for test in re.findall(r"(?:::|…)(test_\w+)", row):
            assert f"def {test}(" in source, test


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
