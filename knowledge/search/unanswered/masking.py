"""What may be kept of a question that found nothing.

Somebody may type a caller's name or number into the search box. So only everyday words of the
dictionary and words of the search vocabulary are kept; all others become "…".
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from knowledge.search.analysis import fold, fold_word, words
from knowledge.search.lexicon import everyday_forms
from knowledge.search.stopwords import ENGLISH_STOP, SLOVENE_LIGHT, SLOVENE_STOP
from knowledge.search.thesaurus import Thesaurus
from knowledge.search.unanswered.models import LEFT_OUT, LONGEST_TEXT

MOST_WORDS = 12
# Three digits name an article; four may be the end of a telephone number or a year of birth.
MOST_DIGITS = 3


def question_masked(question: str, thesaurus: Thesaurus) -> str:
    """The words of a question that may be kept; empty when none of them says what it is about."""
    kept = [word for word, _group in groupby(_kept_words(question, thesaurus))][:MOST_WORDS]
    if not any(_says_something(word) for word in kept):
        return ""
    return " ".join(kept)[:LONGEST_TEXT]


def key_of(masked: str) -> str:
    """The same for a question with and without accents."""
    return fold(masked)[:LONGEST_TEXT]


def _kept_words(question: str, thesaurus: Thesaurus) -> Iterator[str]:
    vocabulary = thesaurus.vocabulary
    takes_numbers = sum(letter.isdigit() for letter in question) <= MOST_DIGITS

    def is_kept(form: str) -> bool:
        if any(letter.isdigit() for letter in form):
            return takes_numbers and form.isdigit()
        return form in vocabulary or form in _plain_words()

    for chunk in question.split():
        # An address is no text: its parts may be words and name somebody all the same.
        yield from [LEFT_OUT] if "@" in chunk or "://" in chunk else _kept_in(chunk, is_kept)


def _kept_in(chunk: str, is_kept: Callable[[str], bool]) -> Iterator[str]:
    end = 0
    for word in words(chunk):
        if _holds_a_word(chunk[end : word.start]):
            yield LEFT_OUT
        yield chunk[word.start : word.end].lower() if is_kept(word.form) else LEFT_OUT
        end = word.end
    if _holds_a_word(chunk[end:]):
        yield LEFT_OUT


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    return everyday_forms() | SLOVENE_STOP | SLOVENE_LIGHT | ENGLISH_STOP


def _holds_a_word(between: str) -> bool:
    """Words in other scripts, and too long ones, are none to the search."""
    return any(letter.isalnum() for letter in between)


def _says_something(word: str) -> bool:
    form = fold_word(word)
    return bool(form) and not form.isdigit() and form not in SLOVENE_STOP | ENGLISH_STOP
