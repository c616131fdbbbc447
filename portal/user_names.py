"""User names are compared as people say them: capitals and how a caron is typed make no other."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def user_name_key(username: str) -> str:
    """The same for every spelling of a name: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def validate_latin(username: str) -> None:
    """Raises ValidationError for letters of other scripts: some look like Latin ones."""
    for character in username:
        if character.isalpha() and not unicodedata.name(character, "").startswith("LATIN"):
            raise ValidationError(_("Use Latin letters only."))
