"""From the bytes of a file to its text."""

import codecs
import unicodedata
from pathlib import Path

from knowledge.importing.errors import (
    DocumentEmptyError,
    DocumentEncodingUnknownError,
    DocumentNotTextError,
    DocumentProblem,
    DocumentTooLargeError,
)
from knowledge.importing.words import is_word, letter_groups

LARGEST_DOCUMENT = 20 * 1024 * 1024

_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a DOCX, ODT or other packed file",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\x1f\x8b": "a packed file",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What Slovene was written in before UTF-8; the Windows one first, it is the usual one.
_OLD_ENCODINGS = ("cp1250", "iso8859_2", "cp852")
_WORDS_SAMPLED = 400
_SHARE_OF_WORDS_KNOWN = 0.5


def read_document(path: Path) -> str:
    """The text of a file; raises DocumentError with a message for a person."""
    return decode(read_document_bytes(path))


def read_document_bytes(path: Path) -> bytes:
    """The bytes of a file; raises DocumentError for one too large or not to be opened."""
    try:
        size = path.stat().st_size
        if size > LARGEST_DOCUMENT:
            raise _too_large(size)
        return path.read_bytes()
    except OSError as error:
        raise DocumentNotTextError(
            f"The file cannot be read: {error.strerror}.", DocumentProblem.NOT_READABLE
        ) from error


def decode(data: bytes) -> str:
    """The text in the bytes, in whichever encoding; raises DocumentError."""
    if len(data) > LARGEST_DOCUMENT:
        raise _too_large(len(data))
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise DocumentNotTextError(
                f"The file is {kind}, not text. Save it as plain text first."
            )
    text = unicodedata.normalize("NFC", _decode(data))
    if not any(character.isalnum() for character in text):
        raise DocumentEmptyError("The file holds no text.")
    return text


def _too_large(size: int) -> DocumentTooLargeError:
    return DocumentTooLargeError(
        f"The file has {size / 1024 / 1024:.0f} MB;"
        f" more than {LARGEST_DOCUMENT // 1024 // 1024} MB is not read."
    )


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentNotTextError("The file is damaged: its text breaks off.") from error
    _refuse_binary(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_old(data)


def _refuse_binary(data: bytes) -> None:
    controls = sum(data.count(code) for code in range(32) if code not in b"\t\n\r\f\x1f")
    if b"\x00" in data or controls > len(data) / 100:
        raise DocumentNotTextError("The file is not text: it holds binary data.")


def _decode_old(data: bytes) -> str:
    shares = {}
    for encoding in _OLD_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        shares[text] = _share_of_known_words(text)
    if not shares or max(shares.values()) < _SHARE_OF_WORDS_KNOWN:
        raise DocumentEncodingUnknownError(
            "The letters of the file cannot be read. Save it as plain text in UTF-8."
        )
    return max(shares, key=shares.__getitem__)


def _share_of_known_words(text: str) -> float:
    """Of the words with letters outside ASCII: only they differ between encodings."""
    words = [word for word in letter_groups(text) if not word.isascii()][:_WORDS_SAMPLED]
    if not words:
        return 0.0
    return sum(is_word(word) for word in words) / len(words)
