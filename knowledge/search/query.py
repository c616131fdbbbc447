"""A question, analysed: the concepts it asks for and the words that may stand for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Protocol

from knowledge.search.analysis import (
    PREFIX_LENGTH,
    english_stem,
    fold,
    is_same_word,
    prefixes_of,
    stem,
    stems_of,
    words,
)
from knowledge.search.asks import asked_in
from knowledge.search.references import Reference, references_in
from knowledge.search.spelling import distance, forgiven_mistakes
from knowledge.search.stopwords import ENGLISH_STOP, SLOVENE_LIGHT, SLOVENE_STOP
from knowledge.search.thesaurus import Entry, Language, PhraseMatch, Thesaurus

# A question longer than this is cut: nobody types more, and work per word is bounded by it.
LONGEST_QUESTION = 600
MOST_WORDS = 32

# How much a match counts, by how it came about. Found on the "tune" sets of the evaluation.
LEMMA_WEIGHT = 1.0
STEM_WEIGHT = 0.8
PREFIX_WEIGHT = 0.4
SYNONYM_WEIGHT = 0.8
OTHER_MEANING_WEIGHT = 0.8
CORRECTION_WEIGHTS = {1: 0.85, 2: 0.65}
COMPLETION_WEIGHT = 0.75
LIGHT_WORD_WEIGHT = 0.25
# "neizobražena" may be written "brez izobrazbe".
NEGATION = "ne"
NEGATION_WEIGHT = 0.6
PHRASE_MEANING_WEIGHT = 0.6
# What a way of asking asks for ("how long": days, months) supports what is asked about.
ASKED_WEIGHT = 0.8
# How many stop words may stand within an English phrase ("refusal of a permit").
MOST_STOP_WORDS_WITHIN = 2
# A stem that is shared by chance (three letters) proves less than a long one.
SHORT_STEM = 3
SHORT_STEM_WEIGHT = 0.6


class MatchKind(StrEnum):
    LEMMA = "lemma"
    STEM = "stem"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way in which a concept may be written in a document."""

    kind: MatchKind
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for. Any of its alternatives stands for it, the best one counts."""

    word: str
    alternatives: tuple[Alternative, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another one, which is written as it stands in the texts."""

    typed: str
    read_as: str


@dataclass(frozen=True, slots=True)
class WordForm:
    """A form of a word as it is written in the texts, and in how many documents."""

    form: str
    lemma: str
    written: str
    documents: int


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    concepts: tuple[Concept, ...]
    references: tuple[Reference, ...]
    language: Language
    corrections: tuple[Correction, ...] = ()
    spellings: tuple[Correction, ...] = ()


def question_corrected(
    question: str, corrections: Iterable[Correction], spellings: Iterable[Correction] = ()
) -> str:
    """A question as it was read; empty when it was read as it was typed.

    `spellings`: its other words as the texts write them.
    """
    read_as = {one.typed: one.read_as for one in corrections}
    if read_as:
        read_as = {one.typed: one.read_as for one in spellings} | read_as
    corrected, end = "", 0
    for word in words(question):
        typed = question[word.start : word.end]
        corrected += question[end : word.start] + read_as.get(typed, typed)
        end = word.end
    return corrected + question[end:] if read_as else ""


class Vocabulary(Protocol):
    """What an index knows of words, for one reader. All words but `written` are folded.

    Every answer is the same as if there were no documents that are closed to the reader.
    """

    def lemmas(self, form: str) -> tuple[str, ...]:
        """Dictionary forms of a word; empty for an unknown one."""

    def frequency(self, kind: MatchKind, term: str) -> int:
        """In how many documents open to the reader the term occurs."""

    def occurs(self, lemma: str) -> bool:
        """Whether a document open to the reader holds the word."""

    def written(self, lemma: str) -> tuple[WordForm, ...]:
        """The forms of a word that occurs, as the texts write them."""

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Lemmas of words that begin so and occur."""

    def similar(self, form: str, mistakes: int) -> tuple[tuple[str, int], ...]:
        """(lemma, distance) of the words nearest in spelling, only the nearest distance.

        Words that occur, if any of them is as near; else words of the dictionary.
        """


@dataclass(frozen=True, slots=True)
class _QuestionWord:
    form: str
    lemmas: tuple[str, ...]

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset((self.form, *self.lemmas))

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(
            found for lemma in (self.lemmas or (self.form,)) for found in stems_of(self.form, lemma)
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a word of a question may have been meant as."""

    word: _QuestionWord
    weight: float
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """What words are looked up in; `exact`: none is taken for another."""

    vocabulary: Vocabulary
    thesaurus: Thesaurus
    exact: bool


