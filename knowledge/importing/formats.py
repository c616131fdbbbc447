"""What kind of document a file is, by its content. Its name is not asked."""

import io
import re
import zipfile
from enum import StrEnum

from knowledge.importing.decoding import LARGEST_DOCUMENT, decode
from knowledge.importing.errors import (
    DocumentEmptyError,
    DocumentError,
    DocumentNotTextError,
    DocumentProblem,
    DocumentTooLargeError,
)


class DocumentFormat(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


_PACKED = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"
# How Office names the locked content within the compound file that it then writes.
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"{\\rtf": DocumentProblem.OLD_KIND,
    b"\x89PNG": DocumentProblem.UNKNOWN_KIND,
    b"\xff\xd8\xff": DocumentProblem.UNKNOWN_KIND,
    b"\x1f\x8b": DocumentProblem.UNKNOWN_KIND,
    b"MZ": DocumentProblem.UNKNOWN_KIND,
    b"\x7fELF": DocumentProblem.UNKNOWN_KIND,
    b"%!PS": DocumentProblem.UNKNOWN_KIND,
}
_WORD_PART = "word/document.xml"
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|h[1-6]|p|div|main"
    r"|article|section|ol|ul|table|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_HEAD = 4096
_MARKDOWN_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)


def format_of(data: bytes) -> DocumentFormat:
    """Raises DocumentError for what is none of them."""
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentTooLargeError("The file is larger than the importer accepts.")
    if not data.strip(b" \t\r\n\f\x00"):
        raise DocumentEmptyError("The file is empty.")
    if data.startswith(b"%PDF-"):
        return DocumentFormat.PDF
    if data.startswith(_PACKED):
        return _packed_format(data)
    if data.startswith(_COMPOUND):
        locked = _LOCKED_OFFICE in data
        problem = DocumentProblem.ENCRYPTED if locked else DocumentProblem.OLD_KIND
        raise DocumentError("The file is an old or a locked Office document.", problem)
    for signature, problem in _OTHERS.items():
        if data.startswith(signature):
            raise DocumentNotTextError("The file is no document that can be read.", problem)
    return _text_format(decode(data))


def _packed_format(data: bytes) -> DocumentFormat:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise DocumentError("The file is damaged: its end is missing.") from error
    if _WORD_PART in names:
        return DocumentFormat.DOCX
    raise DocumentNotTextError("The file is an archive, but no Word document.")


def _text_format(text: str) -> DocumentFormat:
    if _HTML_START.match(text[:_HTML_HEAD]):
        return DocumentFormat.HTML
    # Text taken out of a PDF may hold such a sign too, but has pages.
    if "\f" not in text and _MARKDOWN_HEADING.search(text):
        return DocumentFormat.MARKDOWN
    return DocumentFormat.TEXT
