"""The text of a section as it is shown: marks of notes, and words explained at their first use."""

import re
from collections.abc import Callable, Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knowledge.importing.structure import NOTE_MARK
from knowledge.law.linking import law_links_in
from knowledge.models import GlossaryTerm

_VOWELS = "aeiou"
# Slovene endings have up to three letters: "supervizija", "supervizijami".
_ENDING = r"\w{0,3}"
# "CSD-ja": the ending of an abbreviation belongs to it.
_ABBREVIATION_ENDING = r"(?:-[a-zčšž]{1,3}\b)?"


class TextMarks:
    """Writes the texts of one page; used up by it, since each word is explained only once.

    `is_printed`: nothing is a link on paper.
    """

    def __init__(self, terms: Iterable[GlossaryTerm] = (), *, is_printed: bool = False) -> None:
        self.is_printed = is_printed
        self.used: list[GlossaryTerm] = []
        self._terms = {f"t{term.pk}": term for term in terms}
        # Longer terms first, so that a word inside a longer term does not win.
        ordered = sorted(self._terms, key=lambda name: -len(self._terms[name].term))
        alternatives = "|".join(f"(?P<{name}>{_pattern(self._terms[name])})" for name in ordered)
        self._pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)") if ordered else None

    def text(self, text: str) -> SafeString:
        """The text escaped, with marks of notes, citations of the law as links, and words
        explained at their first use.
        """
        shown: list[SafeString] = []
        done = 0
        for link in () if self.is_printed else law_links_in(text):
            shown.append(self._written(text[done : link.start], self._explained))
            # A mark in the middle of a citation is a link itself and ends the other one.
            mark = NOTE_MARK.search(text, link.start, link.end)
            done = mark.start() if mark else link.end
            cited = text[link.start : done]
            shown.append(format_html('<a class="law-link" href="{}">{}</a>', link.url, cited))
        shown.append(self._written(text[done:], self._explained))
        return mark_safe("".join(shown))  # noqa: S308

    def heading(self, text: str) -> SafeString:
        """The text escaped, with marks of notes; no word is explained in a heading."""
        return self._written(text, conditional_escape)

    def note(self, number: int | str) -> SafeString:
        """The mark of a note: a small number that leads to it."""
        if self.is_printed:
            return format_html('<sup class="note-mark">{}</sup>', number)
        return note_link(number)

    def _written(self, text: str, write: Callable[[str], SafeString]) -> SafeString:
        # Splitting leaves text and note number in turns.
        parts = [
            self.note(part) if turn % 2 else write(part)
            for turn, part in enumerate(NOTE_MARK.split(text))
        ]
        return mark_safe("".join(parts))  # noqa: S308

    def _explained(self, text: str) -> SafeString:
        if self._pattern is None:
            return conditional_escape(text)
        parts, end = [], 0
        for match in self._pattern.finditer(text):
            term = self._terms.get(match.lastgroup or "")
            if term is None or term in self.used:
                continue
            self.used.append(term)
            if term.abbreviation and term.term.casefold() in text.casefold():
                # The text says itself what it stands for.
                continue
            parts += [conditional_escape(text[end : match.start()]), self._word(match[0], term)]
            end = match.end()
        return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308

    def _word(self, word: str, term: GlossaryTerm) -> SafeString:
        if term.abbreviation:
            meaning = term.term if self.is_printed else self._link(term.term, term)
            return format_html('{} <small class="word-aid">({})</small>', word, meaning)
        return conditional_escape(word) if self.is_printed else self._link(word, term)

    def _link(self, text: str, term: GlossaryTerm) -> SafeString:
        return format_html('<a class="word-link" href="#word-{}">{}</a>', term.pk, text)


def note_link(number: int | str) -> SafeString:
    return format_html(
        '<sup class="note-mark"><a id="mark-{0}" href="#note-{0}" aria-label="{1}">{0}</a></sup>',
        number,
        _("Note %(number)s") % {"number": number},
    )


def _pattern(term: GlossaryTerm) -> str:
    if term.abbreviation:
        return re.escape(term.abbreviation) + _ABBREVIATION_ENDING
    words = r"\s+".join(_word_pattern(word) for word in term.term.split())
    return rf"(?i:{words})"


def _word_pattern(word: str) -> str:
    """A word with whatever ending; short ones only as they are."""
    if len(word) < 5:
        return re.escape(word)
    return re.escape(word.rstrip(_VOWELS)) + _ENDING
