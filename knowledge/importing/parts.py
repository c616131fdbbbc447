"""Sections that are being put together: their tree and the place of their notes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.importing.headings import Heading, Number
from knowledge.importing.structure import (
    NOTE_MARK,
    Block,
    Note,
    NotePlace,
    Section,
    Table,
    texts_of,
)


@dataclass
class Part:
    """A section whose children are still being read."""

    heading: Heading
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


def section_tree(parts: Sequence[Part]) -> list[Section]:
    """The sections of the highest level, each with what lies below it."""
    below: dict[Number, list[Part]] = defaultdict(list)
    for part in parts:
        below[part.heading.number[:-1]].append(part)

    def sections(number: Number) -> list[Section]:
        return [
            Section(
                number=part.heading.label,
                title=part.heading.title,
                blocks=part.blocks,
                notes=part.notes,
                children=tuple(sections(part.heading.number)),
            )
            for part in below[number]
        ]

    return sections(())


def placed_notes(title: str, blocks: Iterable[Block], notes: Mapping[int, str]) -> tuple[Note, ...]:
    """The notes whose marks stand in a title or in blocks, in the order of the marks."""
    places = [(title, NotePlace.TITLE)]
    for block in blocks:
        place = NotePlace.TABLE if isinstance(block, Table) else NotePlace.TEXT
        places += [(text, place) for text in texts_of(block)]
    return tuple(
        Note(int(number), notes[int(number)], place)
        for text, place in places
        for number in NOTE_MARK.findall(text)
        if int(number) in notes
    )
