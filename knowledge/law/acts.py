"""Acts of law named in a text: by title in any case, by short name or by abbreviation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.law.grammar import ORDINAL_ENDING, ORDINAL_STEM, fold_in_place
from knowledge.search.analysis import fold

_PREPOSITIONS = frozenset({"o", "za", "v", "na", "z", "s", "proti"})
_KIND = r"(?:zakonik|zakon|pravilnik|uredb|konvencij|direktiv|ustav|kodeks|protokol)\w*"
# What is named like an act. An act that the portal does not hold must not be taken for one
# that it does.
_LIKE_AN_ACT = re.compile(
    rf"\b(?i:{_KIND})(?:\s+(?:o\b|za\b|[A-ZČŠŽ0-9])|,?\s+ki\s+(?:ureja|določa))"
    r"|\b[A-ZČŠŽ]\w+\s+(?i:zakonik)\w*"
    r"|\b(?:Z[a-zčšž]*[A-ZČŠŽ]\w*|KZ|OZ|DZ|SZ|URS|EKČP)(?:[-–‑]\d\w*)?(?!\w)"
)
# Institutions and states that look like abbreviations of acts.
_NO_ACTS = frozenset({"ZDA", "ZN", "ZPIZ", "ZPM", "ZRSZ", "ZZZS"})
_DASHES = r"[-–‑]"
# "Zakon o tujcih in …": the title may go on, and then it is another act's.
_TITLE_GOES_ON = re.compile(r"\s*(?:,\s*[a-zčšž]+)*\s+in\s+(?P<next>[a-zčšž]{3,})")
# Folded: what goes on with the sentence and never with a title, such as a particle, a pronoun, a
# verb …
_NO_TITLE_WORD = (
    r"(?:tudi|sicer|nato|potem|zato|torej|tako|hkrati|obenem|prav|zlasti|predvsem|kot|kar|kaj|kako"
    r"|kdaj|kjer|kdo|kdor|kater\w+|tega|temu|tem|tej|teh|njegov\w*|njen\w*|njun\w*|nima(?:jo)?"
    r"|ima(?:jo)?|lahko|mora(?:jo)?|sme(?:jo)?|bodo|niso|velja(?:jo)?|doloca(?:jo)?|ureja(?:jo)?"
    r"|zahteva(?:jo)?|omogoca(?:jo)?|pravi(?:jo)?|daje(?:jo)?)\b"
)
# … another place in the law …
_PLACE_NOUN = r"(?:odst(?:av|\.)|tock|aline|clen|cl\.)"
_ANOTHER_PLACE = (
    rf"(?:(?:(?:{ORDINAL_STEM}){ORDINAL_ENDING}|prejsnj\w+|naslednj\w+|ist\w+)\s+)?{_PLACE_NOUN}"
)
# … or rules beside the act: "in drugih predpisih", but not "in drugih ukrepih".
_OTHER_RULES = (
    r"(?:(?:drug|ostal|sorodn|ustrezn|veljavn|podzakonsk|izvrsiln)\w*\s+)*"
    rf"(?:predpis\w*|akt(?:i|e|ov|om|ih)\b|{_KIND})"
)
_SENTENCE_GOES_ON = re.compile(rf"{_NO_TITLE_WORD}|{_ANOTHER_PLACE}|{_OTHER_RULES}")


@dataclass(frozen=True, slots=True)
class ActNames:
    """`key` tells the act among the others."""

    key: str
    titles: tuple[str, ...]
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class ActMention:
    """An act named in a text; `act` None: one that is not known."""

    start: int
    end: int
    act: str | None


def mentions_in(text: str, acts: Iterable[ActNames]) -> list[ActMention]:
    """The acts that a text names, known and unknown, in order; of overlapping ones the longest."""
    folded = fold_in_place(text)
    found = [
        ActMention(*match.span(), names.key)
        for names in acts
        for match in _matches(text, folded, names)
    ]
    found += [
        ActMention(*match.span(), None)
        for match in _LIKE_AN_ACT.finditer(text)
        if match.group() not in _NO_ACTS
    ]
    return _longest(found)


def _matches(text: str, folded: str, names: ActNames) -> Iterable[re.Match[str]]:
    if names.abbreviation:
        yield from _abbreviation_pattern(names.abbreviation).finditer(text)
    for title in names.titles:
        for match in _title_pattern(title).finditer(folded):
            # One word alone is a name only when it is written like one: "Ustava", not "ustavi".
            is_name = " " in title or text[match.start()].isupper()
            if is_name and not _title_goes_on(text, folded, match.end()):
                yield match


def _title_goes_on(text: str, folded: str, end: int) -> bool:
    """Whether what stands behind a title may still belong to it."""
    more = _TITLE_GOES_ON.match(text, end)
    return more is not None and not _SENTENCE_GOES_ON.match(folded, more.start("next"))


def _longest(found: list[ActMention]) -> list[ActMention]:
    kept: list[ActMention] = []
    order = sorted(found, key=lambda one: (one.start, one.start - one.end, one.act is None))
    for mention in order:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif _is_another_act_of_the_name(mention, kept[-1]):
            # Nobody can tell which of them is meant.
            kept[-1] = ActMention(mention.start, mention.end, None)
    return kept


def _is_another_act_of_the_name(one: ActMention, other: ActMention) -> bool:
    same_place = (one.start, one.end) == (other.start, other.end)
    return same_place and one.act is not None and one.act != other.act


@lru_cache(maxsize=1024)
def _abbreviation_pattern(abbreviation: str) -> re.Pattern[str]:
    # "ZTuj-2A" changes ZTuj-2 and is another act.
    parts = re.split(_DASHES, abbreviation)
    return re.compile(rf"(?<!\w){_DASHES.join(map(re.escape, parts))}(?![\w]|{_DASHES}\d)")


@lru_cache(maxsize=1024)
def _title_pattern(title: str) -> re.Pattern[str]:
    """The words up to the first preposition in any case, those behind it as they stand."""
    words = fold(title).split()
    parts: list[str] = []
    fixed = False
    for word in words:
        fixed = fixed or (bool(parts) and word in _PREPOSITIONS)
        parts.append(re.escape(word) if fixed else _inflected(word))
    return re.compile(r"\b" + r"\s+".join(parts) + r"\b")


def _inflected(word: str) -> str:
    stem = word[:-1] if len(word) > 3 and word[-1] in "aeio" else word
    return rf"{re.escape(stem)}\w{{0,3}}"
