"""What is looked at: a page, or what a form of it answers, and what came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from tests.website.html import Document

# Asked with this, a page is answered as it is when the database does not answer.
DATABASE_IS_DOWN = "?database-is-down"


class Act(StrEnum):
    PRESS = "press"
    CHECK = "check"
    FILL = "fill"


@dataclass(frozen=True)
class Step:
    """What a visitor does on a page; pressing leads to the next one."""

    act: Act
    selector: str
    text: str = ""


@dataclass(frozen=True)
class Visit:
    """A page, or one state of it (`then`, after `steps`). `status` is what it has to answer."""

    path: str
    status: int = 200
    then: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.path} → {self.then}" if self.then else self.path

    @property
    def language(self) -> str:
        """The language that its address names; nothing before one is chosen."""
        return urlsplit(self.path).path.split("/")[1]


@dataclass(frozen=True)
class Answer:
    visit: Visit
    status: int
    headers: tuple[tuple[str, str], ...]
    # Of what is no page: nothing.
    source: str = ""

    def header_values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def is_page(self) -> bool:
        return any("text/html" in value for value in self.header_values("content-type"))

    @property
    def document(self) -> Document:
        document = Document()
        document.feed(self.source)
        document.close()
        return document

    @property
    def is_kept_from_search_engines(self) -> bool:
        in_page = [
            element.attributes.get("content", "")
            for element in self.document.all("meta", name="robots")
        ]
        return any("noindex" in said for said in [*in_page, *self.header_values("x-robots-tag")])


PRESS = Step(Act.PRESS, "main form button >> nth=-1")
CHOOSE = Step(Act.PRESS, "main form button >> nth=0")
YES, NO = (Step(Act.CHECK, f"main input[value={answer}] >> nth=0") for answer in ("yes", "no"))
SELF_CHECK_ANSWERS = {
    "questions": (CHOOSE,),
    "nothing answered": (CHOOSE, PRESS),
    "a yes": (CHOOSE, YES, PRESS),
    "a no": (CHOOSE, NO, PRESS),
}
WHAT_WAS_SEEN = Step(Act.FILL, "main [name=what]", "Nekaj.")


def visits_of_forms(answers: Iterable[Answer]) -> list[Visit]:
    """What the forms of pages answer: nothing filled in, and what a page of its own follows on."""
    return [visit for answer in answers for visit in _visits_of_form(answer)]


def _visits_of_form(answer: Answer) -> list[Visit]:
    names = {element.attributes.get("name") for element in answer.document.elements}
    path = answer.visit.path
    if answer.status != 200 or not answer.document.all("form", method="post"):
        return []
    if "situation" in names:
        return [Visit(path, 200, then, steps) for then, steps in SELF_CHECK_ANSWERS.items()]
    visits = [Visit(path, 422, "sent empty", (PRESS,))]
    if "what" in names:
        visits.append(Visit(path, 200, "sent", (WHAT_WAS_SEEN, PRESS)))
    return visits
