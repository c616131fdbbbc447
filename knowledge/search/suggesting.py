"""Suggestions for a question that is being typed, the same for every engine.

An engine finds places by the title or number and words by their beginning; this module says what
was typed and what becomes of what was found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.search.analysis import Word, fold, is_same_word, stems_of, words
from knowledge.search.documents import DocumentKind
from knowledge.search.query import (
    LONGEST_QUESTION,
    MOST_WORDS,
    Vocabulary,
    WordForm,
    written_in_texts,
)
from knowledge.search.references import Reference, references_in
from knowledge.search.stopwords import ENGLISH_STOP, SLOVENE_STOP
from knowledge.search.thesaurus import Entry, Thesaurus

MOST_SUGGESTIONS = 8
# Places that were found leave so many lines to words.
LINES_FOR_WORDS = 3
SHORTEST_BEGINNING = 2
MOST_TERMS = 4
_NUMBER_BEGINNING = re.compile(r"\d{1,3}[a-z]?(?:[./]\d{0,2}){0,5}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place to go to, or, with an empty `url`, a question to ask; `text` is its title."""

    text: str
    url: str = ""
    number: str = ""
    kind: DocumentKind | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far; `head` is the text before the word that is not finished.

    The words of `head` have the accents of the texts.
    `stems` are the stems of each finished word, `beginning` the folded letters of the unfinished
    one (empty behind a space), `number` the beginning of a place's number.
    """

    text: str
    head: str
    stems: tuple[tuple[str, ...], ...]
    beginning: str
    number: str
    references: tuple[Reference, ...]


def typed_analyse(text: str, vocabulary: Vocabulary) -> Typed:
    """What a question that is being typed asks to be completed."""
    cut = text[:LONGEST_QUESTION].lstrip()
    placed = list(words(cut))[:MOST_WORDS]
    finished, beginning, head = placed, "", cut
    if placed and placed[-1].end == len(cut):
        finished, beginning, head = placed[:-1], placed[-1].form, cut[: placed[-1].start]
    number = fold(cut).strip()
    return Typed(
        text=cut,
        head=_written(head, finished, vocabulary),
        stems=tuple(
            _stems(word.form, vocabulary)
            for word in finished
            if word.form not in SLOVENE_STOP and word.form not in ENGLISH_STOP
        ),
        beginning=beginning if len(beginning) >= SHORTEST_BEGINNING else "",
        number=number.rstrip("./") if _NUMBER_BEGINNING.fullmatch(number) else "",
        references=references_in(cut),
    )


def suggestions_of(
    typed: Typed,
    places: Sequence[Suggestion],
    forms: Iterable[WordForm],
    thesaurus: Thesaurus,
    vocabulary: Vocabulary,
    limit: int,
) -> list[Suggestion]:
    """Places and words together; `forms` begin as typed, the commonest first."""
    completed = [*_completed(typed, forms, vocabulary, limit)]
    terms = _terms(typed, thesaurus, vocabulary) if len(completed) < limit else []
    asked = list(dict.fromkeys([*completed, *terms]))
    kept = places[: max(limit - min(len(asked), LINES_FOR_WORDS), 0)]
    return [*kept, *(Suggestion(question) for question in asked)][:limit]


def _written(head: str, finished: Iterable[Word], vocabulary: Vocabulary) -> str:
    """The text before the unfinished word, spelled as the texts spell its words."""
    written, end = "", 0
    for word in finished:
        typed = head[word.start : word.end]
        written += head[end : word.start] + written_in_texts(typed, word.form, vocabulary)
        end = word.end
    return written + head[end:]


def _stems(form: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    lemmas = vocabulary.lemmas(form) or (form,)
    return tuple(dict.fromkeys(found for lemma in lemmas for found in stems_of(form, lemma)))


def _completed(
    typed: Typed, forms: Iterable[WordForm], vocabulary: Vocabulary, limit: int
) -> Iterator[str]:
    """Questions with the last word completed; of the forms of one word only the commonest."""
    kept: list[WordForm] = []
    for form in forms:
        if len(kept) == limit:
            return
        if form.form in SLOVENE_STOP or any(_is_same(form, other) for other in kept):
            continue
        if vocabulary.occurs(form.lemma):
            kept.append(form)
            question = f"{typed.head}{form.written}"
            if question.casefold() != typed.text.casefold():
                yield question


def _is_same(one: WordForm, other: WordForm) -> bool:
    return one.lemma == other.lemma or is_same_word(one.form, other.form)


def _terms(typed: Typed, thesaurus: Thesaurus, vocabulary: Vocabulary) -> list[str]:
    """Questions completed by synonyms, abbreviations and English terms that lead somewhere."""
    if not typed.beginning:
        return []
    found = (
        f"{typed.head}{entry.term}"
        for entry in thesaurus.entries_beginning(typed.beginning)
        if _leads_somewhere(entry, vocabulary)
    )
    questions = (question for question in found if question.casefold() != typed.text.casefold())
    return [question for question, _ in zip(questions, range(MOST_TERMS), strict=False)]


def _leads_somewhere(entry: Entry, vocabulary: Vocabulary) -> bool:
    return any(all(_occurs(form, vocabulary) for form in meaning) for meaning in entry.meanings)


def _occurs(form: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.occurs(lemma) for lemma in vocabulary.lemmas(form) or (form,))
