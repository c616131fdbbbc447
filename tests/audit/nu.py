"""The Nu HTML checker over the sources of pages (needs Java)."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.audit.findings import Check, Finding
from tests.audit.tools import Tools
from tests.audit.visits import Answer

LONGEST_EXTRACT = 80


def nu_findings(answers: Iterable[Answer], tools: Tools) -> list[Finding]:
    """What the checker calls an error. Raises CalledProcessError, ValueError when it fails."""
    with TemporaryDirectory() as folder:
        labels = {}
        for number, answer in enumerate(answers):
            file = Path(folder) / f"{number}.html"
            file.write_text(answer.source, encoding="utf-8")
            labels[file.as_uri()] = answer.visit.label
        return [_finding(message, labels) for message in _errors(Path(folder), tools)]


def _errors(folder: Path, tools: Tools) -> list[dict[str, str]]:
    java = shutil.which("java") or "java"
    command = [java, "-jar", str(tools.nu), "--format", "json", "--stdout", "--exit-zero-always",
               "--skip-non-html", str(folder)]  # fmt: skip
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    messages: list[dict[str, str]] = json.loads(said)["messages"]
    # "info" are warnings and hints.
    return [message for message in messages if message["type"] != "info"]


def _finding(message: dict[str, str], labels: dict[str, str]) -> Finding:
    extract = " ".join(message.get("extract", "").split())[:LONGEST_EXTRACT]
    page = labels.get(message.get("url", "").replace("file:/", "file:///", 1), "")
    page = page or labels.get(message.get("url", ""), "the checker itself")
    return Finding(page, Check.NU, f"{message['message']} {extract}".strip())
