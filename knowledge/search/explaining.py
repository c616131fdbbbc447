"""What a question is searched as, in words, the same for every engine."""

from knowledge.search.engine import Expansion
from knowledge.search.query import (
    AnalysedQuestion,
    Concept,
    MatchKind,
    Vocabulary,
    nearest_form,
)


def expansions_of(question: AnalysedQuestion, vocabulary: Vocabulary) -> tuple[Expansion, ...]:
    """The words of the texts that count as each word of a question; families are left out."""
    return tuple(
        Expansion(concept.word, _alternatives(concept, vocabulary)) for concept in question.concepts
    )


def _alternatives(concept: Concept, vocabulary: Vocabulary) -> tuple[str, ...]:
    lemmas = [one.term for one in concept.alternatives if one.kind is MatchKind.LEMMA]
    written = ((lemma, vocabulary.written(lemma)) for lemma in lemmas)
    shown = (nearest_form(lemma, forms).written for lemma, forms in written if forms)
    return tuple(dict.fromkeys(shown))
