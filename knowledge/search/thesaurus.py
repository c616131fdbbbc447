"""Words that mean the same: abbreviations and synonyms, and English terms in Slovene.

Entries are matched by stems, so that a term is found in any of its inflected forms and without
accents. The data files hold general vocabulary of the field; the editors' own terms are records
(`SearchSynonym`) and are added to them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from knowledge.search.analysis import english_stem, fold, is_same_word, stem, words
from knowledge.search.stopwords import DATA_FOLDER, ENGLISH_STOP, SLOVENE_STOP


class Language(StrEnum):
    SLOVENE = "sl"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and what it means: each meaning is one Slovene word or a phrase of several."""

    term: str
    meanings: tuple[tuple[str, ...], ...]
    language: Language


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """An entry found in a question, covering the words from `start` on."""

    start: int
    length: int
    entry: Entry


def content_words(text: str, stop: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(word.form for word in words(text) if word.form not in stop)


def entry_of(term: str, means: str, language: Language) -> Entry:
    """An entry from its written form; `means` holds meanings divided by semicolons."""
    meanings = (content_words(part, SLOVENE_STOP) for part in means.split(";"))
    return Entry(term, tuple(meaning for meaning in meanings if meaning), language)


@dataclass(frozen=True)
class Thesaurus:
    """Entries, and those of a `base` that they are added to."""

    entries: tuple[Entry, ...] = ()
    base: "Thesaurus | None" = None
    _by_first: dict[tuple[Language, str], list[tuple[tuple[str, ...], Entry]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for entry in self.entries:
            key = key_of(entry.term, entry.language)
            if key:
                first = _STEMMERS[entry.language](key[0])
                self._by_first.setdefault((entry.language, first), []).append((key, entry))

    def extended(self, entries: Iterable[Entry]) -> "Thesaurus":
        """These entries too; the base is kept as it is, so that this is cheap."""
        return Thesaurus(tuple(entries), self)

    @cached_property
    def english_words(self) -> frozenset[str]:
        """Folded English words that occur in terms."""
        own = self._own_words(Language.ENGLISH)
        return own | self.base.english_words if self.base else own

    @cached_property
    def slovene_words(self) -> frozenset[str]:
        """Folded Slovene words that occur in terms."""
        own = self._own_words(Language.SLOVENE)
        return own | self.base.slovene_words if self.base else own

    @cached_property
    def english_stems(self) -> frozenset[str]:
        own = frozenset(english_stem(word) for word in self._own_words(Language.ENGLISH))
        return own | self.base.english_stems if self.base else own

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All folded words of terms and meanings, in both languages."""
        meanings = (meaning for entry in self.entries for meaning in entry.meanings)
        own = frozenset(form for meaning in meanings for form in meaning)
        own |= self._own_words(Language.SLOVENE) | self._own_words(Language.ENGLISH)
        return own | self.base.vocabulary if self.base else own

    def written(self, form: str) -> str:
        """How a folded word of a term is written; empty for a word of no term."""
        own = self._written.get(form, "")
        return own or (self.base.written(form) if self.base else "")

    def entries_beginning(self, beginning: str) -> Iterator[Entry]:
        """Entries whose term begins so (folded), the editors' own first, shorter terms first."""
        yield from sorted(
            (entry for entry in self.entries if fold(entry.term).startswith(beginning)),
            key=lambda entry: (len(entry.term), entry.term),
        )
        if self.base:
            yield from self.base.entries_beginning(beginning)

    @cached_property
    def _written(self) -> dict[str, str]:
        return {
            word.form: entry.term[word.start : word.end]
            for entry in self.entries
            for word in words(entry.term)
        }

    def _own_words(self, language: Language) -> frozenset[str]:
        return frozenset(
            word.form
            for entry in self.entries
            if entry.language is language
            for word in words(entry.term)
        )

    def matches(self, asked: Sequence[AbstractSet[str]], language: Language) -> list[PhraseMatch]:
        """Entries whose term occurs in the question, all those that begin at each word.

        `asked[i]` holds the spellings of the question's i-th content word: form and lemmas.
        """
        found: dict[tuple[int, Entry], PhraseMatch] = {}
        for match in self.base.matches(asked, language) if self.base else ():
            found[match.start, match.entry] = match
        stem_in = _STEMMERS[language]
        for start, spellings in enumerate(asked):
            for first in sorted({stem_in(spelling) for spelling in spellings}):
                for key, entry in self._by_first.get((language, first), ()):
                    rest = asked[start : start + len(key)]
                    if len(rest) == len(key) and all(
                        _is_same_word(word, options, language)
                        for word, options in zip(key, rest, strict=True)
                    ):
                        found[start, entry] = PhraseMatch(start, len(key), entry)
        return list(found.values())


def key_of(term: str, language: Language) -> tuple[str, ...]:
    """The words by which a term is found."""
    stop = ENGLISH_STOP if language is Language.ENGLISH else SLOVENE_STOP
    return content_words(term, stop) or content_words(term, frozenset())


_STEMMERS: dict[Language, Callable[[str], str]] = {
    Language.SLOVENE: stem,
    Language.ENGLISH: english_stem,
}


def _is_same_word(word: str, spellings: AbstractSet[str], language: Language) -> bool:
    """Whether a term's word is asked for. A stem alone joins too much: "nastati", "nastanitev"."""
    if word in spellings:
        return True
    if language is Language.ENGLISH:
        return english_stem(word) in {english_stem(spelling) for spelling in spellings}
    return any(is_same_word(word, spelling) for spelling in spellings)


def entries_in(lines: Iterable[str], language: Language) -> list[Entry]:
    """Entries from lines "term, term = meaning; meaning"; "~" instead of "=" means both ways.

    Raises ValueError for a line that is neither an entry, a comment nor empty.
    """
    entries: list[Entry] = []
    for line in lines:
        written = line.partition("#")[0].strip()
        if not written:
            continue
        if "~" in written:
            members = [member.strip() for member in written.split("~")]
            entries.extend(
                entry_of(member, ";".join(m for m in members if m != member), language)
                for member in members
            )
            continue
        terms, sign, means = written.partition("=")
        if not sign:
            raise ValueError(f"not an entry: {written!r}")
        entries.extend(entry_of(term.strip(), means, language) for term in terms.split(","))
    return entries


@lru_cache(maxsize=1)
def general_thesaurus() -> Thesaurus:
    """The vocabulary that comes with the program."""
    slovene = (DATA_FOLDER / "synonyms_sl.txt").read_text(encoding="utf-8").splitlines()
    english = (DATA_FOLDER / "english_sl.txt").read_text(encoding="utf-8").splitlines()
    return Thesaurus(
        (*entries_in(slovene, Language.SLOVENE), *entries_in(english, Language.ENGLISH))
    )
