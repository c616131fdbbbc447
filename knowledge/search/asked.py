"""What a reader asks of the search page, as it stands in the address."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from knowledge.search.documents import DocumentKind

RESULTS_AT_FIRST = 20
# An engine ranks so many and no more.
MOST_RESULTS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` None: all kinds. `exact`: words as they are typed. `shown`: how many results."""

    question: str
    kind: DocumentKind | None = None
    exact: bool = False
    shown: int = RESULTS_AT_FIRST

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """From the parameters of an address; what makes no sense is as if it was not there."""
        kind, shown = parameters.get("kind", ""), parameters.get("n", "")
        number = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 6 else 0
        return cls(
            question=parameters.get("q", "").strip(),
            kind=DocumentKind(kind) if kind in set(DocumentKind) else None,
            exact=parameters.get("exact") == "1",
            shown=max(RESULTS_AT_FIRST, min(number, MOST_RESULTS)),
        )

    @property
    def kinds(self) -> frozenset[DocumentKind] | None:
        return None if self.kind is None else frozenset({self.kind})

    @property
    def is_plain(self) -> bool:
        """Asked of everything, in the search's own way of reading."""
        return self.kind is None and not self.exact

    @property
    def address(self) -> str:
        parameters = {
            "q": self.question,
            "kind": self.kind or "",
            "exact": "1" if self.exact else "",
            "n": "" if self.shown == RESULTS_AT_FIRST else str(self.shown),
        }
        given = {name: value for name, value in parameters.items() if value}
        return f"{reverse('knowledge:search')}?{urlencode(given)}"

    def narrowed(self, kind: DocumentKind | None) -> Self:
        return replace(self, kind=kind, shown=RESULTS_AT_FIRST)

    def exactly(self, exact: bool) -> Self:
        return replace(self, exact=exact, shown=RESULTS_AT_FIRST)

    def more(self) -> Self:
        return replace(self, shown=min(self.shown + RESULTS_AT_FIRST, MOST_RESULTS))
