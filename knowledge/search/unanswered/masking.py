"""What may be kept of a question that found nothing.

Somebody may type a caller's name or number into the search box. So only everyday words of the
dictionary and words of the search vocabulary are kept; all others, and all numbers, become "…".
Surnames and streets are dictionary words often enough: a question that looks like either is not
even counted, unless its reader sends words of it herself.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from django.utils.crypto import salted_hmac

from knowledge.search.analysis import fold, fold_word, words
from knowledge.search.lexicon import everyday_forms
from knowledge.search.stopwords import ENGLISH_STOP, SLOVENE_LIGHT, SLOVENE_STOP
from knowledge.search.thesaurus import Thesaurus
from knowledge.search.unanswered.models import LEFT_OUT, LONGEST_TEXT

MOST_WORDS = 12
KEY_SALT = "knowledge.unanswered_question"


def question_masked(question: str, thesaurus: Thesaurus) -> str:
    """The words of a question that may be kept; empty when none of them says what it is about."""
    kept = [word for word, _group in groupby(_kept_words(question, thesaurus))][:MOST_WORDS]
    if not any(_says_something(word) for word in kept):
        return ""
    return " ".join(kept)[:LONGEST_TEXT]


def question_counted(question: str, thesaurus: Thesaurus) -> str:
    """What is counted without anybody's doing: nothing of a question that may name somebody."""
    is_suspect = _looks_like_an_address(question) or _looks_like_a_name(question, thesaurus)
    if is_suspect or _is_mostly_unknown(question, thesaurus):
        return ""
    return question_masked(question, thesaurus)


def words_kept(masked: str) -> list[str]:
    """The words without the marks of what was left out."""
    return masked.replace(LEFT_OUT, " ").split()


def key_of(masked: str) -> str:
    """Recognises the same words, with and without accents, and tells nobody else what they are."""
    normal = fold(" ".join(words_kept(masked)))
    return salted_hmac(KEY_SALT, normal, algorithm="sha256").hexdigest()


def _looks_like_an_address(question: str) -> bool:
    """A house, telephone or file number, a date of birth, an address of mail or web."""
    return any(letter.isdigit() for letter in question) or "@" in question or "://" in question


def _looks_like_a_name(question: str, thesaurus: Thesaurus) -> bool:
    """A capital letter behind the first word: in Slovene and mostly in English, a proper name."""
    written = [chunk[word.start : word.end] for chunk in question.split() for word in words(chunk)]
    return any(
        word[0].isupper() and not _is_known_abbreviation(word, thesaurus) for word in written[1:]
    )


def _is_known_abbreviation(word: str, thesaurus: Thesaurus) -> bool:
    return len(word) > 1 and word.isupper() and fold_word(word) in thesaurus.vocabulary


def _is_mostly_unknown(question: str, thesaurus: Thesaurus) -> bool:
    kept = list(_kept_words(question, thesaurus))
    return kept.count(LEFT_OUT) >= sum(map(_says_something, kept))


def _kept_words(question: str, thesaurus: Thesaurus) -> Iterator[str]:
    vocabulary = thesaurus.vocabulary

    def is_kept(form: str) -> bool:
        is_word = not any(letter.isdigit() for letter in form)
        return is_word and (form in vocabulary or form in _plain_words())

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
    return bool(form) and form not in SLOVENE_STOP | ENGLISH_STOP
