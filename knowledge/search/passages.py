"""The pieces of a document that answer a question, the same for every engine."""

from collections.abc import Sequence

from knowledge.search.analysis import Term, words
from knowledge.search.highlight import SNIPPET_WORDS, Passage, snippet_of
from knowledge.search.ranking import Ranked, Ranker

MOST_PASSAGES = 3
# A passage that answers less than this part of what the best one does is not worth reading.
SHARE_OF_BEST = 0.7


def passages_of(
    text: str, body: Sequence[Term], ranked: Ranked, ranker: Ranker
) -> tuple[Passage, ...]:
    """Passages of the original `text`, whose words were analysed to `body`; the best first."""
    placed = list(words(text))
    places = ranker.best_places(body, apart=SNIPPET_WORDS, most=MOST_PASSAGES, share=SHARE_OF_BEST)
    passages = (
        snippet_of(text, placed, lambda place: ranker.is_marked(body[place]), around)
        for around in places or [ranked.best_place]
    )
    return tuple(passage for passage in passages if passage)
