"""What the search engines are given: one document per section or law paragraph."""

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    SECTION = "section"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One findable piece of knowledge.

    `key` names it among all documents; "12/3" belongs to "12" and is deleted together with it.
    `number` is what people call it by: "3.3.1" for a section, "50/7" for a law paragraph.
    `path` holds the titles of the ancestors, outermost first. An empty `restricted_to` means
    everybody who may read knowledge; otherwise only the audiences named in it.
    """

    key: str
    kind: DocumentKind
    number: str
    title: str
    url: str
    text: str
    path: tuple[str, ...] = ()
    restricted_to: frozenset[str] = frozenset()
