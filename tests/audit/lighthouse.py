"""Lighthouse, as a phone on a slow line sees a page (needs Node and Chromium)."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from typing import Any

from tests.audit.findings import Check, Finding
from tests.audit.tools import Tools
from tests.audit.visits import Answer
from tests.browser.chromium import CHROMIUM, FLAGS

CATEGORIES = ("performance", "accessibility", "best-practices")
FULL_SCORE = 100


def lighthouse_applies(answer: Answer) -> bool:
    """It opens addresses alone, and marks down what is no success: no forms, no error pages."""
    return answer.is_page and answer.status == 200 and not answer.visit.steps


def lighthouse_findings(answers: Iterable[Answer], origin: str, tools: Tools) -> list[Finding]:
    """Each category of each page that is below 100. Raises CalledProcessError."""
    labels = {f"{origin}{answer.visit.path}": answer for answer in answers}
    asked = [{"url": url, "categories": _categories(answer)} for url, answer in labels.items()]
    result = subprocess.run(  # noqa: S603
        [shutil.which("node") or "node", str(tools.lighthouse), str(CHROMIUM), *FLAGS],
        input=json.dumps(asked), check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = [json.loads(line) for line in result.stdout.splitlines()]
    found = [
        Finding(labels[page["url"]].visit.label, Check.LIGHTHOUSE, what)
        for page in told
        for what in _below(page)
    ]
    silent = set(labels) - {page["url"] for page in told}
    return found + [
        Finding(labels[url].visit.label, Check.LIGHTHOUSE, "said nothing") for url in silent
    ]


def _categories(answer: Answer) -> list[str]:
    """A page that is kept from search engines on purpose is not to be marked down for it."""
    return [*CATEGORIES, *(() if answer.is_kept_from_search_engines else ("seo",))]


def _below(page: dict[str, Any]) -> list[str]:
    if page["error"]:
        return [f"did not look: {page['error']}"]
    return [
        f"{score['name']} {score['score']}: {', '.join(score['failed'])}"
        for score in page["scores"]
        if score["score"] != FULL_SCORE
    ]
