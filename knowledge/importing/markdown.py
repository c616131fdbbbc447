"""Markdown (CommonMark with tables); notes are `[^1]` and `[^1]: Text`."""

import re

from markdown_it import MarkdownIt

from knowledge.importing.decoding import decode
from knowledge.importing.html import read_markup
from knowledge.importing.report import Report
from knowledge.importing.structure import HandbookDocument

_NOTE = re.compile(
    r"^\[\^(?P<label>[^\]\s]{1,40})\]:[ \t]*(?P<text>.*(?:\n(?!\[\^)[ \t]*\S.*)*)", re.M
)
_MOST_NOTES = 1000
_CALL = re.compile(r"\[\^(?P<label>[^\]\s]{1,40})\]")


def read_markdown(data: bytes) -> tuple[HandbookDocument, Report]:
    """Raises DocumentError."""
    return read_markdown_text(decode(data))


def read_markdown_text(text: str) -> tuple[HandbookDocument, Report]:
    """The handbook in a text in Markdown; raises DocumentError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes = {match["label"]: match["text"] for match in _NOTE.finditer(text)}
    numbers = _numbers(text, notes)
    body = _CALL.sub(lambda call: _mark(call, numbers), _NOTE.sub("", text))
    renderer = MarkdownIt("commonmark").enable("table")
    rendered = {numbers[label]: renderer.renderInline(note) for label, note in notes.items()}
    return read_markup(f"<body>{renderer.render(body)}</body>", rendered)


def _numbers(text: str, notes: dict[str, str]) -> dict[str, int]:
    """The numbers of the notes: their labels, or, where one is a word, their order."""
    called = dict.fromkeys(match["label"] for match in _CALL.finditer(text))
    labels = dict.fromkeys([*(label for label in called if label in notes), *notes])
    if all(label.isdecimal() and 0 < int(label) < _MOST_NOTES for label in labels):
        return {label: int(label) for label in labels}
    return {label: number for number, label in enumerate(labels, start=1)}


def _mark(call: re.Match[str], numbers: dict[str, int]) -> str:
    number = numbers.get(call["label"])
    return call.group() if number is None else f"[^{number}]"
