"""What can be wrong with a document, said to the person who brought it."""


class DocumentError(Exception):
    """A document that cannot be imported; the message is meant for a person."""


class DocumentTooLargeError(DocumentError):
    """The document is larger than the importer accepts."""


class DocumentNotTextError(DocumentError):
    """The file holds something else than text (a PDF, an archive, an image)."""


class DocumentEncodingUnknownError(DocumentError):
    """The bytes are text in none of the encodings that Slovene is written in."""


class DocumentEmptyError(DocumentError):
    """The document holds no readable text."""


class DocumentWithoutHeadingsError(DocumentError):
    """No numbered heading was found, so there is nothing to build a tree from."""
