"""Whether a text holds anything to see: what `str.strip` takes for blank is not all that is."""

import unicodedata

# Controls, formats (zero-width space, joiners, byte order mark), unassigned, blanks and line ends,
# and marks, which show nothing without a letter beneath.
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"})
# Letters and signs by category, blank by their drawing: Hangul fillers, the empty Braille cell.
UNSEEN_CHARACTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def text_is_legible(text: str) -> bool:
    """Whether at least one character of a text is one that shows."""
    return any(
        unicodedata.category(character) not in UNSEEN_CATEGORIES
        and character not in UNSEEN_CHARACTERS
        for character in text
    )
