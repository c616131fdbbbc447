"""What the source of a page and its headers say, without a browser."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from tests.audit.findings import Check, Finding
from tests.audit.visits import Answer
from tests.website.html import Document

# Of the languages that the site is meant to speak, those written from right to left.
RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "ur"}
# Attributes that make a browser ask for something by itself.
ASKING = {"src", "srcset", "poster", "data", "background"}


def markup_findings(answer: Answer, origin: str) -> list[Finding]:
    faults = [
        (Check.MARKUP, _faults_of_answer(answer)),
        (Check.MARKUP, _faults_of_language(answer)),
        (Check.TRACES, _traces(answer, origin)),
    ]
    label = answer.visit.label
    return [Finding(label, check, what) for check, whats in faults for what in whats]


def _faults_of_answer(answer: Answer) -> Iterator[str]:
    document = answer.document
    if answer.status != answer.visit.status:
        yield f"answers {answer.status} instead of {answer.visit.status}"
    if len(headings := document.all("h1")) != 1:
        yield f"{len(headings)} headings of the first level instead of one"
    if not any(title.text.strip() for title in document.all("title")):
        yield "no title"


def _faults_of_language(answer: Answer) -> Iterator[str]:
    root = next(iter(answer.document.all("html")), None)
    attributes = root.attributes if root else {}
    lang = attributes.get("lang", "")
    wanted = answer.visit.language or lang or "a language"
    if lang != wanted:
        yield f"lang “{lang}” instead of “{wanted}”"
    direction = "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    if attributes.get("dir") != direction:
        yield f"dir “{attributes.get('dir', '')}” instead of “{direction}”"


def _traces(answer: Answer, origin: str) -> Iterator[str]:
    for cookie in answer.header_values("set-cookie"):
        yield f"sets a cookie: {cookie.split('=')[0]}"
    for address in _asked_for(answer.document):
        parts = urlsplit(urljoin(f"{origin}{answer.visit.path}", address))
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != origin:
            yield f"asks elsewhere: {address}"


def _asked_for(document: Document) -> Iterator[str]:
    for element in document.elements:
        for name, value in element.attributes.items():
            is_link = element.tag == "link" and name == "href"
            if is_link and element.attributes.get("rel") in {"canonical", "alternate"}:
                continue
            if (name in ASKING or is_link) and value:
                yield value.split()[0]
