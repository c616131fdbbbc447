"""Reading back runs of text whose letters came out shifted.

A PDF may embed a font without saying which glyph is which letter. What is taken out of it
then holds glyph numbers read as characters: small letters lie a fixed distance above
their place, capitals a fixed distance below, and what is outside ASCII lands anywhere.
A dictionary decides whether a string is such a run, because the same characters occur in
foreign names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from unicodedata import combining, normalize

from knowledge.importing.report import Reason, Repair, Report
from knowledge.importing.words import is_word, letter_groups

_SMALL_SHIFT = 0x60
_CAPITAL_SHIFT = 0x20
_SMALL = frozenset(chr(code + _SMALL_SHIFT) for code in range(ord("a"), ord("z") + 1))
_CAPITAL = frozenset(chr(code - _CAPITAL_SHIFT) for code in range(ord("A"), ord("Z") + 1))
_OUTSIDE_ASCII = {"é": "č", "Ĥ": "š", "Ŀ": "ž", "¼": "Ž"}
# Of these the accented e and the fraction are common in clean text, the others are not.
_GARBLED = _SMALL | {"Ĥ", "Ŀ"}
_PUNCTUATION = {"ȟ": ",", "Ȣ": ".", "ɉ": "(", "Ɋ": ")"}
# Seen in other documents set in the same font; not borne out by a dictionary.
_RARE_PUNCTUATION = {"ȡ": ":", "Ƞ": ";", "Ȥ": "-", "Ⱦ": "/", "ȩ": "?", "Ȧ": "!"}
_SIGNS = {**_PUNCTUATION, **_RARE_PUNCTUATION}
# The font exists in two builds; which one was used shows in the digits themselves.
_DIGIT_SHIFTS = (0x394, 0x390)
_DIGITS = frozenset(chr(code) for code in range(0x3C0, 0x3CE))
# A string of signs that holds one of these is no number and no date.
_NEVER_IN_NUMBERS = frozenset("!\"#$&'*+")
_UNKNOWN_LETTERS = "čšžćđČŠŽĆĐ"
_CLEAN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzčšžćđ")
_TYPOGRAPHY = frozenset("»«„“”‚‘’–—…•§°€\u00ad\u2010\u00a0")
_ONE_SIGN_CAPITALS = {sign: chr(ord(sign) + _CAPITAL_SHIFT) for sign in "63:+/!)("}
_MOST_READINGS = 64
# A longer row of capitals with accents and no other letter is no word of any language.
_LONGEST_ACCENTED = 5
_LEGAL_NUMBER = re.compile(r"\W?[(ɉ]([0-9π-ύ]{1,3})[)Ɋ]")
_LETTERS = re.compile(r"[^\W\d_]+")

# Fonts in which only the letters with a caron went astray.
_CARON_TABLES = (
    {"ļ": "č", "Ļ": "Č", "ġ": "š", "Ġ": "Š", "ģ": "ž", "Ģ": "Ž"},
    {"ĉ": "č", "Ĉ": "Č", "ţ": "ž", "Ţ": "Ž"},
)


@dataclass(frozen=True)
class _Reading:
    text: str
    known: bool
    garbled: int
    certain: bool = True


@dataclass
class _Token:
    line: int
    start: int
    text: str
    reading: _Reading | None = None
    accepted: bool = False
    sure: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class _DigitFont:
    shift: int
    settled: bool


def repair_garbled(lines: Sequence[str], report: Report) -> list[str]:
    """The lines with their garbled runs read back; every repair goes to the report."""
    tokens = [
        _Token(index, match.start(), match.group())
        for index, line in enumerate(lines)
        for match in re.finditer(r"\S+", line)
    ]
    _accept_shifted(tokens, _Reader(_digit_font(lines), _clean_words(tokens)))
    _report_left_over(tokens, report)
    repaired = list(lines)
    for run in _runs(tokens):
        report.repairs.append(_repair_run(run, lines))
    for token in reversed([token for token in tokens if token.accepted]):
        line = repaired[token.line]
        text = token.reading.text if token.reading else token.text
        repaired[token.line] = line[: token.start] + text + line[token.end :]
    _repair_carons(repaired, report)
    report.repairs.sort(key=lambda repair: repair.line)
    return repaired


def _digit_font(lines: Sequence[str]) -> _DigitFont:
    """Which build of the font it is: the numbers of legal paragraphs must count up."""
    used = {sign for line in lines if not line.isascii() for sign in line if sign in _DIGITS}
    numbers = [match.group(1) for line in lines if (match := _LEGAL_NUMBER.match(line.strip()))]
    scores = {}
    for shift in _DIGIT_SHIFTS:
        if all("0" <= chr(ord(sign) - shift) <= "9" for sign in used):
            values = [int(_digits_read(number, shift)) for number in numbers]
            scores[shift] = sum(after == before + 1 for before, after in pairwise(values))
    if not scores:
        return _DigitFont(_DIGIT_SHIFTS[0], settled=False)
    best = max(scores, key=scores.__getitem__)
    return _DigitFont(best, settled=list(scores.values()).count(scores[best]) == 1)


def _digits_read(text: str, shift: int) -> str:
    return "".join(chr(ord(sign) - shift) if sign in _DIGITS else sign for sign in text)


def _clean_words(tokens: Sequence[_Token]) -> frozenset[str]:
    """The document's own words are as good as a dictionary's."""
    return frozenset(
        word.lower()
        for token in tokens
        if (token.text[0] == "(" or token.text[0] not in _CAPITAL)
        and not any(sign in _GARBLED or sign in _SIGNS for sign in token.text)
        for word in letter_groups(token.text)
        if len(word) > 1 and _CLEAN_LETTERS.issuperset(word.lower())
    )


def _accept_shifted(tokens: list[_Token], reader: "_Reader") -> None:
    """Accept what stands for itself first, then what a garbled neighbour explains."""
    for token in tokens:
        if not token.text.isascii():
            token.reading = reader.read(token.text)
            token.accepted = token.sure = _stands_for_itself(token)
    _spread(tokens, reader)
    for token in tokens:
        if not token.accepted:
            _accept_alone(token)
    _spread(tokens, reader)


def _spread(tokens: list[_Token], reader: "_Reader") -> None:
    """A run is seldom one word long: look beside what is accepted until nothing is added."""
    added = 1
    while added:
        added = sum(_accept_beside(tokens, index, reader) for index in _beside_accepted(tokens))


def _beside_accepted(tokens: list[_Token]) -> list[int]:
    beside = {
        index
        for accepted, token in enumerate(tokens)
        if token.accepted
        for index in (accepted - 1, accepted + 1)
        if 0 <= index < len(tokens) and not tokens[index].accepted
    }
    return sorted(beside)


def _stands_for_itself(token: _Token) -> bool:
    reading = token.reading
    return reading is not None and reading.known and reading.certain and reading.garbled >= 3


def _accept_beside(tokens: list[_Token], index: int, reader: "_Reader") -> bool:
    token = tokens[index]
    reading = token.reading or reader.read_beside(tokens, index)
    if reading is None or not (reading.known or reading.garbled >= 2):
        return False
    if reading.garbled == 1 and _may_be_a_name(token.text):
        return False
    token.reading = reading
    token.accepted = True
    token.sure = reading.certain and reading.known
    return True


def _may_be_a_name(text: str) -> bool:
    """Whether it is a common name but for the accent on its first letter."""
    plain = "".join(sign for sign in normalize("NFD", text) if not combining(sign))
    words = letter_groups(plain)
    return len(words) == 1 and words[0].istitle() and len(words[0]) > 1 and is_word(words[0])


def _accept_alone(token: _Token) -> None:
    """Without a garbled neighbour only what can hardly be anything else."""
    reading = token.reading
    if reading is None:
        return
    token.accepted = _cannot_be_clean(token.text, reading)
    token.sure = token.accepted and reading.known and reading.certain and reading.garbled != 2


def _cannot_be_clean(text: str, reading: _Reading) -> bool:
    letters = [sign for sign in text if sign.isalpha() and sign not in _SIGNS]
    garbled = [sign in _GARBLED or sign in _OUTSIDE_ASCII for sign in letters]
    if not any(garbled):
        return reading.known
    if all(garbled):
        return reading.garbled > _LONGEST_ACCENTED or (reading.known and reading.garbled >= 2)
    opens_garbled = garbled[0] and garbled[1] and letters[-1] in _CLEAN_LETTERS
    inside_word = not garbled[0] and (letters[0] in _CLEAN_LETTERS or reading.known)
    inside_word = inside_word or (not garbled[0] and reading.garbled >= 2)
    return reading.garbled >= 1 and (opens_garbled or inside_word)


@dataclass(frozen=True)
class _Reader:
    """Reads garbled strings with the dictionary and the document's own words."""

    digits: _DigitFont
    clean_words: frozenset[str]

    def read(self, text: str) -> _Reading | None:
        """The most likely clean form of a garbled string; None when it is not garbled."""
        garbled = sum(sign in _GARBLED for sign in text)
        if not garbled and not any(sign in _SIGNS for sign in text):
            return None
        return self._read(text, garbled)

    def read_beside(self, tokens: list[_Token], index: int) -> _Reading | None:
        """What only a garbled neighbour makes likely: signs that may be capitals, a stray é."""
        text = tokens[index].text
        if text in _ONE_SIGN_CAPITALS:
            return _read_one_capital(tokens, index)
        if len(text) >= 2 and _CAPITAL.issuperset(text):
            return self._read_capitals(text)
        rest = text[1:]
        after_run = index > 0 and tokens[index - 1].accepted
        if text[0] in _CAPITAL and rest.islower() and _LETTERS.match(rest) and after_run:
            word = chr(ord(text[0]) + _CAPITAL_SHIFT) + rest
            clean = self._is_word(rest.strip(".,;:!?)"))
            return _Reading(word, True, 0) if self._known(text, word) and not clean else None
        if text[0] == "é" and after_run:
            reading = self._read(text, 0)
            return reading if reading and reading.known else None
        return None

    def _read(self, text: str, garbled: int) -> _Reading | None:
        options = [self._options(text, position) for position in range(len(text))]
        guessed = any(sign in _RARE_PUNCTUATION for sign in text) or (
            not self.digits.settled and any(sign in _DIGITS for sign in text)
        )
        readings = [
            reading
            for choice, _ in zip(product(*options), range(_MOST_READINGS), strict=False)
            if _one_case(reading := "".join(choice))
        ]
        for reading in readings:
            if self._known(text, reading):
                solved = reading != readings[0] and any(len(option) > 2 for option in options)
                return _Reading(reading, True, garbled, certain=not (guessed or solved))
        return _Reading(readings[0], False, garbled, certain=not guessed) if readings else None

    def _known(self, text: str, reading: str) -> bool:
        """Whether every word that the reading changes is one; what was clean needs no proof."""
        return all(
            self._is_word(match.group())
            for match in _LETTERS.finditer(reading)
            if match.group() != text[match.start() : match.end()]
        )

    def _is_word(self, word: str) -> bool:
        return is_word(word) or word.lower() in self.clean_words

    def _options(self, text: str, position: int) -> tuple[str, ...]:
        """What a sign may stand for, the likeliest first."""
        sign = text[position]
        if sign in _SMALL:
            return (chr(ord(sign) - _SMALL_SHIFT),)
        if sign in _SIGNS:
            return (_SIGNS[sign],)
        if sign in _DIGITS:
            return (_digits_read(sign, self.digits.shift),)
        if sign in _OUTSIDE_ASCII:
            return (_OUTSIDE_ASCII[sign],)
        before = text[position - 1] if position else ""
        begins_word = not before.isalpha() or before in _SIGNS
        after = text[position + 1 : position + 2]
        before_garbled = after in _GARBLED or after in _OUTSIDE_ASCII
        if sign in _CAPITAL and begins_word and before_garbled:
            capital = chr(ord(sign) + _CAPITAL_SHIFT)
            opens = sign in "(\"'" or (sign == "-" and position > 0)
            return (sign, capital) if opens else (capital, sign)
        if sign.isascii() and sign.isupper() and position == 0 and before_garbled:
            return (sign, *(letter for letter in _UNKNOWN_LETTERS if letter.isupper()))
        clean = sign.isascii() or sign.lower() in _CLEAN_LETTERS or sign in _TYPOGRAPHY
        return (sign,) if clean else (sign, *_UNKNOWN_LETTERS)

    def _read_capitals(self, text: str) -> _Reading | None:
        """A word wholly in shifted capitals looks like digits and signs."""
        word = "".join(chr(ord(sign) + _CAPITAL_SHIFT) for sign in text)
        if not _NEVER_IN_NUMBERS.isdisjoint(text):
            return _Reading(word, known=True, garbled=0, certain=self._is_word(word))
        return None


def _one_case(text: str) -> bool:
    return all(
        group.isupper() or group[1:].islower() or len(group) == 1 for group in letter_groups(text)
    )


def _read_one_capital(tokens: list[_Token], index: int) -> _Reading | None:
    """A one-letter word that opens a sentence within a garbled run."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.accepted or after.text[0] not in _GARBLED | {"é"}:
        return None
    opens = before is None or before.text[-1] in ".!?:Ȣ"
    if not opens:
        return None
    within_run = before is not None and before.accepted
    word = _ONE_SIGN_CAPITALS[tokens[index].text]
    return _Reading(word, known=True, garbled=0, certain=within_run)


def _runs(tokens: list[_Token]) -> Iterator[list[_Token]]:
    run: list[_Token] = []
    for token in tokens:
        if run and not (token.accepted and token.line == run[-1].line):
            yield run
            run = []
        if token.accepted:
            run.append(token)
    if run:
        yield run


def _repair_run(run: list[_Token], lines: Sequence[str]) -> Repair:
    return Repair(
        line=run[0].line + 1,
        before=lines[run[0].line][run[0].start : run[-1].end],
        after=" ".join(token.reading.text for token in run if token.reading),
        sure=all(token.sure for token in run),
    )


def _report_left_over(tokens: list[_Token], report: Report) -> None:
    beside = set(_beside_accepted(tokens))
    for index, token in enumerate(tokens):
        garbled = token.reading.garbled if token.reading else 0
        if token.accepted:
            if not token.sure and token.reading:
                report.suspect(token.line + 1, token.reading.text, Reason.NOT_SURE)
        elif garbled >= 2 or (garbled and (index in beside or len(token.text) == 1)):
            report.suspect(token.line + 1, token.text, Reason.MAY_BE_GARBLED)
        elif "\ufffd" in token.text or any("\ue000" <= sign <= "\uf8ff" for sign in token.text):
            report.suspect(token.line + 1, token.text, Reason.LETTER_LOST)


def _repair_carons(lines: list[str], report: Report) -> None:
    """Letters with a caron that came out as other letters, word by word."""
    for table in _CARON_TABLES:
        strays = _strays(lines, table)
        proven = {index for index, _word, reading in strays if is_word(reading)}
        for index, word, reading in strays:
            # A name with such a letter may be right; a word within a sentence is not.
            if index not in proven and not (proven and word.islower()):
                report.suspect(index + 1, word, Reason.MAY_BE_GARBLED)
                continue
            whole_word = rf"(?<![^\W\d_]){word}(?![^\W\d_])"
            lines[index] = re.sub(whole_word, reading, lines[index])
            sure = is_word(reading)
            report.repairs.append(Repair(index + 1, word, reading, sure))
            if not sure:
                report.suspect(index + 1, reading, Reason.NOT_SURE)


def _strays(lines: Sequence[str], table: dict[str, str]) -> list[tuple[int, str, str]]:
    """Line, word and its reading, for each word with a letter of the table."""
    reading = str.maketrans(table)
    return [
        (index, word, word.translate(reading))
        for index, line in enumerate(lines)
        if not table.keys().isdisjoint(line)
        for word in dict.fromkeys(letter_groups(line))
        if not table.keys().isdisjoint(word)
    ]
