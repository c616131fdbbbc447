"""Words that would tell, in the history of a phone, what a visit was about (`telling_words.toml`).

Free of Django, like the table of languages.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import unquote

TABLE = Path(__file__).with_name("telling_words.toml")
# Vowel signs of the scripts of India, which are no letters to a regular expression.
BETWEEN_WORDS = re.compile(r"(?:_|(?![\u0900-\u0dff])\W)+")
INVISIBLE = "Cf"
WITHOUT_DECOMPOSITION = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i"})


@cache
def _patterns() -> tuple[tuple[str, str], ...]:
    """Each entry as it is looked for in a folded text, and as it is written in the table."""
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8")).values()
    begins = [entry for table in tables for entry in table.get("begins", ())]
    contains = [entry for table in tables for entry in table.get("contains", ())]
    return (
        *((f" {_folded(entry)}", entry) for entry in begins),
        *((_folded(entry), entry) for entry in contains),
    )


def telling_word_in(text: str) -> str | None:
    """The first telling word of a title, address or name, as it is written there; None: none."""
    words = unquote(text)
    folded = f" {_folded(words)} "
    for pattern, entry in _patterns():
        if pattern in folded:
            return _as_written(words, pattern.strip()) or entry
    return None


def _as_written(text: str, pattern: str) -> str | None:
    """The whole word that a person reads; None when the entry is several words."""
    return next((word for word in BETWEEN_WORDS.split(text) if pattern in _folded(word)), None)


def _folded(text: str) -> str:
    """Words without case and accents, with one blank between them.

    Vowels that Arabic may leave out go too. Those of Hindi and Bengali are signs that belong to
    the letter: without them "police" reads as three letters that stand in many words.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(
        letter
        for letter in decomposed
        # Nobody sees a soft hyphen or a joiner: the word is read all the same.
        if not unicodedata.combining(letter) and unicodedata.category(letter) != INVISIBLE
    )
    return BETWEEN_WORDS.sub(" ", bare.translate(WITHOUT_DECOMPOSITION)).strip()