def question_analyse(
    question: str, vocabulary: Vocabulary, thesaurus: Thesaurus, *, exact: bool = False
) -> AnalysedQuestion:
    """The concepts and references of a question in Slovene or English."""
    cut = question[:LONGEST_QUESTION]
    placed = list(islice(words(cut), MOST_WORDS))
    forms = [word.form for word in placed]
    known = _Words(vocabulary, thesaurus, exact)
    language = _language_of(forms, vocabulary, thesaurus)
    analyse = _english_concepts if language is Language.ENGLISH else _slovene_concepts
    concepts, corrected = analyse(forms, known)
    concepts.extend(_asked_concepts(forms, language, vocabulary))
    if exact:
        concepts = [_without_prefixes(concept) for concept in concepts]
    typed = {word.form: cut[word.start : word.end] for word in reversed(placed)}
    corrections = tuple(
        Correction(typed[form], read_as) for form, read_as in corrected.items() if form in typed
    )
    others = typed.keys() - corrected.keys() if corrections else ()
    spellings = tuple(
        Correction(typed[form], written)
        for form in sorted(others)
        if (written := written_in_texts(typed[form], form, vocabulary)) != typed[form]
    )
    return AnalysedQuestion(tuple(concepts), references_in(cut), language, corrections, spellings)


def written_in_texts(typed: str, form: str, vocabulary: Vocabulary) -> str:
    """A typed word with the accents of the texts; `form` is its folded form.

    A word stays as it was typed where the texts write it so too, or do not hold it.
    """
    known = [
        one
        for lemma in vocabulary.lemmas(form)
        for one in vocabulary.written(lemma)
        if one.form == form
    ]
    if not known or any(one.written.casefold() == typed.casefold() for one in known):
        return typed
    written = max(known, key=lambda one: (one.documents, one.written)).written
    return written[0].upper() + written[1:] if typed[0].isupper() else written


def _without_prefixes(concept: Concept) -> Concept:
    kept = [one for one in concept.alternatives if one.kind is not MatchKind.PREFIX]
    return replace(concept, alternatives=tuple(kept))


def _language_of(forms: Sequence[str], vocabulary: Vocabulary, thesaurus: Thesaurus) -> Language:
    english = slovene = 0
    for form in forms:
        is_slovene = form in SLOVENE_STOP or form in SLOVENE_LIGHT or bool(vocabulary.lemmas(form))
        is_english = form in ENGLISH_STOP or _is_english_term(form, thesaurus)
        english += is_english and not is_slovene
        slovene += is_slovene and not is_english
    return Language.ENGLISH if english > slovene else Language.SLOVENE


def _is_english_term(form: str, thesaurus: Thesaurus) -> bool:
    return english_stem(form) in thesaurus.english_stems


Corrected = dict[str, str]


def _slovene_concepts(forms: Sequence[str], known: _Words) -> tuple[list[Concept], Corrected]:
    vocabulary = known.vocabulary
    content = [form for form in forms if form not in SLOVENE_STOP] or list(forms)
    asked = [_slovene_word(form, known) for form in content]
    keys = [_spelled(readings) for readings in asked]
    found = known.thesaurus.matches(keys, Language.SLOVENE)
    covered = {place for match in found for place in range(match.start, match.start + match.length)}
    concepts = [
        _concept_of_readings(content[place], readings, found, place, vocabulary)
        for place, readings in enumerate(asked)
    ]
    concepts.extend(_phrase_concepts(found, keys, vocabulary))
    foreign = [
        form
        for place, form in enumerate(content)
        if place not in covered and not vocabulary.lemmas(form)
    ]
    concepts.extend(_foreign_concepts(foreign, known))
    corrected = {
        form: read_as
        for form, readings in zip(content, asked, strict=True)
        if (read_as := _read_as(form, readings, known)) and not _is_form_of(form, read_as)
    }
    return concepts, corrected


def _is_form_of(form: str, read_as: str) -> bool:
    """Another ending is no correction, unless it is added to what may be half a word."""
    folded = fold(read_as)
    return is_same_word(form, folded) and not folded.startswith(form)


def _read_as(form: str, readings: Sequence[_Reading], known: _Words) -> str:
    """How the likeliest guess for a word is written; empty when it was taken as it is."""
    guesses = [one.word.form for one in readings if one.is_guessed]
    written = [word for lemma in guesses for word in known.vocabulary.written(lemma)]
    if written:
        return nearest_form(form, written).written
    return next(filter(None, map(known.thesaurus.written, guesses)), "")


def nearest_form(form: str, written: Iterable[WordForm]) -> WordForm:
    """The written form that is nearest to what was typed; ties go to the commonest."""
    return min(
        written,
        key=lambda one: (distance(form, one.form, len(form)), -one.documents, one.written),
    )


