"""One run of the audit over one origin."""

import sys
import time
from collections.abc import Collection, Iterable

from tests.audit.crawl import Crawl
from tests.audit.findings import Check, Finding, Report
from tests.audit.in_browser import Look, onlooker
from tests.audit.lighthouse import lighthouse_applies, lighthouse_findings
from tests.audit.markup import markup_findings
from tests.audit.nu import nu_findings
from tests.audit.tools import Parts, Tools
from tests.audit.visits import DATABASE_IS_DOWN, Answer, Visit, visits_of_forms

IN_BROWSER = (Check.BYTES, Check.TRACES, Check.REACH, Check.AXE)


class Audit:
    """`paths` are the pages that are known to be there, whether a link leads to them or not.

    Without `tools` or parts of the machine the rest is looked at, and the report says what was not.
    """

    def __init__(
        self, origin: str, paths: Collection[str], tools: Tools | None, parts: Parts
    ) -> None:
        self.origin, self.paths, self.tools, self.parts = origin, paths, tools, parts
        self.report = Report(not_run=parts.missing)
        self.answers: list[Answer] = []
        self.started = time.monotonic()

    def follow(self, *, with_files: bool = True) -> None:
        """Ask for all that links lead to, and for what no link leads to on purpose."""
        self.crawl = Crawl(self.origin, with_files=with_files)
        self.crawl.follow(visits_without_link(self.paths))
        unlinked = [path for path in self.paths if path not in self.crawl.answers]
        self.crawl.follow(Visit(path) for path in unlinked)
        self.answers = [answer for answer in self.crawl.answers.values() if answer.is_page]
        found = [Finding(path, Check.LINKS, "no link leads here") for path in unlinked]
        self.report.looked(Check.LINKS, [answer.visit.label for answer in self.answers], found)
        self._say(f"{len(self.crawl.answers)} addresses, {len(self.answers)} pages")

    def look(self, paths: Collection[str] | None = None) -> None:
        """Open the pages (with `paths`: those) in a browser, and send their forms."""
        if not self.parts.has_chromium:
            return
        pages = [each for each in self.answers if paths is None or each.visit.path in paths]
        visits = [*(answer.visit for answer in pages), *visits_of_forms(pages)]
        self._say(f"{len(visits)} visits by browser")
        with onlooker(self.origin, self.tools.axe if self.tools else None) as eyes:
            for visit in visits:
                self._note(eyes.look(visit))

    def read(self) -> None:
        """The sources of all pages, and of what forms answered: markup, links, the Nu checker."""
        labels = [answer.visit.label for answer in self.answers]
        found = [each for answer in self.answers for each in markup_findings(answer, self.origin)]
        self.report.looked(Check.MARKUP, labels, found)
        by_forms = [answer for answer in self.answers if answer.visit.steps]
        self.report.looked(Check.LINKS, labels, self.crawl.findings(by_forms))
        if self.tools and self.parts.has_java:
            self._say(f"Nu HTML checker over {len(labels)} pages")
            self.report.looked(Check.NU, labels, nu_findings(self.answers, self.tools))

    def measure(self, paths: Collection[str] | None = None) -> None:
        """Lighthouse over the pages that it applies to (with `paths`: over those)."""
        if not (self.tools and self.parts.has_chromium):
            return
        wanted = [each for each in self.answers if paths is None or each.visit.path in paths]
        answers = [answer for answer in wanted if lighthouse_applies(answer)]
        self._say(f"Lighthouse over {len(answers)} pages")
        found = lighthouse_findings(answers, self.origin, self.tools)
        self.report.looked(Check.LIGHTHOUSE, [each.visit.label for each in answers], found)
        self._say("done")

    def _note(self, look: Look) -> None:
        label = look.visit.label
        for check in IN_BROWSER:
            if check is not Check.AXE or self.tools:
                found = [finding for finding in look.findings if finding.check is check]
                self.report.looked(check, [label], found)
        self.report.bytes_of[label] = look.byte_count
        self.report.undecided += look.undecided
        if look.visit.steps:
            self.answers.append(look.answer)

    def _say(self, what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - self.started:5.0f} s] {what}\n")


def visits_without_link(paths: Iterable[str]) -> list[Visit]:
    """The first page; in each language what follows a form, and what stands for a fault."""
    visits = [Visit("/")]
    for language in sorted({path.split("/")[1] for path in paths}):
        visits.append(Visit(f"/{language}/done/"))
        visits.append(Visit(f"/{language}/ni-tu/", 404))
        visits.append(Visit(f"/{language}/{DATABASE_IS_DOWN}", 500))
    return visits
