"""What a way of asking asks for: "how long" asks for days, months, a deadline.

The words of such a phrase are mostly stop words, so it is looked for in the whole question, before
those are dropped. Others without a subject may stand in between ("kdo ji bo plačal").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.search.analysis import english_stem, stem, words
from knowledge.search.stopwords import DATA_FOLDER, ENGLISH_STOP, SLOVENE_LIGHT, SLOVENE_STOP
from knowledge.search.thesaurus import Entry, Language, entries_in

# Beyond so many words in between, words of a phrase belong to different clauses.
MOST_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase of asking, word by word, and what it asks for."""

    phrase: tuple[str, ...]
    entry: Entry


def asked_in(forms: Sequence[str], language: Language) -> list[Asked]:
    """The phrases of asking that a question is put with, each meaning once."""
    found: dict[tuple[tuple[str, ...], ...], Asked] = {}
    for asked in _phrases(language):
        if asked.entry.meanings not in found and _occurs(asked.phrase, forms, language):
            found[asked.entry.meanings] = asked
    return list(found.values())


@lru_cache(maxsize=2)
def _phrases(language: Language) -> tuple[Asked, ...]:
    lines = (DATA_FOLDER / f"asks_{language}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        Asked(tuple(word.form for word in words(entry.term)), entry)
        for entry in entries_in(lines, language)
    )


def _occurs(phrase: Sequence[str], forms: Sequence[str], language: Language) -> bool:
    return any(
        _begins(phrase, forms[start:], language)
        for start, form in enumerate(forms)
        if _is_same(phrase[0], form, language)
    )


def _begins(phrase: Sequence[str], forms: Iterable[str], language: Language) -> bool:
    place = between = 0
    for form in forms:
        if _is_same(phrase[place], form, language):
            place, between = place + 1, 0
            if place == len(phrase):
                return True
        elif form not in _FILLERS[language] or between == MOST_BETWEEN:
            return False
        else:
            between += 1
    return False


def _is_same(word: str, form: str, language: Language) -> bool:
    """Little words are compared whole: their stems tell too little."""
    if word == form or word in _FILLERS[language]:
        return word == form
    stem_in = stem if language is Language.SLOVENE else english_stem
    return stem_in(word) == stem_in(form)


_FILLERS = {
    Language.SLOVENE: SLOVENE_STOP | SLOVENE_LIGHT,
    Language.ENGLISH: ENGLISH_STOP,
}
