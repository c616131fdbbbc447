"""What `keys check` counts, and which rows of a column it takes into its hands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CaseKey, Note
from portal.enums import Role
from portal.models import TotpDevice, User
from portal.models.device import SEED_KEY
from portal.sealing import opening
from portal.sealing.master_keys import KeyRing, make_master_key
from portal.sealing.opening import OpeningReport, try_everything
from portal.sealing.registry import (
    KeyedColumn,
    MasterSealedColumn,
    SealedColumn,
    master_sealed_columns,
    sealed_columns,
)
from portal.sealing.secret_files import SecretFileError
from tests.factories.sealed import fill_every_column

People = Callable[..., User]
SEED = "portal.TotpDevice.sealed_seed"
NOTE_TEXT = "cases.Note.sealed_text"
CONTENT = "cases.Document.sealed_content"


def column(label: str) -> SealedColumn:
    return next(column for column in sealed_columns() if column.label == label)


def reports(*, quick: bool = False) -> dict[str, list[OpeningReport]]:
    found: dict[str, list[OpeningReport]] = {}
    for report in try_everything(quick=quick):
        found.setdefault(report.label, []).append(report)
    return found


def bend(label: str, pk: object) -> None:
    model, field = column(label).model, column(label).field_name
    row = model._base_manager.get(pk=pk)
    envelope = bytearray(getattr(row, field))
    envelope[-1] ^= 1
    with connection.cursor() as cursor:
        key = row._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {field} = %s WHERE {row._meta.pk.column} = %s",  # noqa: S608
            [bytes(envelope), key],
        )


def test_every_column_is_counted_by_the_key_that_sealed_it(person: People) -> None:
    fill_every_column(person, cases=3)
    found = reports()
    people = User.objects.count()
    assert found[SEED] == [OpeningReport(SEED, {"master 1": people}, 0)]  # type: ignore[arg-type]
    assert [dict(report.opened) for report in found["portal.Draft.sealed_fields"]] == [
        {"master 1": 3},
        {"identity 1": 3},
    ]
    assert [dict(report.opened) for report in found["cases.CaseKey.wrapped_key"]] == [
        {"master 1": 3},
        {"identity 1": 3},
    ]
    assert dict(found[NOTE_TEXT][0].opened) == {"the case's content key": 3}
    assert dict(found["cases.IdentityRecord.sealed_name"][0].opened) == {
        "the case's identity key": 3
    }
    assert not any(report.broken for same in found.values() for report in same)


def test_a_row_that_does_not_open_is_counted_as_broken_and_the_others_go_on(
    person: People,
) -> None:
    fill_every_column(person, cases=3)
    for note in Note.objects.order_by("pk")[:2]:
        bend(NOTE_TEXT, note.pk)
    bend(SEED, TotpDevice.objects.earliest("pk").pk)
    found = reports()
    assert (found[NOTE_TEXT][0].broken, found[NOTE_TEXT][0].opened.total()) == (2, 1)
    assert (found[SEED][0].broken, found[SEED][0].opened.total()) == (1, User.objects.count() - 1)


def test_a_case_without_its_key_is_broken_in_what_that_key_sealed_alone(person: People) -> None:
    fill_every_column(person, cases=2)
    CaseKey.objects.filter(purpose="identity").delete()
    found = reports()
    assert found["cases.IdentityRecord.sealed_details"][0].broken == 2
    assert found[NOTE_TEXT][0].broken == 0


def test_a_quick_look_tries_a_few_rows_of_each_column_and_fewer_files(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_every_column(person, cases=6)
    assert reports()[NOTE_TEXT][0].opened.total() == 6
    monkeypatch.setattr(opening, "SAMPLE_ROWS", 5)
    assert reports(quick=True)[NOTE_TEXT][0].opened.total() == 5
    assert reports(quick=True)[CONTENT][0].opened.total() == 4
    assert reports()[CONTENT][0].opened.total() == 6


def test_a_row_that_changed_while_it_was_read_is_looked_at_again(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Role.COUNSELLOR)
    gone, kept = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    kept_device = TotpDevice.objects.get(user=kept)
    real_open, seen = MasterSealedColumn.open, []

    def change_then_open(self: MasterSealedColumn, row: Any) -> bytes:
        if self.label == SEED and row.pk not in seen:
            seen.append(row.pk)
            if row.user_id == kept.pk:
                row.sealed_seed = b"as it was read while somebody wrote"
            elif row.user_id == gone.pk:
                TotpDevice.objects.filter(pk=row.pk).delete()
                row.sealed_seed = b"as it was read while somebody wrote"
        return real_open(self, row)

    monkeypatch.setattr(MasterSealedColumn, "open", change_then_open)
    report = reports()[SEED][0]
    assert (dict(report.opened), report.broken) == ({"master 1": 2}, 0)
    assert TotpDevice.objects.filter(pk=kept_device.pk).exists()


@pytest.mark.parametrize("ring", list(KeyRing))
@pytest.mark.parametrize("damage", ["open to others", "not a key"])
def test_the_check_of_the_keys_reads_every_version_of_both_rings(
    db: None, settings: Any, tmp_path: Path, ring: KeyRing, damage: str
) -> None:
    settings.KEYS_DIR, settings.IDENTITY_KEYS_DIR = tmp_path / "keys", tmp_path / "identity"
    for each in KeyRing:
        for version in (1, 2):
            make_master_key(version, each)
    opening.read_master_keys()
    folder = tmp_path / ("keys" if ring is KeyRing.MASTER else "identity")
    oldest = next(path for path in sorted(folder.iterdir()) if "1" in path.name)
    if damage == "open to others":
        oldest.chmod(0o644)
    else:
        oldest.write_text("AAAA")
    with pytest.raises(SecretFileError):
        opening.read_master_keys()


def test_the_command_fails_for_one_broken_row_and_names_its_column(
    person: People, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_every_column(person, cases=1)
    call_command("keys", "check")
    assert "1" in capsys.readouterr().out
    bend(NOTE_TEXT, Note.objects.get().pk)
    with pytest.raises(CommandError):
        call_command("keys", "check")
    assert NOTE_TEXT in capsys.readouterr().out


def test_a_column_takes_the_rows_that_are_its_own(person: People) -> None:
    fill_every_column(person, cases=2)
    wrapped = [c for c in sealed_columns() if c.label == "cases.CaseKey.wrapped_key"]
    purposes = [{row.purpose for row in each.rows()} for each in wrapped]
    assert purposes == [{"content"}, {"identity"}]


def test_a_column_leaves_the_other_envelopes_of_its_rows_in_the_database(person: People) -> None:
    fill_every_column(person, cases=1)
    row = column("cases.Document.sealed_name").rows().get()
    assert row.get_deferred_fields() == {"sealed_content"}
    assert column(CONTENT).rows().get().get_deferred_fields() == {"sealed_name"}


def test_rows_come_in_the_order_of_their_keys(person: People) -> None:
    fill_every_column(person, cases=5)
    keys = [row.pk for row in column(NOTE_TEXT).rows()]
    assert keys == sorted(keys)
    assert len(keys) == 5


def test_a_pass_over_many_rows_costs_the_same_number_of_queries(person: People) -> None:
    counts = []
    for _turn in range(2):
        fill_every_column(person, cases=2)
        with CaptureQueriesContext(connection) as captured:
            reports()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_is_sealed_anew_opens_in_its_place_and_names_the_newest_key(
    person: People, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path / "keys"
    for ring in KeyRing:
        make_master_key(1, ring)
    fill_every_column(person, cases=1)
    for ring in KeyRing:
        make_master_key(2, ring)
        for each in master_sealed_columns(ring):
            row = each.rows().first()
            clear = each.open(row)
            assert each.version_of(row) == 1
            columns = each.sealed_anew(row)
            assert set(columns) == {each.field_name, *filter(None, [each.version_field_name])}
            for name, value in columns.items():
                setattr(row, name, value)
            assert (each.open(row), each.sealed_with(row)) == (clear, f"{ring} 2")
            if each.version_field_name:
                assert getattr(row, each.version_field_name) == 2


def test_each_ring_has_its_own_columns(db: None) -> None:
    labels = {ring: {each.label for each in master_sealed_columns(ring)} for ring in KeyRing}
    assert SEED in labels[KeyRing.MASTER]
    assert SEED not in labels[KeyRing.IDENTITY]
    assert labels[KeyRing.IDENTITY] == {"cases.CaseKey.wrapped_key", "portal.Draft.sealed_fields"}


def test_for_a_pass_over_many_rows_the_key_files_are_read_once(
    person: People, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path / "keys"
    for ring in KeyRing:
        make_master_key(1, ring)
    fill_every_column(person, cases=1)
    seeds = column(SEED)
    assert isinstance(seeds, MasterSealedColumn)
    assert seeds.key is SEED_KEY
    loaded, row = seeds.with_keys_loaded(), seeds.rows().first()
    for path in (tmp_path / "keys").iterdir():
        path.unlink()
    assert loaded.open(row)
    assert loaded.label == seeds.label
    notes = column(NOTE_TEXT)
    assert isinstance(notes, KeyedColumn)
    assert notes.with_keys_loaded() is notes
