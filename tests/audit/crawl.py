"""Following every link of the site, as a program without a browser does."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.audit.findings import Check, Finding
from tests.audit.visits import Answer, Visit

TIMEOUT_SECONDS = 60
REDIRECTS = range(300, 400)


class Crawl:
    """The answers to all that can be reached from some addresses of one origin."""

    def __init__(self, origin: str, *, with_files: bool = True) -> None:
        """`with_files`: also ask for what is made to be printed, which takes a second each."""
        self.origin = origin
        self.with_files = with_files
        self.answers: dict[str, Answer] = {}

    def follow(self, starts: Iterable[Visit]) -> None:
        waiting = deque(starts)
        line = HTTPConnection(urlsplit(self.origin).netloc, timeout=TIMEOUT_SECONDS)
        with closing(line):
            while waiting:
                visit = waiting.popleft()
                if visit.path in self.answers or not self._is_wanted(visit.path):
                    continue
                answer = self.answers[visit.path] = _ask(line, visit)
                waiting += [Visit(path) for path, _fragment in self.links_of(answer)]

    def links_of(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """The path and the fragment of each link within the origin, redirects included."""
        base = f"{self.origin}{answer.visit.path}"
        targets = answer.header_values("location") if answer.status in REDIRECTS else []
        if answer.is_page:
            links = [*answer.document.all("a"), *answer.document.all("link")]
            targets += [link.attributes["href"] for link in links if "href" in link.attributes]
        for target in targets:
            address, fragment = urldefrag(urljoin(base, target))
            if address.startswith(f"{self.origin}/"):
                yield address.removeprefix(self.origin), fragment

    def findings(self, more: Iterable[Answer] = ()) -> list[Finding]:
        """Links that lead nowhere, in what was followed and in `more` answers."""
        pages = [answer for answer in (*self.answers.values(), *more) if answer.is_page]
        return [finding for answer in pages for finding in self._dead_links(answer)]

    def _dead_links(self, answer: Answer) -> Iterator[Finding]:
        for path, fragment in sorted(set(self.links_of(answer))):
            target = self.answers.get(path)
            if path == answer.visit.path:
                target = answer
            elif target is not None and target.status >= 400:
                what = f"dead link: {path} answers {target.status}"
                yield Finding(answer.visit.label, Check.LINKS, what)
            if target is not None and fragment and not _has_id(target, fragment):
                what = f"dead link: {path} has no “{fragment}”"
                yield Finding(answer.visit.label, Check.LINKS, what)

    def _is_wanted(self, path: str) -> bool:
        return self.with_files or not urlsplit(path).path.endswith(".pdf")


def _ask(line: HTTPConnection, visit: Visit) -> Answer:
    line.request("GET", visit.path)
    response = line.getresponse()
    body = response.read()
    answer = Answer(visit, response.status, tuple(response.getheaders()))
    return replace(answer, source=body.decode()) if answer.is_page else answer


def _has_id(answer: Answer, wanted: str) -> bool:
    return any(element.attributes.get("id") == wanted for element in answer.document.elements)
