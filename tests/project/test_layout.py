import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[str]:
    listing = subprocess.run(  # noqa: S603
        ["git", "ls-files", *patterns],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return listing.stdout.splitlines()


def test_site_is_an_import_root_and_never_a_package() -> None:
    assert "site/config/doors.py" in tracked("site")
    assert not (ROOT / "site" / "__init__.py").exists()


def test_imports_go_down_only() -> None:
    """In a process of its own: import-linter switches off the loggers that it finds."""
    check = (
        "import sys; from importlinter.cli import lint_imports;"
        "sys.exit(lint_imports(no_cache=True))"
    )
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", check],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"site{os.pathsep}."},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_lock_files_and_build_files_name_no_host() -> None:
    files = [*tracked("requirements", "Makefile", "pyproject.toml", ".ci"), "Makefile"]
    assert len(files) > 5
    for name in files:
        # The machine itself is no host.
        assert not re.search(
            r"https?://(?!127\.0\.0\.1|\$ACCOUNT)", (ROOT / name).read_text(encoding="utf-8")
        ), name


def test_every_requirement_is_pinned_with_its_hash() -> None:
    for name in ("base.txt", "dev.txt", "mutation.txt"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        pins = [index for index, line in enumerate(lines) if "==" in line and line[0] != " "]
        assert len(pins) > 15
        assert all("--hash=sha256:" in lines[index + 1] for index in pins)


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later_in_the_code(word: str) -> None:
    files = [name for name in tracked("*.py", "*.html", "*.css", "*.js") if "tests/" not in name]
    assert len(files) > 50
    assert [name for name in files if word in (ROOT / name).read_text(encoding="utf-8")] == []
