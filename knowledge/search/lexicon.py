"""Dictionary forms of Slovene words, read from simplemma when an index is built.

Questions are answered from what the index keeps, so that a search need not load a dictionary.
"""

from collections.abc import Iterator
from functools import lru_cache

from simplemma import Lemmatizer
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from knowledge.search.analysis import fold_word

LANGUAGE = "sl"


@lru_cache(maxsize=1)
def _lemmatiser() -> Lemmatizer:
    return Lemmatizer()


@lru_cache(maxsize=65536)
def lemma_of(word: str) -> str:
    """The dictionary form of a Slovene word, with its marks; an unknown word stays as it is."""
    lowered = word.lower()
    return _lemmatiser().lemmatize(lowered, lang=LANGUAGE).lower()


@lru_cache(maxsize=1)
def known_forms() -> frozenset[tuple[str, str]]:
    """All pairs of folded form and folded lemma that the dictionary knows, lemmas included."""
    return frozenset(_known_forms())


def _known_forms() -> Iterator[tuple[str, str]]:
    dictionary = DefaultDictionaryFactory().get_dictionary(LANGUAGE)
    for form, lemma in dictionary.items():
        folded, folded_lemma = fold_word(form), fold_word(lemma)
        if folded and folded_lemma:
            yield folded, folded_lemma
            yield folded_lemma, folded_lemma
