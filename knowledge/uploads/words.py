"""What the importer found, in the words of the screen."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.report import Furniture, Reason

PROBLEM_WORDS = {
    DocumentProblem.EMPTY: _("The file is empty."),
    DocumentProblem.TOO_LARGE: _("The file is too large: 20 MB at most."),
    DocumentProblem.TOO_COMPLEX: _(
        "The file has too many pages or parts, or unpacks to far more than its size. Split it."
    ),
    DocumentProblem.UNKNOWN_KIND: _(
        "Files of this kind are not read, whatever their name. What is read: PDF, Word (DOCX), "
        "web pages (HTML), Markdown and plain text."
    ),
    DocumentProblem.OLD_KIND: _(
        "The file is in an older format (DOC or RTF). Open it in Word or LibreOffice and save it "
        "as DOCX."
    ),
    DocumentProblem.DAMAGED: _(
        "The file is damaged or incomplete. Open it, save it anew and bring the new file."
    ),
    DocumentProblem.ENCRYPTED: _(
        "The file is locked with a password. Save it without one and bring it again."
    ),
    DocumentProblem.ACTIVE: _(
        "The file holds macros or other parts that act. Save it as a plain Word document (DOCX) or "
        "as PDF."
    ),
    DocumentProblem.NOT_READABLE: _("The file cannot be opened."),
    DocumentProblem.ENCODING_UNKNOWN: _(
        "The letters of the file cannot be read. Save it as plain text in UTF-8."
    ),
    DocumentProblem.WITHOUT_TEXT: _(
        "The PDF holds no text; it may be scanned. Run text recognition over it first."
    ),
    DocumentProblem.WITHOUT_HEADINGS: _(
        "No heading was found, so there is nothing to divide the handbook by. Mark the headings as "
        "such, or number them: “1. Introduction” on a line of its own."
    ),
    DocumentProblem.TOO_MANY_SECTIONS: _(
        "The document has more headings than one handbook may have sections (%(most)d). If these "
        "are no headings, mark them as plain text; otherwise divide the document."
    ),
    DocumentProblem.BUSY: _("Other files are being read. Try again in a minute."),
}
REASON_WORDS = {
    Reason.NUMBERS_LEAVE_A_GAP: _("The numbers of the headings leave a gap."),
    Reason.NUMBERED_BY_LEVEL: _("A heading without a number was numbered by its level."),
    Reason.NUMBER_TWICE: _("The number of this heading was there already; it got the next one."),
    Reason.ASSUMED_COLUMNS: _("The columns of the table were assumed."),
    Reason.SECOND_NOTE: _("A second note of this number was left out."),
    Reason.NOTE_WITHOUT_MARK: _("The place that calls this note was not found."),
    Reason.MARK_WITHOUT_NOTE: _("There is no note for this mark."),
    Reason.NOT_SURE: _("A garbled word was repaired, but the repair is not sure."),
    Reason.MAY_BE_GARBLED: _("The word may be garbled; it was left as it is."),
    Reason.LETTER_LOST: _("A letter is lost."),
    Reason.LIST_FLATTENED: _("A list within a list became one list."),
    Reason.MAY_BE_CUT: _("The end of a line may have cut this word in two."),
    Reason.CELLS_MERGED: _("Merged cells of a table were taken apart."),
}
FURNITURE_WORDS = {
    Furniture.CONTENTS: _("table of contents"),
    Furniture.RUNNING_TITLE: _("running title"),
    Furniture.PAGE_NUMBER: _("page number"),
    Furniture.PICTURE: _("picture"),
    Furniture.NAVIGATION: _("navigation of a web page"),
}


def problem_words(error: DocumentError) -> str:
    """Why a document was not read, in the person's language."""
    words = str(PROBLEM_WORDS[error.problem])
    return words % {"most": settings.HANDBOOK_SECTIONS_MOST} if "%(most)d" in words else words
