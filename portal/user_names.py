"""User names are compared as people say them: capitals and how a caron is typed make no other."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.legible import text_is_legible

LATIN_EXTENDED_B_END = 0x24F
LATIN_EXTENDED_ADDITIONAL = range(0x1E00, 0x1F00)
# Controls and line ends, formats such as those that turn the direction of writing.
# Marks that are left once letters are composed: joiners and selectors that show nothing.
_NOT_IN_NAMES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Mn", "Me"})


def user_name_key(username: str) -> str:
    """The same for every spelling of a name: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def shown_name_key(name: str) -> str:
    """The same for every name that looks alike on a screen: blanks, and an i without its dot."""
    return " ".join(user_name_key(name).split()).replace("ı", "i")


def validate_shown_name(name: str) -> None:
    """Raises ValidationError for a name that shows as nothing, in another order, or as another."""
    if not text_is_legible(name):
        raise ValidationError(_("This name shows nothing."))
    composed = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(character) in _NOT_IN_NAMES for character in composed):
        raise ValidationError(_("This name holds a sign that cannot be seen. Type it anew."))
    letters = [character for character in composed if character.isalpha()]
    if not letters:
        raise ValidationError(_("A name has letters."))
    if not all(_is_everyday_latin(letter) for letter in letters):
        raise ValidationError(_("Use Latin letters only."))


def _is_everyday_latin(letter: str) -> bool:
    """Of the blocks that alphabets are written with: phonetic and full-width letters look alike."""
    point = ord(letter)
    return point <= LATIN_EXTENDED_B_END or point in LATIN_EXTENDED_ADDITIONAL


def validate_latin(username: str) -> None:
    """Raises ValidationError for letters of other scripts: some look like Latin ones."""
    for character in username:
        if character.isalpha() and not unicodedata.name(character, "").startswith("LATIN"):
            raise ValidationError(_("Use Latin letters only."))