def _asked_concepts(
    forms: Sequence[str], language: Language, vocabulary: Vocabulary
) -> list[Concept]:
    """One concept for each way of asking, whatever it is answered with."""
    return [
        Concept(
            " ".join(asked.phrase),
            _best_of_each(
                [
                    alternative
                    for meaning in asked.entry.meanings
                    for alternative in _spellings(_known(meaning[0], vocabulary), SYNONYM_WEIGHT)
                    if alternative.kind is not MatchKind.PREFIX
                ]
            ),
            ASKED_WEIGHT,
        )
        for asked in asked_in(forms, language)
    ]


def _spelled(readings: Sequence[_Reading]) -> frozenset[str]:
    return frozenset().union(*(one.word.spellings for one in readings))


def _slovene_word(form: str, known: _Words) -> list[_Reading]:
    """The readings of a word: itself, or what it may have been meant to be."""
    vocabulary = known.vocabulary
    lemmas = vocabulary.lemmas(form)
    readings = [_Reading(_QuestionWord(form, lemmas), 1.0)]
    if known.exact:
        return readings
    positive = form.removeprefix(NEGATION)
    if positive != form and len(positive) >= PREFIX_LENGTH and not _occurs(lemmas, vocabulary):
        readings.append(_Reading(_known(positive, vocabulary), NEGATION_WEIGHT))
    if lemmas or _is_english_term(form, known.thesaurus):
        return readings
    return readings + _guesses(form, vocabulary)


def _guesses(form: str, vocabulary: Vocabulary) -> list[_Reading]:
    """What an unknown word may be the beginning of, or else a misspelling of."""
    completed = vocabulary.completions(form, 4) if len(form) >= PREFIX_LENGTH - 1 else ()
    if completed:
        return [
            _Reading(_QuestionWord(lemma, (lemma,)), COMPLETION_WEIGHT, is_guessed=True)
            for lemma in completed
        ]
    forgiven = forgiven_mistakes(form)
    if _is_of_known_family(form, vocabulary):
        forgiven = min(forgiven, 1)
    return [
        _Reading(_QuestionWord(lemma, (lemma,)), CORRECTION_WEIGHTS[mistakes], is_guessed=True)
        for lemma, mistakes in vocabulary.similar(form, forgiven)
    ]


def _occurs(lemmas: Sequence[str], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.frequency(MatchKind.LEMMA, lemma) for lemma in lemmas)


def _is_of_known_family(form: str, vocabulary: Vocabulary) -> bool:
    """Formed from a word that the dictionary lists: rarely two mistakes at once."""
    shared = stem(form)
    return len(shared) > SHORT_STEM and shared != form and bool(vocabulary.lemmas(shared))


def _concept_of_readings(
    form: str,
    readings: Sequence[_Reading],
    found: Sequence[PhraseMatch],
    place: int,
    vocabulary: Vocabulary,
) -> Concept:
    alternatives: list[Alternative] = []
    for one in readings:
        alternatives.extend(_spellings(one.word, one.weight))
    for match in found:
        if match.start == place and match.length == 1:
            for meaning in match.entry.meanings:
                if len(meaning) == 1:
                    alternatives.extend(_spellings(_known(meaning[0], vocabulary), SYNONYM_WEIGHT))
    light = all(_is_light(one.word) for one in readings)
    return Concept(form, _best_of_each(alternatives), LIGHT_WORD_WEIGHT if light else 1.0)


def _is_light(word: _QuestionWord) -> bool:
    return word.form in SLOVENE_LIGHT or any(lemma in SLOVENE_LIGHT for lemma in word.lemmas)


def _known(form: str, vocabulary: Vocabulary) -> _QuestionWord:
    return _QuestionWord(form, vocabulary.lemmas(form))


def _spellings(word: _QuestionWord, weight: float) -> list[Alternative]:
    lemmas = word.lemmas or (word.form,)
    alternatives = [Alternative(MatchKind.LEMMA, lemma, weight * LEMMA_WEIGHT) for lemma in lemmas]
    for shared in word.stems:
        proof = SHORT_STEM_WEIGHT if len(shared) <= SHORT_STEM else 1.0
        alternatives.append(Alternative(MatchKind.STEM, shared, weight * STEM_WEIGHT * proof))
    alternatives.extend(
        Alternative(MatchKind.PREFIX, prefix, weight * PREFIX_WEIGHT)
        for lemma in lemmas
        for prefix in prefixes_of(word.form, lemma)
    )
    return alternatives


def _best_of_each(alternatives: Sequence[Alternative]) -> tuple[Alternative, ...]:
    best: dict[tuple[MatchKind, str], Alternative] = {}
    for one in alternatives:
        known = best.get((one.kind, one.term))
        if known is None or known.weight < one.weight:
            best[one.kind, one.term] = one
    return tuple(best.values())


