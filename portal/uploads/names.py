"""Names of files, as they are kept: no folders, nothing invisible, an ending that is true."""

import re
import unicodedata

from portal.uploads.kinds import STORED_AS, FileKind

LONGEST_NAME = 120
UNNAMED = "document"
KNOWN_SUFFIX = re.compile(
    r"\.(?:pdf|jpe?g|png|webp|hei[cf]|docx?|txt|text|md|csv|log)$", re.IGNORECASE
)
# Control, direction, invisible, private and unassigned signs.
INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def name_clean(claimed: str, kind: FileKind) -> str:
    """The name that a cleaned file is kept under, with the ending of what it really is."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", claimed))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in INVISIBLE)
    name = " ".join(NOT_IN_NAMES.sub(" ", visible).split()).rstrip(". ")
    suffixes = STORED_AS[kind].suffixes
    own = next((suffix for suffix in suffixes if name.lower().endswith(suffix)), None)
    stem = name[: -len(own)] if own else KNOWN_SUFFIX.sub("", name)
    suffix = own or suffixes[0]
    return (stem[: LONGEST_NAME - len(suffix)].strip(". ") or UNNAMED) + suffix
