"""Real rows with changed, moved and swapped envelopes: all refused, none returned as text."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.case_keys import case_key_open, case_record_place
from cases.enums import KeyPurpose
from cases.models import Case, CaseKey, Document, IdentityRecord, Note
from cases.selectors import case_read
from portal.drafts import draft_open
from portal.models import Draft, TotpDevice, User
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import KeyRing, make_master_key
from portal.sealing.registry import SealedColumn, sealed_columns
from portal.sealing.values import (
    seal_date,
    seal_file,
    seal_json,
    seal_text,
    unseal_date,
    unseal_file,
    unseal_json,
    unseal_text,
)
from tests.factories.sealed import fill_every_column

People = Callable[..., User]
ROUNDS = 1000


@dataclass(frozen=True)
class Cell:
    """One place in the database, and the envelope that belongs there."""

    column: SealedColumn
    pk: Any
    envelope: bytes

    def write(self, envelope: bytes) -> None:
        self.column.model._base_manager.filter(pk=self.pk).update(
            **{self.column.field_name: envelope}
        )

    def opens(self) -> bool:
        try:
            self.column.open(self.column.rows().get(pk=self.pk))
        except SealError:
            return False
        return True


@pytest.fixture
def cells(person: People) -> list[Cell]:
    fill_every_column(person)
    filled = [
        Cell(column, row.pk, column.envelope_of(row))
        for column in sealed_columns()
        for row in column.rows()
    ]
    empty = {column.label for column in sealed_columns()} - {cell.column.label for cell in filled}
    assert not empty, f"tests/factories/sealed.py fills no {empty}"
    assert all(cell.opens() for cell in filled)
    return filled


@pytest.fixture
def dice() -> random.Random:
    return random.Random(7)  # noqa: S311


def one_of_each_column(cells: list[Cell], dice: random.Random) -> Iterator[Cell]:
    """Columns in turn, so that those with few rows are not tried less."""
    while True:
        for column in sealed_columns():
            yield dice.choice([cell for cell in cells if cell.column is column])


def test_no_envelope_opens_with_one_bit_flipped(cells: list[Cell], dice: random.Random) -> None:
    accepted: list[str] = []
    turns = one_of_each_column(cells, dice)
    for _round in range(ROUNDS):
        cell = next(turns)
        flipped = bytearray(cell.envelope)
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
        cell.write(bytes(flipped))
        if cell.opens():
            accepted.append(cell.column.label)
        cell.write(cell.envelope)
    assert accepted == []
    assert all(cell.opens() for cell in cells)


def test_no_envelope_opens_in_another_row_column_case_or_kind_of_record(
    cells: list[Cell], dice: random.Random
) -> None:
    accepted: list[tuple[str, str]] = []
    turns = one_of_each_column(cells, dice)
    pairs: set[tuple[str, str]] = set()
    for _round in range(ROUNDS):
        one = next(turns)
        other = dice.choice([cell for cell in cells if cell != one])
        one.write(other.envelope)
        other.write(one.envelope)
        pairs.add((one.column.label, other.column.label))
        if one.opens() or other.opens():
            accepted.append((one.column.label, other.column.label))
        one.write(one.envelope)
        other.write(other.envelope)
    assert all(cell.opens() for cell in cells)
    labels = {column.label for column in sealed_columns()}
    assert {(label, label) for label in labels} <= pairs, "rows of one column were swapped"
    assert len(pairs) > len(labels) * (len(labels) - 1) // 2, "columns and kinds were swapped"
    assert accepted == []


@pytest.mark.parametrize("model", [CaseKey, Document, IdentityRecord, Note])
def test_no_record_opens_in_another_case(person: People, model: Any) -> None:
    fill_every_column(person)
    columns = [column for column in sealed_columns() if column.model is model]
    assert columns
    row = model.objects.all()[0]
    elsewhere = Case.objects.exclude(pk=row.case_id)[0]
    # Out of the way first: a case has one identity, and one key of a kind.
    model.objects.filter(case=elsewhere).delete()
    model.objects.filter(pk=row.pk).update(case=elsewhere)
    cells = [Cell(column, row.pk, b"") for column in columns if column.rows().filter(pk=row.pk)]
    assert cells
    assert not any(cell.opens() for cell in cells)


def test_a_key_of_one_purpose_does_not_open_as_the_other(cells: list[Cell]) -> None:
    case = Case.objects.all()[0]
    content, identity = (case.keys.get(purpose=purpose) for purpose in KeyPurpose)
    assert case_key_open(case, KeyPurpose.IDENTITY) != case_key_open(case)
    content.delete()
    CaseKey.objects.filter(pk=identity.pk).update(purpose=KeyPurpose.CONTENT)
    with pytest.raises(SealError):
        case_key_open(case)


def test_drafts_and_seeds_do_not_open_for_another_person_or_page(cells: list[Cell]) -> None:
    draft = Draft.objects.all()[0]
    assert draft_open(user=draft.user, path=draft.path) is not None
    Draft.objects.filter(pk=draft.pk).update(path="/elsewhere/")
    assert draft_open(user=draft.user, path="/elsewhere/") is None
    one, two = TotpDevice.objects.all()[:2]
    assert one.unseal_seed() != two.unseal_seed()
    one.sealed_seed, two.sealed_seed = two.sealed_seed, one.sealed_seed
    for device in (one, two):
        with pytest.raises(SealError):
            device.unseal_seed()


def test_what_was_sealed_as_one_kind_of_value_is_never_read_as_another(cells: list[Cell]) -> None:
    note = Note.objects.all()[0]
    key, place = case_key_open(note.case), case_record_place(note, "sealed_text")
    sealed = {
        unseal_text: seal_text('"2000-02-29"', key, place),
        unseal_json: seal_json("2000-02-29", key, place),
        unseal_date: seal_date(date(2000, 2, 29), key, place),
        unseal_file: seal_file(b"2000-02-29", key, place),
    }
    for reads, envelope in sealed.items():
        assert reads(envelope, key, place)
        for other in set(sealed) - {reads}:
            with pytest.raises(SealError, match="another kind"):
                other(envelope, key, place)


def test_a_screen_shows_nothing_of_a_case_with_one_changed_note(
    cells: list[Cell], dice: random.Random
) -> None:
    note = Note.objects.all()[0]
    assert case_read(user=note.author, code=note.case.code) is not None
    cell = next(cell for cell in cells if cell.pk == note.pk)
    flipped = bytearray(cell.envelope)
    flipped[-1] ^= 1
    cell.write(bytes(flipped))
    with pytest.raises(SealError):
        case_read(user=note.author, code=note.case.code)


@pytest.mark.parametrize("others", [False, True], ids=["no key files", "other key files"])
def test_a_stolen_database_opens_without_its_key_files_nowhere(
    cells: list[Cell], settings: object, tmp_path: Path, others: bool
) -> None:
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    if others:
        for ring in KeyRing:
            make_master_key(1, ring)
    assert [cell.column.label for cell in cells if cell.opens()] == []
