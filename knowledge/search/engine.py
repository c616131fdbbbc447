"""What every search engine does, whatever it keeps its index in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.highlight import Passage
from knowledge.search.query import Correction
from knowledge.search.suggesting import MOST_SUGGESTIONS, Suggestion
from knowledge.search.thesaurus import Thesaurus

Progress = Callable[[int, int], None]
DEFAULT_LIMIT = 10


class SearchUnavailableError(Exception):
    """The engine has no index that it can answer from; `status`: what its server answered."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class SearchIndexMissingError(SearchUnavailableError):
    """No index was ever built, or it is of another version."""


class SearchTimedOutError(SearchUnavailableError):
    """The engine took too long; whether it did what it was asked is not known."""


class SearchIndexNotWrittenError(SearchUnavailableError):
    """The embedded index could not be built or changed; the one before it is as it was."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document found. `score` has meaning only beside the other scores of one answer.

    `passages` are pieces of its text, the best first; none when it has no text of its own.
    `is_as_asked`: the question is a phrase that stands so in its text.
    """

    key: str
    kind: DocumentKind
    number: str
    title: str
    url: str
    path: tuple[str, ...]
    score: float
    passages: tuple[Passage, ...]
    is_as_asked: bool = False


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found, and how the question was read.

    `totals`: how many documents of each kind match, whatever `kinds` and `limit` leave of them;
    a kind without any is left out. `corrections`: words that were not taken as they were typed;
    `spellings`: where there are any, the other words that the texts write with other accents.
    `number`: the last change that the index knows. `is_fallback`: the engine that the settings
    name did not answer, another one did.
    """

    hits: tuple[SearchHit, ...]
    corrections: tuple[Correction, ...]
    totals: Mapping[DocumentKind, int]
    number: int = 0
    spellings: tuple[Correction, ...] = ()
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index knows: the last change it was told of, its documents, when it was built."""

    number: int
    documents: int
    built_at: datetime


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word or phrase of a question and the words that count as it in a document."""

    word: str
    alternatives: tuple[str, ...]


class SearchEngine(Protocol):
    def rebuild(
        self,
        documents: Sequence[SearchDocument],
        progress: Progress | None = None,
        number: int = 0,
    ) -> int:
        """Build a new index and put it in the place of the old one; returns how many documents.

        Searches are answered from the old index meanwhile. `progress` gets (done, total).
        `number`: the last change that the documents hold.
        """

    def change(
        self,
        documents: Iterable[SearchDocument],
        gone: Iterable[str],
        *,
        since: int,
        number: int,
    ) -> bool:
        """Bring an index that knows change `since` to change `number`; False: it knew another.

        Documents with a key that is there are replaced. Those of a key in `gone` are removed with
        what is below it ("12" takes "12/3" too), but not what is among `documents`; unknown keys
        are fine.
        """

    def state(self) -> IndexState:
        """What the index knows. Raises SearchUnavailableError."""

    def search(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = DEFAULT_LIMIT,
        exact: bool = False,
    ) -> SearchAnswer:
        """Documents that answer a question, best first, only those open to `audiences`.

        The answer is the same as if documents that are not open to them did not exist.
        `audiences` None means: nothing is kept back (commands, never a person's request).
        `exact`: words are taken as they are typed, neither completed nor corrected.
        Raises SearchUnavailableError when there is no index.
        """

    def suggest(
        self,
        text: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
        kinds: AbstractSet[DocumentKind] | None = None,
        limit: int = MOST_SUGGESTIONS,
    ) -> list[Suggestion]:
        """What a question that is being typed may become: places first, then words.

        Only what is open to `audiences`: a word counts when an open document holds it.
        Raises SearchUnavailableError when there is no index.
        """

    def explain(
        self,
        question: str,
        *,
        thesaurus: Thesaurus,
        audiences: AbstractSet[str] | None = frozenset(),
    ) -> tuple[Expansion, ...]:
        """What each word of a question is searched as. Raises SearchUnavailableError."""

    def is_healthy(self) -> bool:
        """Whether a search would be answered."""
