"""Reading pages as a visitor's browser does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {"meta", "link", "br", "input"}
READ_OUT = {"alt", "aria-label", "content", "placeholder", "title", "data-1", "data-2"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Document(HTMLParser):
    elements: list[Element] = field(default_factory=list)
    # Each piece of text with the language that the page says of it.
    pieces: list[tuple[str, str]] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        lang = element.attributes.get("lang") or self._language()
        self.pieces += [
            (lang, element.attributes[name]) for name in READ_OUT & {*element.attributes}
        ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            continue

    def handle_data(self, data: str) -> None:
        silent = any(element.tag in {"style", "script"} for element in self._open[:-1])
        for element in self._open:
            if not silent:
                element.text += data
        if self._open and self._open[-1].tag not in {"style", "script"}:
            self.pieces.append((self._language(), data))

    def _language(self) -> str:
        langs = [
            element.attributes["lang"] for element in self._open if "lang" in element.attributes
        ]
        return langs[-1] if langs else ""

    def texts_in(self, language: str) -> list[str]:
        """What a visitor sees, hears or finds of the page in that language."""
        return [text for lang, text in self.pieces if lang == language]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (element,) = self.all(tag, **attributes)
        return element

    @property
    def links(self) -> list[str]:
        return [element.attributes["href"] for element in self.all("a")]


def read(response: HttpResponse) -> Document:
    document = Document()
    document.feed(response.content.decode())
    document.close()
    return document
