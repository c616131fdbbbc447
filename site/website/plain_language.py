"""How long and how plain a text is: words, sentences, LIX (Björnsson 1968)."""

import re
import statistics
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("plain_language.toml")
# Hindi, Nepali and Bengali end a sentence with a danda, Chinese without a blank behind it.
SENTENCE_END = re.compile(
    r"(?<=[.?!؟।])\s+|(?<=[.?!؟।][»«”\"])\s+|(?<=[。？！])(?![”」])|(?<=[。？！][”」])|\n+"
)
# Chinese writes no blanks; a word of it has two characters on the whole.
HAN = re.compile(r"[\u3400-\u9fff]{1,2}")
LONG_WORD_LETTERS = 6


@dataclass(frozen=True)
class LanguageRules:
    lix: int | None = None
    legal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measures:
    """Counts of a text; LIX is words a sentence plus the percentage of words over six letters."""

    words: int
    longest_sentence: int
    median_sentence: float
    lix: float


@cache
def _tables() -> dict[str, LanguageRules]:
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        code: LanguageRules(table.get("lix"), tuple(table["legal"]))
        for code, table in tables.items()
    }


def language_rules(language_code: str) -> LanguageRules:
    return _tables().get(language_code, LanguageRules())


def words_of(text: str) -> list[str]:
    """Between blanks, since a regular expression's word ends at the vowel signs of Arabic."""
    spaced = HAN.sub(lambda word: f" {word[0]} ", text)
    return [word for word in spaced.split() if any(letter.isalnum() for letter in word)]


def _letters(word: str) -> int:
    return sum(letter.isalnum() for letter in word)


def sentences_of(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(text.strip()) if words_of(part)]


def measure(texts: Iterable[str]) -> Measures:
    sentences = [words_of(sentence) for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Measures(0, 0, 0, 0)
    lengths = [len(sentence) for sentence in sentences]
    long_words = sum(_letters(word) > LONG_WORD_LETTERS for word in words)
    lix = len(words) / len(sentences) + 100 * long_words / len(words)
    return Measures(len(words), max(lengths), statistics.median(lengths), round(lix, 1))


def _before(beginning: str) -> str:
    """What stands before a word: no letter, but in Chinese, where nothing parts the words."""
    return "" if HAN.match(beginning) else r"(?<![\w\u0900-\u0dff])(?:ال)?"


def beginnings_in(text: str, beginnings: Iterable[str]) -> list[str]:
    """Which of the beginnings of words occur in the text, e.g. "victim" in "The victims"."""
    lower = text.casefold()
    return [
        beginning
        for beginning in beginnings
        if re.search(rf"{_before(beginning)}{re.escape(beginning.casefold())}", lower)
    ]
