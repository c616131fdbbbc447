"""One run of the audit over one origin."""

import subprocess
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
    """Without `tools` or parts of the machine the report says what was not looked at."""

    def __init__(self, origin: str, tools: Tools | None, parts: Parts) -> None:
        self.origin, self.tools, self.parts = origin, tools, parts
        self.report = Report(not_run=parts.missing)
        self.answers: list[Answer] = []
        self.started = time.monotonic()

    def follow(self, paths: Collection[str], *, with_files: bool = True) -> None:
        """Ask for all that links lead to, and for `paths`, which are known to be there."""
        self.crawl = Crawl(self.origin, with_files=with_files)
        self.crawl.follow(visits_without_link(paths))
        unlinked = [path for path in paths if path not in self.crawl.answers]
        self.crawl.follow(Visit(path) for path in unlinked)
        self.answers += [answer for answer in self.crawl.answers.values() if answer.is_page]
        found = [Finding(path, Check.LINKS, "no link leads here") for path in unlinked]
        self.report.looked(Check.LINKS, [answer.visit.label for answer in self.answers], found)
        self._say(f"{len(self.crawl.answers)} addresses, {len(self.answers)} pages")

    def look(self, paths: Collection[str] | None = None) -> None:
        """Open the pages (with `paths`: those) in a browser, and send their forms."""
        pages = [
            each
            for each in self.answers
            if not each.visit.then and (paths is None or each.visit.path in paths)
        ]
        self.look_at([*(answer.visit for answer in pages), *visits_of_forms(pages)])

    def look_at(self, visits: Collection[Visit]) -> None:
        """Follow visits in a browser; the answers that no address has alone are read later too."""
        if not self.parts.has_chromium:
            return
        self._say(f"{len(visits)} visits by browser")
        with onlooker(self.origin, self.tools.axe if self.tools else None) as eyes:
            for visit in visits:
                self._note(eyes.look(visit))

    def read(self) -> None:
        """The sources of all that was answered: markup, links, the Nu checker."""
        labels = [answer.visit.label for answer in self.answers]
        found = [each for answer in self.answers for each in markup_findings(answer, self.origin)]
        self.report.looked(Check.MARKUP, labels, found)
        states = [answer for answer in self.answers if answer.visit.then]
        self.report.looked(Check.LINKS, labels, self.crawl.findings(states))
        if self.tools and self.parts.has_java:
            self._read_with_nu(self.tools, labels)

    def _read_with_nu(self, tools: Tools, labels: list[str]) -> None:
        self._say(f"Nu HTML checker over {len(labels)} pages")
        try:
            self.report.looked(Check.NU, labels, nu_findings(self.answers, tools))
        except (subprocess.CalledProcessError, ValueError) as error:
            self.report.not_run.append(f"the Nu checker: {error}")

    def measure(self, paths: Collection[str] | None = None) -> None:
        """Lighthouse over the pages that it applies to (with `paths`: over those)."""
        if not (self.tools and self.parts.has_chromium):
            return
        wanted = [each for each in self.answers if paths is None or each.visit.path in paths]
        answers = [answer for answer in wanted if lighthouse_applies(answer)]
        self._say(f"Lighthouse over {len(answers)} pages")
        found = lighthouse_findings(answers, self.origin, self.tools, self._say)
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
        if look.visit.then and look.answer:
            self.answers.append(look.answer)

    def _say(self, what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - self.started:5.0f} s] {what}\n")


def visits_before_set_up() -> list[Visit]:
    """What a site shows that has no number yet."""
    paths = ("/", "/sl/", "/sl/telefon/", "/sl/print/", "/ar/", "/ar/hatif/")
    return [Visit(path, then="number not set") for path in paths]


def visits_without_link(paths: Iterable[str]) -> list[Visit]:
    """The first page; in each language what follows a form, and what stands for a fault."""
    visits = [Visit("/")]
    for language in sorted({path.split("/")[1] for path in paths}):
        visits.append(Visit(f"/{language}/done/"))
        visits.append(Visit(f"/{language}/ni-tu/", 404))
        visits.append(Visit(f"/{language}/{DATABASE_IS_DOWN}", 500))
    return visits
