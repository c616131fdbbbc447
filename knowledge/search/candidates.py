"""The terms by which the candidates for an answer are found, the same for every engine."""

from collections.abc import Iterable
from typing import NamedTuple

from knowledge.search.query import AnalysedQuestion, MatchKind, Vocabulary
from knowledge.search.ranking import Collection, rarity

MOST_CANDIDATES = 100
# A word in more documents than this share does not help to find candidates in a large index.
COMMON_SHARE = 0.25
LARGE_INDEX = 1000


class Worth(NamedTuple):
    """In how many documents a term stands and what a match of it is worth."""

    documents: int
    gain: float


Wanted = dict[tuple[MatchKind, str], Worth]


def terms_wanted(
    question: AnalysedQuestion, vocabulary: Vocabulary, collection: Collection
) -> list[Wanted]:
    """For each concept the terms that find its documents."""
    found = []
    for concept in question.concepts:
        counted = {}
        for one in concept.alternatives:
            documents = vocabulary.frequency(one.kind, one.term)
            if documents:
                gain = concept.weight * one.weight * rarity(documents, collection.documents)
                counted[one.kind, one.term] = Worth(documents, gain)
        found.append(_widest(counted))
    return found


def terms_matched(concepts: Iterable[Wanted], collection: Collection) -> Wanted:
    """The terms any of which a document has to hold to be found at all."""
    present: Wanted = {}
    for concept in concepts:
        present |= concept
    if collection.documents < LARGE_INDEX:
        return present
    most = collection.documents * COMMON_SHARE
    rare = {key: worth for key, worth in present.items() if worth.documents <= most}
    return rare or dict(sorted(present.items(), key=lambda item: item[1])[:1])


def _widest(counted: Wanted) -> Wanted:
    """Stems, since they find what lemmas find; prefixes only for what has no stem indexed."""
    stems = {key: worth for key, worth in counted.items() if key[0] is MatchKind.STEM}
    return stems or counted
