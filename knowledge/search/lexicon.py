"""Dictionary forms of Slovene words, read from simplemma when an index is built.

Questions are answered from what the index keeps, so that a search need not load a dictionary.
"""

from collections.abc import Iterator
from functools import lru_cache

from simplemma import Lemmatizer
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from knowledge.search.analysis import fold_word

LANGUAGE = "sl"
_MARKS = str.maketrans("čšžćđČŠŽĆĐ", "cszcdCSZCD")


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


@lru_cache(maxsize=1)
def everyday_forms() -> frozenset[str]:
    """Folded forms that the dictionary knows, but for those that are names too.

    The dictionary writes names with a capital letter; a word whose form or lemma is also a name
    ("golob", "vida") counts as one.
    """
    dictionary = DefaultDictionaryFactory().get_dictionary(LANGUAGE)
    pairs = [*dictionary.items(), *((lemma, lemma) for lemma in set(dictionary.values()))]
    names = {_folded(word) for pair in pairs for word in pair if word != word.lower()}
    return frozenset(
        form
        for written, lemma in pairs
        if (form := _folded(written)) not in names and _folded(lemma) not in names
    )


def _folded(word: str) -> str:
    """`fold_word`, ten times as fast for the letters that most words are made of."""
    plain = word.translate(_MARKS).lower()
    return plain if plain.isascii() and plain.isalnum() else fold_word(word)


def _known_forms() -> Iterator[tuple[str, str]]:
    dictionary = DefaultDictionaryFactory().get_dictionary(LANGUAGE)
    for form, lemma in dictionary.items():
        folded, folded_lemma = fold_word(form), fold_word(lemma)
        if folded and folded_lemma:
            yield folded, folded_lemma
            yield folded_lemma, folded_lemma
