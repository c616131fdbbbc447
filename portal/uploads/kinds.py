"""What a file is, by its content. Its name and what the browser says about it are not asked."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.uploads.refusals import Refusal, UploadRefusedError
from portal.uploads.text import is_plain_text


class FileKind(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    DOCX = "docx"
    TEXT = "text"


@dataclass(frozen=True)
class StoredAs:
    """What a cleaned file of a kind is; the first suffix is given where the name has another."""

    media_type: str
    suffixes: tuple[str, ...]


JPEG = StoredAs("image/jpeg", (".jpg", ".jpeg"))
STORED_AS = {
    FileKind.PDF: StoredAs("application/pdf", (".pdf",)),
    FileKind.JPEG: JPEG,
    FileKind.PNG: StoredAs("image/png", (".png",)),
    # Phones make them, few programs open them.
    FileKind.WEBP: JPEG,
    FileKind.HEIC: JPEG,
    FileKind.DOCX: StoredAs(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)
    ),
    FileKind.TEXT: StoredAs("text/plain; charset=utf-8", (".txt",)),
}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
SIGNATURES: dict[FileKind, Callable[[bytes], bool]] = {
    FileKind.PDF: lambda content: content.startswith(b"%PDF-"),
    FileKind.JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    FileKind.PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    FileKind.WEBP: lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    FileKind.HEIC: lambda content: content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS,
    FileKind.DOCX: lambda content: content.startswith(b"PK\x03\x04"),
    FileKind.TEXT: is_plain_text,
}
# As far as browsers and PDF readers look for a beginning.
HEAD_BYTES = 1024
PAGE_TAG = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|title|a\s)", re.IGNORECASE
)


def kind_of(content: bytes) -> FileKind:
    """The kind of a file. Raises UploadRefusedError when it is none of ours, or two at once."""
    if not content:
        raise UploadRefusedError(Refusal.EMPTY)
    for kind, looks_like in SIGNATURES.items():
        if looks_like(content):
            _refuse_two_kinds(kind, content)
            return kind
    raise UploadRefusedError(Refusal.UNKNOWN_KIND)


def _refuse_two_kinds(kind: FileKind, content: bytes) -> None:
    """A file that another program would read as something else is an attack, not a document."""
    head = content[:HEAD_BYTES]
    is_page = PAGE_TAG.search(head)
    is_pdf = kind is not FileKind.PDF and b"%PDF-" in head
    is_archive = kind is not FileKind.DOCX and zipfile.is_zipfile(io.BytesIO(content))
    if is_page or is_pdf or is_archive:
        raise UploadRefusedError(Refusal.TWO_KINDS)
