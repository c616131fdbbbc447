"""What can be wrong with a document, said to the person who brought it."""

from enum import StrEnum


class DocumentProblem(StrEnum):
    """Why a document cannot be read; the screen's words are in `knowledge.uploads.words`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    UNKNOWN_KIND = "unknown_kind"
    OLD_KIND = "old_kind"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    NOT_READABLE = "not_readable"
    ENCODING_UNKNOWN = "encoding_unknown"
    WITHOUT_TEXT = "without_text"
    WITHOUT_HEADINGS = "without_headings"
    TOO_MANY_SECTIONS = "too_many_sections"
    BUSY = "busy"


class DocumentError(Exception):
    """A document that cannot be imported; the message is meant for a person."""

    problem = DocumentProblem.DAMAGED

    def __init__(self, message: str, problem: DocumentProblem | None = None) -> None:
        super().__init__(message)
        self.problem = problem or self.problem


class DocumentTooLargeError(DocumentError):
    """The document is larger than the importer accepts."""

    problem = DocumentProblem.TOO_LARGE


class DocumentNotTextError(DocumentError):
    """The file holds something else than a document (a program, an archive, an image)."""

    problem = DocumentProblem.UNKNOWN_KIND


class DocumentEncodingUnknownError(DocumentError):
    """The bytes are text in none of the encodings that Slovene is written in."""

    problem = DocumentProblem.ENCODING_UNKNOWN


class DocumentEmptyError(DocumentError):
    """The document holds no readable text."""

    problem = DocumentProblem.EMPTY


class DocumentWithoutHeadingsError(DocumentError):
    """No heading was found, so there is nothing to build a tree from."""

    problem = DocumentProblem.WITHOUT_HEADINGS
