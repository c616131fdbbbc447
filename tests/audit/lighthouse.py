"""Lighthouse, as a phone on a slow line sees a page (needs Node and Chromium)."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
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


def lighthouse_findings(
    answers: Iterable[Answer], origin: str, tools: Tools, say: Callable[[str], None]
) -> list[Finding]:
    """Each category of each page that is below 100; `say` is told which page is done."""
    by_url = {f"{origin}{answer.visit.path}": answer for answer in answers}
    asked = [{"url": url, "categories": _categories(answer)} for url, answer in by_url.items()]
    told = []
    for number, page in enumerate(_told(asked, tools), 1):
        told.append(page)
        say(f"Lighthouse {number}/{len(asked)}: {page['url'].removeprefix(origin)}")
    return below_full_score(told, {url: answer.visit.label for url, answer in by_url.items()})


def _told(asked: list[dict[str, Any]], tools: Tools) -> Iterator[dict[str, Any]]:
    """What it tells page by page. Where it ends early, the rest stays untold."""
    command = [shutil.which("node") or "node", str(tools.lighthouse), str(CHROMIUM), *FLAGS]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked))
        process.stdin.close()
        for line in process.stdout:
            yield json.loads(line)


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