def _phrase_concepts(
    found: Sequence[PhraseMatch], asked: Sequence[frozenset[str]], vocabulary: Vocabulary
) -> list[Concept]:
    """Concepts for the words of meanings that are phrases, and for meanings of phrases."""
    already = {stem(spelling) for spellings in asked for spelling in spellings}
    concepts: list[Concept] = []
    for match in found:
        for meaning in match.entry.meanings:
            if match.length == 1 and len(meaning) == 1:
                continue
            added = [form for form in meaning if stem(form) not in already]
            already.update(stem(form) for form in added)
            concepts.extend(
                Concept(
                    form,
                    _best_of_each(_spellings(_known(form, vocabulary), 1.0)),
                    PHRASE_MEANING_WEIGHT / len(meaning) ** 0.5,
                )
                for form in added
            )
    return concepts


def _foreign_concepts(unknown: Sequence[str], known: _Words) -> list[Concept]:
    """English words in a Slovene question."""
    forms = [form for form in unknown if _is_english_term(form, known.thesaurus)]
    return _english_concepts(forms, known)[0] if forms else []


def _english_concepts(forms: Sequence[str], known: _Words) -> tuple[list[Concept], Corrected]:
    vocabulary, thesaurus = known.vocabulary, known.thesaurus
    places = [place for place, form in enumerate(forms) if form not in ENGLISH_STOP]
    content = [forms[place] for place in places]
    guesses = {
        form: _english_corrections(form, thesaurus)
        for form in content
        if not known.exact and not _is_english_term(form, thesaurus)
    }
    readings = [guesses.get(form) or frozenset({form}) for form in content]
    found = _longest(
        [
            match
            for match in thesaurus.matches(readings, Language.ENGLISH)
            if _stands_together(match, places)
        ]
    )
    covered = {place for match in found for place in range(match.start, match.start + match.length)}
    concepts = [concept for match in found for concept in _translated(match.entry, vocabulary)]
    for place, form in enumerate(content):
        if place not in covered and not _is_english_term(form, thesaurus):
            concepts.append(Concept(form, _best_of_each(_spellings(_known(form, vocabulary), 1.0))))
    return concepts, {form: min(near) for form, near in guesses.items() if near}


def _stands_together(match: PhraseMatch, places: Sequence[int]) -> bool:
    """Not so "work … permit" in "can she work while she has the permit"."""
    last = match.start + match.length - 1
    return places[last] - places[match.start] - (match.length - 1) <= MOST_STOP_WORDS_WITHIN


def _english_corrections(form: str, thesaurus: Thesaurus) -> frozenset[str]:
    mistakes = forgiven_mistakes(form)
    if not mistakes:
        return frozenset()
    near = {
        word: distance(form, word, mistakes)
        for word in thesaurus.english_words
        if abs(len(word) - len(form)) <= mistakes
    }
    nearest = min(near.values(), default=mistakes + 1)
    if nearest > mistakes:
        return frozenset()
    return frozenset(word for word, away in near.items() if away == nearest)


def _longest(found: Sequence[PhraseMatch]) -> list[PhraseMatch]:
    """Of overlapping matches only the longest, so that "residence permit" is not "permit" too."""
    kept: list[PhraseMatch] = []
    taken: dict[int, int] = {}
    for match in sorted(found, key=lambda match: (-match.length, match.start)):
        places = range(match.start, match.start + match.length)
        if all(taken.get(place, match.start) == match.start for place in places):
            same_length = [taken.get(place) for place in places]
            if match.length == 1 or None in same_length or len(set(same_length)) == 1:
                kept.append(match)
                taken.update((place, match.start) for place in places)
    return kept


def _translated(entry: Entry, vocabulary: Vocabulary) -> list[Concept]:
    """One concept for all meanings of one word; one for each word of a phrase."""
    single: list[Alternative] = []
    concepts: list[Concept] = []
    for rank, meaning in enumerate(entry.meanings):
        weight = 1.0 if rank == 0 else OTHER_MEANING_WEIGHT
        if len(meaning) == 1:
            single.extend(_spellings(_known(meaning[0], vocabulary), weight))
            continue
        concepts.extend(
            Concept(
                form,
                _best_of_each(_spellings(_known(form, vocabulary), 1.0)),
                weight / len(meaning) ** 0.5,
            )
            for form in meaning
        )
    if single:
        light = entry.meanings[0][0] in SLOVENE_LIGHT
        weight = LIGHT_WORD_WEIGHT if light else 1.0
        concepts.insert(0, Concept(fold(entry.term), _best_of_each(single), weight))
    return concepts
