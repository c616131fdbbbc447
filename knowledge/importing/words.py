"""Which strings of letters are Slovene words."""

import re
from functools import cache

import simplemma

_LETTERS = re.compile(r"[^\W\d_]+")
# simplemma knows every single letter as a word; these are the ones Slovene has.
_ONE_LETTER_WORDS = frozenset("aihkosuvz")


@cache
def is_word(word: str) -> bool:
    """Whether the dictionary holds this form, in any case of letters."""
    if len(word) == 1:
        return word.lower() in _ONE_LETTER_WORDS
    return simplemma.is_known(word, lang="sl")


def letter_groups(text: str) -> list[str]:
    """The stretches of letters in a text."""
    return _LETTERS.findall(text)
