"""A handbook out of the bytes of a file, whatever kind of document it is."""

from collections.abc import Callable
from importlib import import_module

from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.formats import DocumentFormat, format_of
from knowledge.importing.report import Report
from knowledge.importing.structure import HandbookDocument
from portal.uploads.refusals import Refusal, UploadRefusedError

Reader = Callable[[bytes], tuple[HandbookDocument, Report]]
# Imported only when needed: each brings its libraries with it.
_READERS = {
    DocumentFormat.PDF: "knowledge.importing.pdf:read_pdf",
    DocumentFormat.DOCX: "knowledge.importing.docx:read_docx",
    DocumentFormat.HTML: "knowledge.importing.html:read_html",
    DocumentFormat.MARKDOWN: "knowledge.importing.markdown:read_markdown",
    DocumentFormat.TEXT: "knowledge.importing.reading:read_handbook_bytes",
}
_PROBLEMS = {
    Refusal.EMPTY: DocumentProblem.EMPTY,
    Refusal.TOO_LARGE: DocumentProblem.TOO_LARGE,
    Refusal.TOO_COMPLEX: DocumentProblem.TOO_COMPLEX,
    Refusal.UNKNOWN_KIND: DocumentProblem.UNKNOWN_KIND,
    Refusal.ENCRYPTED: DocumentProblem.ENCRYPTED,
    Refusal.ACTIVE: DocumentProblem.ACTIVE,
    Refusal.EMBEDDED: DocumentProblem.ACTIVE,
    Refusal.BUSY: DocumentProblem.BUSY,
}


def read_handbook_document(data: bytes) -> tuple[HandbookDocument, Report]:
    """Raises DocumentError. Hostile files belong into a process of their own (`worker`)."""
    try:
        return _reader(format_of(data))(data)
    except UploadRefusedError as error:
        raise refused_document(error.refusal) from error
    except (MemoryError, RecursionError) as error:
        raise refused_document(Refusal.TOO_COMPLEX) from error


def refused_document(refusal: Refusal) -> DocumentError:
    """The same refusal in the words of the importer."""
    problem = _PROBLEMS.get(refusal, DocumentProblem.DAMAGED)
    return DocumentError(f"The file was not taken: {problem.value}.", problem)


def _reader(kind: DocumentFormat) -> Reader:
    module, _colon, name = _READERS[kind].partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader
