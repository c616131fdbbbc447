"""Rotation of the master keys over 5,000 cases: online, killed, resumed; nothing is lost."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Case, CaseKey, Note
from cases.services import case_open, note_write
from portal.drafts import draft_keep, draft_open
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, TotpDevice, User
from portal.models.device import SEED_KEY
from portal.sealing import rotation
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import KeyRing, make_master_key, master_key_versions
from portal.sealing.registry import (
    MasterSealedColumn,
    SealedColumn,
    master_sealed_columns,
    sealed_columns,
)
from portal.sealing.rotation import Progress, rotation_continue, rotation_is_unfinished
from tests.factories.sealed import fill_cases, fill_every_column, fill_note
from tests.security.forked_manage import ENDED, STARTED

People = Callable[..., User]
ROOT = Path(__file__).resolve().parents[2]
CASES = 5000
NOTES = 50
KILLS = 20


@pytest.fixture
def key_files(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path / "keys"
    for ring in KeyRing:
        make_master_key(1, ring)
    return tmp_path / "keys"


def everything_in_clear() -> dict[tuple[str, object], bytes]:
    """Raises SealError when one sealed value does not open."""
    return {
        (column.label, row.pk): column.open(row)
        for column in map(SealedColumn.with_keys_loaded, sealed_columns())
        for row in column.rows().iterator(chunk_size=column.rows_at_once)
    }


def versions_in_use() -> set[int]:
    return {
        column.version_of(row)
        for ring in KeyRing
        for column in map(MasterSealedColumn.with_keys_loaded, master_sealed_columns(ring))
        for row in column.rows().iterator(chunk_size=column.rows_at_once)
    }


def version_of_seed(device: TotpDevice) -> int:
    return SEED_KEY.version_of(bytes(device.sealed_seed))


def versions_there() -> list[list[int]]:
    return [master_key_versions(ring) for ring in KeyRing]


def rotations_recorded() -> list[str]:
    events = AuditEvent.objects.filter(action=AuditAction.KEYS_ROTATED, actor_id=None)
    return list(events.values_list("subject_id", flat=True))


def fill(person: People) -> User:
    owner = person(Role.COUNSELLOR)
    for case in fill_cases(owner, CASES)[:NOTES]:
        fill_note(case, owner, f"note on {case.pk}")
    keep_draft(owner, "/first/")
    return owner


def keep_draft(user: User, path: str) -> None:
    assert draft_keep(user=user, path=path, draft_id=uuid.uuid4(), fields={"text": path})


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(django_settings.TEST_DATABASE_URL)._replace(path=f"/{name}").geturl()


def start(key_files: Path, *command: str, **streams: int) -> subprocess.Popen[str]:
    """A Python process of its own, on the database and the keys of this test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(key_files.parent),
        "KEYS_DIR": str(key_files),
        "IDENTITY_KEYS_DIR": str(key_files),
    }
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        **streams,  # type: ignore[call-overload]
    )


def rotation_killed_after(processes: subprocess.Popen[str], lines: int) -> list[str]:
    """What a rotation said before it was killed, and what was in its pipe by then."""
    assert processes.stdin is not None
    assert processes.stdout is not None
    processes.stdin.write("keys rotate --batch 25\n")
    processes.stdin.flush()
    process_id = int(processes.stdout.readline().removeprefix(STARTED))
    said = [processes.stdout.readline() for _line in range(lines)]
    os.kill(process_id, signal.SIGKILL)
    said.extend(iter(processes.stdout.readline, f"{ENDED}{-signal.SIGKILL}\n"))
    return said


def retire_first_keys(key_files: Path) -> None:
    for ring in KeyRing:
        call_command("keys", "retire", "1", "--ring", ring)
        assert not (key_files / f"{ring}-1.key").exists()
        (key_files / f"{ring}-1.key.retired").unlink()


def test_nothing_is_lost_while_people_work_on_during_a_rotation(
    committed_db: None, person: People, key_files: Path
) -> None:
    owner = fill(person)
    before = everything_in_clear()
    assert len(before) > 2 * CASES + NOTES
    case = Case.objects.all()[0]
    written: list[Note] = []
    with start(key_files, "manage.py", "keys", "rotate") as process:
        assert process.stdout is not None
        for number, _line in enumerate(process.stdout):
            opened = case_open(actor=owner)
            written.append(note_write(actor=owner, case=opened, text=f"new {number}"))
            written.append(note_write(actor=owner, case=case, text=f"more {number}"))
            keep_draft(owner, f"/new/{number}/")
    assert process.returncode == 0
    assert len(written) > 2 * 2 * CASES / 100
    after = everything_in_clear()
    assert {place: after[place] for place in before} == before
    assert {("cases.Note.sealed_text", note.pk) for note in written} <= set(after)
    for number in range(len(written) // 2):
        draft = draft_open(user=owner, path=f"/new/{number}/")
        assert draft is not None
        assert draft.fields == {"text": f"/new/{number}/"}

    assert versions_in_use() == {2}
    assert set(CaseKey.objects.values_list("key_version", flat=True)) == {2}
    assert rotations_recorded() == ["master-2", "identity-2"]
    retire_first_keys(key_files)
    assert everything_in_clear() == after


def test_a_rotation_killed_twenty_times_goes_on_and_loses_nothing(
    committed_db: None, person: People, key_files: Path
) -> None:
    fill(person)
    before = everything_in_clear()
    dice = random.Random(11)  # noqa: S311
    with start(key_files, "-m", "tests.security.forked_manage", stdin=subprocess.PIPE) as processes:
        for kill in range(KILLS):
            said = rotation_killed_after(processes, lines=dice.randrange(2, 16))
            assert ("Made" if kill == 0 else "Continuing") in said[0]
            assert versions_there() == [[1, 2], [1, 2]]
            assert any(map(rotation_is_unfinished, KeyRing)), "it was killed before its end"
        processes.communicate()
    assert "identity-2" not in rotations_recorded()
    with start(key_files, "manage.py", "keys", "rotate") as process:
        output, _errors = process.communicate()
    assert "Continuing" in output
    assert process.returncode == 0
    assert versions_there() == [[1, 2], [1, 2]]
    assert versions_in_use() == {2}
    assert rotations_recorded() == ["master-2", "identity-2"]
    assert everything_in_clear() == before
    retire_first_keys(key_files)
    assert everything_in_clear() == before


def rotate(ring: KeyRing = KeyRing.MASTER, batch_rows: int = 100) -> Iterator[Any]:
    make_master_key(2, ring)
    return rotation_continue(ring, batch_rows)


def test_what_changed_or_went_since_the_rotation_looked_is_not_written_over(
    person: People, key_files: Path
) -> None:
    for _person in range(4):
        person(Role.VOLUNTEER)
    steps = rotate(batch_rows=1)
    next(steps)
    waiting = [device for device in TotpDevice.objects.all() if version_of_seed(device) == 1]
    changed, gone = waiting[:2]
    changed.seal_seed(b"a seed of her new telephone")
    changed.save()
    gone.delete()
    list(steps)
    changed.refresh_from_db()
    assert changed.unseal_seed() == b"a seed of her new telephone"
    assert TotpDevice.objects.count() == 3
    assert versions_in_use() == {2}


def test_what_is_saved_with_the_old_key_meanwhile_is_sealed_anew_too(
    person: People, key_files: Path
) -> None:
    for _person in range(2):
        person(Role.VOLUNTEER)
    late, later = (
        TotpDevice(user=person(Role.VOLUNTEER, device=False), name="late") for _number in range(2)
    )
    for device in (late, later):
        device.seal_seed(b"sealed before, saved after")
    steps = rotate(batch_rows=1)
    assert next(steps) == Progress(done=1, left=1)
    late.save()
    later.save()
    assert 1 in versions_in_use()
    # It had looked before they came: they are found when all is done that it knew of.
    assert list(steps) == [Progress(2, 2), Progress(3, 1), Progress(4, 0)]
    assert versions_in_use() == {2}
    TotpDevice.objects.filter(pk=late.pk).update(sealed_seed=late.sealed_seed)
    assert 1 in versions_in_use()
    call_command("keys", "rotate", "--ring", "master")
    assert versions_in_use() == {2}
    assert versions_there() == [[1, 2], [1]]


def test_a_rotation_counts_what_it_did_and_what_it_knows_to_be_left(
    person: People, key_files: Path
) -> None:
    for _person in range(5):
        person(Role.VOLUNTEER)
    assert list(rotate(batch_rows=2)) == [Progress(2, 3), Progress(4, 1), Progress(5, 0)]
    assert list(rotation_continue(KeyRing.MASTER)) == [Progress(0, 0)]
    recorded = AuditEvent.objects.filter(action=AuditAction.KEYS_ROTATED)
    assert set(recorded.values_list("subject_kind", "subject_id")) == {("master_key", "master-2")}


def test_a_key_goes_aside_only_when_nobody_can_still_be_saving_with_it(
    person: People, key_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    class Postgresql:
        """What the rotation asks of a connection; SQLite's own BEGIN keeps writers out."""

        vendor = "postgresql"
        ops = connection.ops

        @staticmethod
        def cursor() -> contextlib.nullcontext[Any]:
            return contextlib.nullcontext(SimpleNamespace(execute=said.append))

    person(Role.VOLUNTEER)
    call_command("keys", "rotate", "--ring", "master")
    monkeypatch.setattr(rotation, "connection", Postgresql)
    call_command("keys", "retire", "1", "--ring", "master")
    tables = sorted({c.model._meta.db_table for c in master_sealed_columns(KeyRing.MASTER)})
    assert "portal_totpdevice" in tables
    assert said == [f'LOCK TABLE "{table}" IN SHARE MODE' for table in tables]


def test_a_sign_in_during_a_rotation_does_not_bring_the_old_seed_back(
    person: People, key_files: Path
) -> None:
    person(Role.VOLUNTEER)
    device = TotpDevice.objects.get()
    code = device.usable_code()
    assert code is not None
    list(rotate())
    assert device.verify_token(code)
    assert versions_in_use() == {2}
    device.refresh_from_db()
    assert not device.verify_token(code), "a code is good once"


def test_each_ring_can_be_rotated_alone(person: People, key_files: Path) -> None:
    fill_every_column(person)
    before = everything_in_clear()
    call_command("keys", "rotate", "--ring", "identity")
    assert versions_there() == [[1], [1, 2]]
    assert rotations_recorded() == ["identity-2"]
    assert set(CaseKey.objects.values_list("purpose", "key_version")) == {
        ("content", 1),
        ("identity", 2),
    }
    assert everything_in_clear() == before


def test_a_rotation_that_is_done_is_followed_by_a_new_one(person: People, key_files: Path) -> None:
    fill_every_column(person)
    for version in (2, 3):
        call_command("keys", "rotate")
        assert versions_in_use() == {version}
    assert versions_there() == [[1, 2, 3], [1, 2, 3]]


def test_a_value_that_does_not_open_stops_no_rotation_and_is_counted(
    person: People, key_files: Path
) -> None:
    fill_every_column(person)
    damaged = TotpDevice.objects.all()[0]
    TotpDevice.objects.filter(pk=damaged.pk).update(sealed_seed=damaged.sealed_seed[:-1] + b"x")
    with pytest.raises(CommandError, match=r"^1 sealed values do not open"):
        call_command("keys", "rotate")
    assert rotations_recorded() == ["master-2", "identity-2"]
    assert versions_in_use() == {1, 2}
    with pytest.raises(CommandError, match=r"portal.TotpDevice.sealed_seed: 1"):
        call_command("keys", "retire", "1")
    with pytest.raises(CommandError, match=r"^1 sealed values cannot be opened"):
        call_command("keys", "check")
    damaged.delete()
    call_command("keys", "check")


def test_a_key_that_is_needed_or_newest_is_not_retired(person: People, key_files: Path) -> None:
    fill_every_column(person)
    with pytest.raises(CommandError, match="is the newest"):
        call_command("keys", "retire", "1")
    make_master_key(2)
    with pytest.raises(CommandError, match=r"needed \(cases.CaseKey.wrapped_key: 4, portal.Draft"):
        call_command("keys", "retire", "1")
    with pytest.raises(CommandError, match="no master key of version 7"):
        call_command("keys", "retire", "7")
    assert versions_there() == [[1, 2], [1]]


def test_a_retired_key_is_kept_under_another_name_and_opens_nothing(
    person: People, key_files: Path
) -> None:
    fill_every_column(person)
    old = TotpDevice.objects.all()[0]
    assert old.unseal_seed()
    call_command("keys", "rotate")
    call_command("keys", "retire", "1")
    assert (key_files / "master-1.key.retired").exists()
    with pytest.raises(SealError):
        old.unseal_seed()
    call_command("keys", "check")
    (key_files / "master-1.key.retired").rename(key_files / "master-1.key")
    assert old.unseal_seed() == TotpDevice.objects.get(pk=old.pk).unseal_seed()


def test_the_check_of_the_keys_counts_by_model_and_version_and_shows_no_content(
    person: People, key_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_every_column(person)
    call_command("keys", "rotate", "--ring", "master")
    capsys.readouterr()
    call_command("keys", "check")
    lines = {tuple(line.split()) for line in capsys.readouterr().out.splitlines()}
    assert ("cases.CaseKey.wrapped_key", "master", "2", "4") in lines
    assert ("cases.CaseKey.wrapped_key", "identity", "1", "4") in lines
    assert ("cases.Document.sealed_content", "the", "case's", "content", "key", "4") in lines
    assert ("portal.TotpDevice.sealed_seed", "master", "2", "5") in lines


@pytest.mark.parametrize("ring", list(KeyRing))
def test_a_missing_key_is_never_replaced_while_something_of_its_ring_is_sealed(
    person: People, key_files: Path, ring: KeyRing
) -> None:
    call_command("keys", "init")
    fill_every_column(person)
    (key_files / f"{ring}-1.key").rename(key_files / "elsewhere")
    with pytest.raises(CommandError, match=f"The {ring} key is missing, and CaseKey.* sealed"):
        call_command("keys", "init")
    with pytest.raises(CommandError, match=f"no {ring} key"):
        call_command("keys", "check")
    assert not (key_files / f"{ring}-1.key").exists()


def test_the_wrong_key_under_the_right_name_is_noticed_by_a_process_that_runs(
    person: People, key_files: Path
) -> None:
    person(Role.VOLUNTEER)
    device = TotpDevice.objects.get()
    seed = device.unseal_seed()
    path = key_files / "master-1.key"
    path.rename(key_files / "right")
    make_master_key(1)
    with pytest.raises(SealError):
        device.unseal_seed()
    path.write_text("no key", encoding="ascii")
    with pytest.raises(SealError):
        device.unseal_seed()
    with pytest.raises(CommandError, match="not base64"):
        call_command("keys", "check")
    (key_files / "right").rename(path)
    assert device.unseal_seed() == seed
