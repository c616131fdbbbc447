"""Spelling distance between folded words."""

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_BIT = {letter: 1 << place for place, letter in enumerate(LETTERS)}
SHORTEST_CORRECTED = 4
# From this length on two mistakes are forgiven instead of one.
LONG_WORD = 8


def letter_mask(form: str) -> int:
    """The set of a word's letters as bits: a cheap lower bound for the distance of two words."""
    mask = 0
    for letter in form:
        mask |= _BIT.get(letter, 0)
    return mask


def may_be_near(letters: int, other: int, mistakes: int) -> bool:
    """Whether two letter masks leave room for a distance within `mistakes`."""
    return (letters & ~other).bit_count() <= mistakes and (other & ~letters).bit_count() <= mistakes


def forgiven_mistakes(form: str) -> int:
    """How many mistakes may be corrected in a word: none in very short ones, two in long ones."""
    if len(form) < SHORTEST_CORRECTED or form.isdigit():
        return 0
    return 2 if len(form) >= LONG_WORD else 1


def distance(one: str, other: str, limit: int) -> int:
    """Edits from one word to the other, two letters changed about counting as one.

    Returns `limit + 1` as soon as the distance is certainly greater than `limit`.
    Source: optimal string alignment (restricted Damerau-Levenshtein).
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _without_shared_ends(one, other)
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, candidate in enumerate(other, start=1):
            cost = min(
                above[column] + 1,
                current[column - 1] + 1,
                above[column - 1] + (letter != candidate),
            )
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == candidate
            )
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        if min(current) > limit:
            return limit + 1
        before, above = above, current
    return above[-1]


def _without_shared_ends(one: str, other: str) -> tuple[str, str]:
    """What is left of two words when the same letters at their beginning and end are taken off."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]
