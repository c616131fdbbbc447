from pathlib import Path

import pytest

from knowledge.importing.decoding import LARGEST_DOCUMENT, decode, read_document
from knowledge.importing.errors import (
    DocumentEmptyError,
    DocumentEncodingUnknownError,
    DocumentError,
    DocumentNotTextError,
    DocumentTooLargeError,
    DocumentWithoutHeadingsError,
)
from knowledge.importing.reading import read_handbook
from tests.factories.knowledge import HANDBOOK, read


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", DocumentEmptyError),
        (b" \n\n \x0c", DocumentEmptyError),
        (b"%PDF-1.7\n...", DocumentNotTextError),
        (b"PK\x03\x04rest of a packed file", DocumentNotTextError),
        (b"1. Uvod\x00\x01\x02\x03 besedilo", DocumentNotTextError),
        (bytes(range(1, 32)) * 20, DocumentNotTextError),
        (b"\xff\xfe1", DocumentNotTextError),
        ("1. 概要 これは日本語の本文です".encode("shift_jis"), DocumentEncodingUnknownError),
        (b"a" * (LARGEST_DOCUMENT + 1), DocumentTooLargeError),
    ],
)
def test_damaged_input_is_refused_with_a_message(data: bytes, error: type[DocumentError]) -> None:
    with pytest.raises(error) as raised:
        decode(data)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859_2", "cp852"]
)
def test_a_slovene_text_is_read_in_whichever_encoding(encoding: str) -> None:
    text = HANDBOOK.replace("»", "").replace("«", "")
    assert decode(text.encode(encoding)) == text


def test_a_text_without_numbered_headings_is_refused() -> None:
    with pytest.raises(DocumentWithoutHeadingsError):
        read_handbook("Samo besedilo.\n\nBrez naslovov.")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentNotTextError):
        read_document(tmp_path / "missing.txt")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_DOCUMENT + 1)
    with pytest.raises(DocumentTooLargeError):
        read_document(path)


def test_a_heading_deeper_than_any_handbooks_is_text() -> None:
    deep = ".".join(["1"] * 12)
    document = read(f"1. Naslov\n\n{deep} Pregloboko\n\nBesedilo.\n")
    assert [section.number for section in document.walk()] == ["1"]
    assert deep in document.sections[0].plain_text()
