"""What every search engine does, whatever it keeps its index in."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.highlight import SnippetPart
from knowledge.search.thesaurus import Thesaurus

Progress = Callable[[int, int], None]
DEFAULT_LIMIT = 10


class SearchUnavailableError(Exception):
    """The engine has no index that it can answer from."""


class SearchIndexMissingError(SearchUnavailableError):
    """No index was ever built."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document found. `score` has meaning only beside the other scores of one answer."""

    key: str
    kind: DocumentKind
    number: str
    title: str
    url: str
    path: tuple[str, ...]
    score: float
    snippet: tuple[SnippetPart, ...]


class SearchEngine(Protocol):
    def rebuild(self, documents: Sequence[SearchDocument], progress: Progress | None = None) -> int:
        """Build a new index and put it in the place of the old one; returns how many documents.

        Searches are answered from the old index meanwhile. `progress` gets (done, total).
        """

    def update(self, documents: Iterable[SearchDocument]) -> None:
        """Add documents or replace those with the same key."""

    def delete(self, keys: Iterable[str]) -> None:
        """Remove documents and those below them ("12" takes "12/3" too); unknown keys are fine."""

    def search(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> list[SearchHit]:
        """Documents that answer a question, best first, only those open to `audiences`.

        `audiences` None means: nothing is kept back (commands, never a person's request).
        Raises SearchUnavailableError when there is no index.
        """

    def is_healthy(self) -> bool:
        """Whether a search would be answered."""
