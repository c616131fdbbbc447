"""Why a file was not taken, in the words of the screen."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.uploads.refusals import Refusal

REFUSAL_WORDS = {
    Refusal.EMPTY: gettext_lazy("The file is empty."),
    Refusal.TOO_COMPLEX: gettext_lazy(
        "The file has too many pages, parts or pixels to be checked. Split it or make it smaller."
    ),
    Refusal.UNKNOWN_KIND: gettext_lazy(
        "Files of this kind are not taken. What can be added: PDF, JPEG, PNG, HEIC and WebP "
        "pictures, Word documents (DOCX) and plain text (UTF-8)."
    ),
    Refusal.TWO_KINDS: gettext_lazy(
        "The file is of two kinds at once, as files that do harm are. It was not taken."
    ),
    Refusal.DAMAGED: gettext_lazy(
        "The file is damaged or incomplete. Open it, save it anew and add the new file."
    ),
    Refusal.ENCRYPTED: gettext_lazy(
        "The file is locked with a password. Save it without one and add it again."
    ),
    Refusal.ACTIVE: gettext_lazy(
        "The file holds macros, or parts that call other programs or addresses. Save it as PDF "
        "and add that."
    ),
    Refusal.EMBEDDED: gettext_lazy(
        "Other files lie within this file. Save it as PDF and add that, or add the files one by "
        "one."
    ),
    Refusal.UNSUPPORTED_PART: gettext_lazy(
        "The file holds parts that cannot be cleaned, such as charts or old drawings. Save it as "
        "PDF and add that."
    ),
    Refusal.BUSY: gettext_lazy("Other files are being checked. Try again in a minute."),
}
MEGABYTE = 1024 * 1024


def refusal_words(refusal: Refusal) -> str:
    """What the person is told, in her language."""
    if refusal is Refusal.TOO_LARGE:
        most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE
        return _("The file is too large: %(most)s MB at most.") % {"most": most}
    return str(REFUSAL_WORDS[refusal])
