"""The pieces of a document that answer a question, the same for every engine."""

from collections.abc import Sequence
from itertools import islice

from knowledge.search.analysis import Term, words
from knowledge.search.highlight import SNIPPET_WORDS, Passage, snippet_of
from knowledge.search.ranking import Ranked, Ranker


def passages_of(
    text: str, body: Sequence[Term], ranked: Ranked, ranker: Ranker
) -> tuple[Passage, ...]:
    """Passages of the original `text`, whose words were analysed to `body`; the best first."""
    around = ranked.best_place
    placed = list(islice(words(text), around + SNIPPET_WORDS + 1))
    best = snippet_of(text, placed, lambda place: ranker.is_marked(body[place]), around)
    return (best,) if best else ()
