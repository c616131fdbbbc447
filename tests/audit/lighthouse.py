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
SAID_NOTHING = "did not look"


def lighthouse_applies(answer: Answer) -> bool:
    """It opens addresses alone, and marks down what is no success: no forms, no error pages."""
    return answer.is_page and answer.status == 200 and not answer.visit.then


def lighthouse_findings(answers: Iterable[Answer], origin: str, tools: Tools) -> list[Finding]:
    """Each category of each page that is below 100. Raises CalledProcessError."""
    by_url = {f"{origin}{answer.visit.path}": answer for answer in answers}
    asked = [{"url": url, "categories": _categories(answer)} for url, answer in by_url.items()]
    result = subprocess.run(  # noqa: S603
        [shutil.which("node") or "node", str(tools.lighthouse), str(CHROMIUM), *FLAGS],
        input=json.dumps(asked),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = [json.loads(line) for line in result.stdout.splitlines()]
    return below_full_score(told, {url: answer.visit.label for url, answer in by_url.items()})


def below_full_score(told: list[dict[str, Any]], labels: dict[str, str]) -> list[Finding]:
    """What was told of pages; a page of which nothing was told is a finding as well."""
    by_url = {page["url"]: page for page in told}
    return [
        Finding(label, Check.LIGHTHOUSE, what)
        for url, label in labels.items()
        for what in (_below(by_url[url]) if url in by_url else [SAID_NOTHING])
    ]


def _categories(answer: Answer) -> list[str]:
    """A page that is kept from search engines on purpose is not to be marked down for it."""
    return [*CATEGORIES, *(() if answer.is_kept_from_search_engines else ("seo",))]


def _below(page: dict[str, Any]) -> list[str]:
    if page["error"]:
        return [f"{SAID_NOTHING}: {page['error']}"]
    return [
        f"{score['name']} {score['score']}: {', '.join(score['failed'])}"
        for score in page["scores"]
        if score["score"] != FULL_SCORE
    ]
