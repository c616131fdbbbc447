"""The order of what was found, the same for every engine.

An engine finds candidates; this module scores them from their analysed words. A concept's score
in a document is BM25F over title, path and body (best alternative); to the sum comes how much of
the question is answered in one place of the body, and how much of it by the title.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log

from knowledge.numbers import number_order
from knowledge.search.analysis import SHORTEST_STEM, Term, term_of
from knowledge.search.query import (
    ASKED_WEIGHT,
    LEMMA_WEIGHT,
    LIGHT_WORD_WEIGHT,
    AnalysedQuestion,
    Concept,
    MatchKind,
    Vocabulary,
)
from knowledge.search.stopwords import SLOVENE_STOP


@dataclass(frozen=True, slots=True)
class RankingParameters:
    """Found on the "tune" sets of the evaluation; see docs/search.md."""

    title_boost: float = 3.0
    path_boost: float = 0.6
    length_normalisation: float = 0.6
    saturation: float = 2.0
    window_words: int = 15
    window_share: float = 1.5
    title_share: float = 1.0
    empty_body_factor: float = 0.6
    reference_bonus: float = 100.0


RARITY_DAMPING = 0.7
# The weight of a word that was typed; light words and what is added to a question weigh less.
FULL_WEIGHT = 1.0
DEFAULT_PARAMETERS = RankingParameters()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as an engine keeps it: packed terms of each field, in order."""

    key: str
    number: str
    title: Sequence[str]
    path: Sequence[str]
    body: Sequence[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """Size of the index, for the weight of words and of lengths."""

    documents: int
    mean_body_length: float


@dataclass(frozen=True, slots=True)
class Ranked:
    key: str
    score: float
    best_place: int


_Pairs = tuple[tuple[int, int], ...]
_Match = tuple[int, _Pairs]
_Key = tuple[MatchKind, str]


@lru_cache(maxsize=131072)
def _keys_of(packed: str) -> tuple[_Key, ...]:
    """What a word of a document is matched by."""
    term = term_of(packed)
    return (
        (MatchKind.LEMMA, term.lemma),
        *((MatchKind.STEM, shared) for shared in term.stems),
        *((MatchKind.PREFIX, prefix) for prefix in term.prefixes),
    )


class _Matches(dict[str, _Pairs]):
    """Pairs by packed term, found when first asked for: a search looks at thousands of words."""

    def __init__(self, by_term: Mapping[_Key, Sequence[tuple[int, int]]]) -> None:
        super().__init__()
        self._by_term = by_term

    def __missing__(self, packed: str) -> _Pairs:
        keys = _keys_of(packed)
        if self._by_term.keys().isdisjoint(keys):
            found: _Pairs = ()
        else:
            found = tuple(pair for key in keys for pair in self._by_term.get(key, ()))
        self[packed] = found
        return found


class Ranker:
    """Scores candidates for one question."""

    def __init__(
        self,
        question: AnalysedQuestion,
        vocabulary: Vocabulary,
        collection: Collection,
        parameters: RankingParameters = DEFAULT_PARAMETERS,
    ) -> None:
        self._question = question
        self._collection = collection
        self._parameters = parameters
        self._gains: list[list[float]] = []
        self._by_term: dict[_Key, list[tuple[int, int]]] = {}
        for place, concept in enumerate(question.concepts):
            self._gains.append(_gains_of(concept, vocabulary, collection.documents))
            for index, alternative in enumerate(concept.alternatives):
                self._by_term.setdefault((alternative.kind, alternative.term), []).append(
                    (place, index)
                )
        self._matches = _Matches(self._by_term)

    def matched(self, term: Term) -> _Pairs:
        """(concept, alternative) pairs that a word of a document stands for."""
        return self._matches[term.packed]

    def is_marked(self, term: Term) -> bool:
        """Whether a word is worth marking: not for a mere common beginning or a light word."""
        return any(
            self._question.concepts[concept].weight >= 0.3
            and self._question.concepts[concept].alternatives[index].weight >= 0.4
            for concept, index in self.matched(term)
        )

    def rank(self, candidates: Iterable[Candidate]) -> list[Ranked]:
        """Candidates that match at all, best first; the same score in the order of numbers."""
        scored = ((candidate, self._score(candidate)) for candidate in candidates)
        ordered = sorted(
            ((candidate, ranked) for candidate, ranked in scored if ranked.score > 0),
            key=lambda pair: (-pair[1].score, number_order(pair[0].number)),
        )
        return [ranked for _, ranked in ordered]

    def best_places(
        self, body: Sequence[Term], *, apart: int, most: int, share: float
    ) -> list[int]:
        """Where the stretches of a text begin that answer most of the question, the best first.

        They are `apart` words from each other at least and worth a `share` of the best one.
        """
        matches = self._matches_in([term.packed for term in body])
        places: list[int] = []
        enough = 0.0
        while matches and len(places) < most:
            gain, place = self._best_window(matches)
            if gain < enough:
                break
            enough = enough or share * gain
            places.append(place)
            matches = [match for match in matches if abs(match[0] - place) > apart]
        return places

    def holds_as_asked(self, body: Sequence[Term]) -> bool:
        """Whether a question that is a phrase and no more stands so in a text.

        Its words side by side in the order asked, in whatever form; stop words between them do
        not count. One word is no phrase, nor is a question that asks something of a phrase
        ("how long is … valid").
        """
        concepts = self._question.concepts
        if any(concept.weight in (LIGHT_WORD_WEIGHT, ASKED_WEIGHT) for concept in concepts):
            return False
        asked = [place for place, concept in enumerate(concepts) if concept.weight >= FULL_WEIGHT]
        if len(asked) < 2:
            return False
        found = [self._written_as(term) for term in body if term.form not in SLOVENE_STOP]
        return any(
            all(concept in meant for concept, meant in zip(asked, found[start:], strict=False))
            for start in range(len(found) - len(asked) + 1)
        )

    def _written_as(self, term: Term) -> set[int]:
        """The concepts that a word stands for by itself, not as a synonym or a like beginning."""
        return {
            place
            for place, index in self.matched(term)
            if (concept := self._question.concepts[place]).alternatives[index].kind
            is not MatchKind.PREFIX
            and term.form.startswith(concept.word[:SHORTEST_STEM])
        }

    def _score(self, candidate: Candidate) -> Ranked:
        parameters = self._parameters
        title, path, body = (
            self._matches_in(field) for field in (candidate.title, candidate.path, candidate.body)
        )
        share = len(candidate.body) / (self._collection.mean_body_length or 1.0)
        norm = 1 - parameters.length_normalisation + parameters.length_normalisation * share
        counts = _weighted_counts(
            ((title, parameters.title_boost), (path, parameters.path_boost), (body, 1 / norm))
        )
        score = sum(self._concept_score(concept, found) for concept, found in counts.items())
        window, best_place = self._best_window(body)
        score += parameters.window_share * window
        score += parameters.title_share * self._covered(title)
        if not candidate.body:
            score *= parameters.empty_body_factor
        score += parameters.reference_bonus * self._named(candidate.number)
        return Ranked(candidate.key, score, best_place)

    def _matches_in(self, field: Sequence[str]) -> list[_Match]:
        matches = self._matches
        return [(place, pairs) for place, packed in enumerate(field) if (pairs := matches[packed])]

    def _concept_score(self, concept: int, frequencies: dict[int, float]) -> float:
        k1 = self._parameters.saturation
        gains = self._gains[concept]
        return max(
            gains[index] * frequency * (k1 + 1) / (frequency + k1)
            for index, frequency in frequencies.items()
        )

    def _covered(self, matches: Sequence[_Match]) -> float:
        """The sum of the best gains of all concepts matched."""
        best: dict[int, float] = {}
        for _, pairs in matches:
            for concept, index in pairs:
                gain = self._gains[concept][index]
                if gain > best.get(concept, 0.0):
                    best[concept] = gain
        return sum(best.values())

    def _best_window(self, body: Sequence[_Match]) -> tuple[float, int]:
        """The greatest sum of gains of different concepts in a stretch of the body, and where."""
        best, best_place = 0.0, 0
        last = 0
        for first, (start, _) in enumerate(body):
            reached = start + self._parameters.window_words
            while last < len(body) and body[last][0] < reached:
                last += 1
            total = self._covered(body[first:last])
            if total > best:
                best, best_place = total, start
        return best, best_place

    def _named(self, number: str) -> float:
        return float(any(reference.matches(number) for reference in self._question.references))


def _weighted_counts(
    fields: Iterable[tuple[Sequence[_Match], float]],
) -> dict[int, dict[int, float]]:
    """For each concept and alternative: occurrences, weighted by field."""
    counts: dict[int, dict[int, float]] = {}
    for matches, boost in fields:
        for _, pairs in matches:
            for concept, index in pairs:
                found = counts.setdefault(concept, {})
                found[index] = found.get(index, 0.0) + boost
    return counts


def _gains_of(concept: Concept, vocabulary: Vocabulary, documents: int) -> list[float]:
    """What a match of each alternative is worth.

    No alternative counts as rarer than the word that was asked for, as long as that occurs.
    """
    rarities = [
        rarity(vocabulary.frequency(alternative.kind, alternative.term), documents)
        for alternative in concept.alternatives
    ]
    asked = [
        value
        for value, alternative in zip(rarities, concept.alternatives, strict=True)
        if alternative.weight == LEMMA_WEIGHT
        and vocabulary.frequency(alternative.kind, alternative.term)
    ]
    most = max(asked, default=inf)
    return [
        concept.weight * alternative.weight * min(value, most)
        for value, alternative in zip(rarities, concept.alternatives, strict=True)
    ]


def rarity(frequency: int, documents: int) -> float:
    """Inverse document frequency, damped, never negative.

    Source: BM25 as in Robertson, Zaragoza 2009. Damped, because what occurs once in a handbook is
    as often a chance word of everyday language as a term.
    """
    return float(log(1 + (documents - frequency + 0.5) / (frequency + 0.5)) ** RARITY_DAMPING)
