"""The one analysis of text and questions, used by every engine.

A word becomes its *form* (folded to plain lower-case letters), its *lemma* (dictionary form,
folded too) and one or two *stems*: the stem joins the words of one family ("zaposlitev",
"zaposlovanje", "zaposliti"), which a dictionary of lemmas keeps apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

# "(re)integracija" is one word; the bracket is spelling, not punctuation.
WORD_PATTERN = re.compile(r"(?:\([^\W\d_]{1,4}\)(?=[^\W\d_]))?[^\W_]+")
PREFIX_LENGTH = 5
SHORTEST_STEM = 3
LONGEST_WORD = 40
# Forms of one word differ in no more than so many letters at the end.
ENDING_LETTERS = 2

# Letters that Unicode does not decompose into a base letter and a mark.
UNDECOMPOSED = str.maketrans(
    {"đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
)

Lemmatiser = Callable[[str], str]


class Word(NamedTuple):
    """A word of a text with its place in it (`text[start:end]`) and its folded form."""

    start: int
    end: int
    form: str


class Term(NamedTuple):
    """A word as the index keeps it: folded form and folded lemma."""

    form: str
    lemma: str

    @property
    def packed(self) -> str:
        """One word that the term can be read back from: what engines keep."""
        return self.form if self.form == self.lemma else f"{self.form}|{self.lemma}"

    @property
    def stems(self) -> tuple[str, ...]:
        return stems_of(self.form, self.lemma)

    @property
    def prefixes(self) -> tuple[str, ...]:
        return prefixes_of(self.form, self.lemma)


@lru_cache(maxsize=131072)
def term_of(packed: str) -> Term:
    form, _, lemma = packed.partition("|")
    return Term(form, lemma or form)


def fold(text: str) -> str:
    """Lower-case letters without marks: "Žrtvi" becomes "zrtvi"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    return "".join(c for c in fold(word) if c.isascii() and c.isalnum())


def words(text: str) -> Iterator[Word]:
    """The words of a text in order; words in other scripts than Latin are left out."""
    for match in WORD_PATTERN.finditer(text):
        form = fold_word(match.group())
        if form and len(form) <= LONGEST_WORD:
            yield Word(match.start(), match.end(), form)


def terms(text: str, lemmatise: Lemmatiser) -> list[Term]:
    """The terms of a text, one for each of its `words`, in the same order."""
    return [
        Term(word.form, fold_word(lemmatise(_unbracketed(text[word.start : word.end]))))
        for word in words(text)
    ]


def _unbracketed(word: str) -> str:
    return word.replace("(", "").replace(")", "")


def _by_length(endings: str) -> tuple[str, ...]:
    return tuple(sorted(set(endings.split()), key=lambda ending: (-len(ending), ending)))


# Endings of inflection and of word formation, on folded letters. Taken off one after the other,
# the longest first, as long as a stem is left. Source: Toporišič, Slovenska slovnica (endings);
# the classes of derivation are the productive ones of nouns, adjectives and verbs.
_INFLECTIONS = _by_length(
    "ejsega ejsemu ejsimi ejsih ejsim ejsem ejsa ejse ejsi ejso "
    "ovale ovali ovalo ovala oval ujejo ujemo ujete ujeta ujem ujes uje ujoc "
    "evale evali evalo evala eval avati ovati evati irati niti ati iti eti "
    "ajoce ajoca ajoci ajoco ajoc ijoce ijoca ijoci ejoce "
    "irale irali iralo irala iral irajo iramo irate iram iras ira "
    "imajo ijo imo ite ita ajo amo ate ejo emo ete eta "
    "ega emu imi ima ami ama oma ema ih im em om ov ev eh ah am as es is "
    "ala ale ali alo al ila ile ili ilo il ela ele eli elo el nila nile nili nilo nil "
    "jo mi ma mo va ju a e i o u"
)
_DERIVATIONS = _by_length(
    "ovanj evanj avanj iranj jenj anj enj "
    "ovalisc alisc ilisc isc ovalnic ovalnik ovalec ovalc ovalk evalec evalc evalk ovaln evaln "
    "alec alc alk ilec ilc ilk ivec ivk telj teljic teljsk ilnic ilnik "
    "itev itv atev atv tev ovitev ovitv "
    "ovan evan iran jen an en "
    "stven stvo stv ost nost ljivost elost ljiv "
    "ovsk evsk ansk ijsk scin sk ck ovn evn nin ninsk "
    "ist izem izm acij ij "
    "arj ar nik nic ic ik ec ek ck n"
)


# What may be left over after the first ending of derivation, and after the second.
_STEM_LEFT = (SHORTEST_STEM, SHORTEST_STEM + 1)


def _without_ending(word: str, endings: tuple[str, ...], left: int) -> str:
    for ending in endings:
        rest = len(word) - len(ending)
        if rest >= left and word.endswith(ending) and any(c in "aeiour" for c in word[:rest]):
            return word[:rest]
    return word


@lru_cache(maxsize=65536)
def stem(form: str) -> str:
    """The stem that the words of one family share, of a folded Slovene word."""
    if len(form) <= SHORTEST_STEM or form[0].isdigit():
        return form
    # "-tev" belongs to the word ("zaposlitev"); "-ev" is an ending only after other letters.
    inflected = not form.endswith("tev")
    current = _without_ending(form, _INFLECTIONS, SHORTEST_STEM) if inflected else form
    for left in _STEM_LEFT:
        current = _without_ending(current, _DERIVATIONS, left)
    return current


@lru_cache(maxsize=65536)
def stems_of(form: str, lemma: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((stem(lemma), stem(form))))


def is_same_word(one: str, other: str) -> bool:
    """Whether two folded words look like forms of one; a shared stem alone joins too much."""
    longest = max(len(one), len(other))
    return stem(one) == stem(other) and _shared_beginning(one, other) >= longest - ENDING_LETTERS


def _shared_beginning(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@lru_cache(maxsize=65536)
def prefixes_of(form: str, lemma: str) -> tuple[str, ...]:
    longer = [word for word in (lemma, form) if len(word) > PREFIX_LENGTH]
    return tuple(dict.fromkeys(word[:PREFIX_LENGTH] for word in longer))


@lru_cache(maxsize=4096)
def english_stem(form: str) -> str:
    """A light stem of a folded English word: plural, -ing and -ed taken off."""
    word = form
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
