import copy
import itertools
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit.chain import GENESIS_HASH, event_hash, find_break
from portal.audit.services import AuditOutsideTransactionError, audit_record
from portal.enums import AuditAction
from portal.models import AuditEvent, AuditHead

Bend = Callable[[list[AuditEvent], random.Random], list[AuditEvent]]
WRITERS, EVENTS_EACH = 8, 500


def write_events(count: int) -> list[AuditEvent]:
    return [
        audit_record(
            actor=None, action=AuditAction.CASE_READ, subject_kind="case", subject_id=number
        )
        for number in range(count)
    ]


def read_chain() -> tuple[list[AuditEvent], AuditHead]:
    return list(AuditEvent.objects.order_by("sequence")), AuditHead.objects.get()


def test_a_chain_of_events_is_whole(db: None) -> None:
    write_events(20)
    events, head = read_chain()
    assert len(events) == 20
    assert find_break(events, head) is None


def test_an_empty_chain_is_whole(db: None) -> None:
    assert find_break(*read_chain()) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", AuditAction.CASE_OPENED),
        ("actor_id", 99),
        ("subject_kind", "person"),
        ("subject_id", "other"),
    ],
)
def test_a_changed_event_is_found(db: None, column: str, value: object) -> None:
    write_events(5)
    events, head = read_chain()
    setattr(events[2], column, value)
    broken = find_break(events, head)
    assert broken is not None
    assert broken.sequence == 3


def test_a_changed_event_with_a_fitting_hash_is_found_at_its_successor(db: None) -> None:
    write_events(5)
    events, head = read_chain()
    events[2].subject_id = "other"
    events[2].hash = event_hash(events[2])
    broken = find_break(events, head)
    assert broken is not None
    assert broken.sequence == 4


def edited(events: list[AuditEvent], dice: random.Random) -> list[AuditEvent]:
    place = dice.randrange(len(events))
    changed = copy.copy(events[place])
    column = dice.choice(["actor_id", "action", "subject_kind", "subject_id", "at"])
    other = {"actor_id": 99, "at": changed.at + timedelta(microseconds=1)}
    setattr(changed, column, other.get(column, "x"))
    if dice.random() < 0.5 and place < len(events) - 1:
        # Even with a hash that fits: then its successor does not.
        changed.hash = event_hash(changed)
    return [*events[:place], changed, *events[place + 1 :]]


def shortened(events: list[AuditEvent], dice: random.Random) -> list[AuditEvent]:
    place = dice.randrange(len(events))
    return events[:place] + events[place + 1 :]


def lengthened(events: list[AuditEvent], dice: random.Random) -> list[AuditEvent]:
    place = dice.randrange(len(events) + 1)
    before = events[place - 1] if place else None
    added = AuditEvent(
        sequence=place + 1,
        at=timezone.now(),
        action=AuditAction.CASE_READ,
        previous_hash=before.hash if before else GENESIS_HASH,
    )
    added.hash = event_hash(added)
    return [*events[:place], added, *events[place:]]


def reordered(events: list[AuditEvent], dice: random.Random) -> list[AuditEvent]:
    one, two = dice.sample(range(len(events)), 2)
    swapped = events.copy()
    swapped[one], swapped[two] = swapped[two], swapped[one]
    return swapped


def truncated(events: list[AuditEvent], dice: random.Random) -> list[AuditEvent]:
    return events[: dice.randrange(len(events))]


@pytest.mark.parametrize("bend", [edited, shortened, lengthened, reordered, truncated])
def test_a_bent_log_is_found_at_each_of_a_thousand_random_places(db: None, bend: Bend) -> None:
    write_events(40)
    events, head = read_chain()
    assert find_break(events, head) is None
    dice = random.Random(2)  # noqa: S311
    found = sum(find_break(bend(events, dice), head) is not None for _round in range(1000))
    assert found == 1000


def remove_from_table(sequence: int) -> None:
    """What somebody does who may change the database itself: past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER portal_auditevent_no_delete")
        else:
            cursor.execute("ALTER TABLE portal_auditevent DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM portal_auditevent WHERE sequence = %s", [sequence])
        if connection.vendor != "sqlite":
            cursor.execute("ALTER TABLE portal_auditevent ENABLE TRIGGER USER")


def test_an_event_removed_from_the_table_itself_is_found_by_the_command(db: None) -> None:
    write_events(10)
    call_command("audit", "verify")
    remove_from_table(4)
    with pytest.raises(CommandError, match="event 4: an event is missing"):
        call_command("audit", "verify")


def test_a_log_rewritten_as_a_whole_is_found_by_an_anchor_alone(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(10)
    events, head = read_chain()
    anchor = f"{events[5].sequence}:{events[5].hash}"
    call_command("audit", "verify", "--anchor", anchor)
    assert "1 anchors hold" in capsys.readouterr().out
    events[3].actor_id = 99
    for before, event in itertools.pairwise(events[2:]):
        event.previous_hash = before.hash
        event.hash = event_hash(event)
    head.hash = events[-1].hash
    assert find_break(events, head) is None
    broken = find_break(events, head, {6: anchor.split(":")[1]})
    assert broken is not None
    assert broken.sequence == 6


def test_an_anchor_beyond_the_end_shows_a_log_that_was_cut_with_its_head(db: None) -> None:
    write_events(3)
    with pytest.raises(CommandError, match="ends before an anchor"):
        call_command("audit", "verify", "--anchor", f"4:{'0' * 64}")


def test_the_head_is_printed_so_that_it_can_be_typed_in_as_an_anchor(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(3)
    call_command("audit", "head")
    printed = capsys.readouterr().out
    anchor = printed.split("anchor")[1].strip()
    assert anchor == f"3:{AuditHead.objects.get().hash}"
    write_events(2)
    call_command("audit", "verify", "--anchor", anchor)


def test_an_event_needs_the_transaction_of_its_change(committed_db: None) -> None:
    with pytest.raises(AuditOutsideTransactionError):
        audit_record(actor=None, action=AuditAction.CASE_READ)
    assert not AuditEvent.objects.exists()


def test_an_event_shares_the_fate_of_its_change(db: None) -> None:
    with transaction.atomic():
        write_events(1)
        assert AuditEvent.objects.count() == 1
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0
    write_events(2)
    assert find_break(*read_chain()) is None


def test_the_model_refuses_to_change_or_delete_events(db: None) -> None:
    event = write_events(1)[0]
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()
    with pytest.raises(TypeError):
        AuditEvent.objects.update(actor_id=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_auditevent SET actor_id = 1",
        "DELETE FROM portal_auditevent",
        pytest.param(
            "REPLACE INTO portal_auditevent SELECT * FROM portal_auditevent", id="REPLACE"
        ),
    ],
)
def test_the_database_refuses_to_change_events(db: None, statement: str) -> None:
    if statement.startswith("REPLACE") and connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE; its nearest form is refused as an UPDATE.
        statement = (
            "INSERT INTO portal_auditevent SELECT * FROM portal_auditevent "
            "ON CONFLICT (sequence) DO UPDATE SET actor_id = 1"
        )
    write_events(1)
    with (
        pytest.raises(DatabaseError, match="cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


def test_writers_in_parallel_leave_one_whole_chain(committed_db: None) -> None:
    def write() -> None:
        try:
            for _event in range(EVENTS_EACH):
                with transaction.atomic():
                    write_events(1)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write) for _writer in range(WRITERS)]:
            future.result()
    events, head = read_chain()
    assert len(events) == WRITERS * EVENTS_EACH
    assert find_break(events, head) is None


def test_the_command_says_whether_the_chain_is_whole(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(3)
    call_command("audit", "verify")
    assert "Chain whole: 3 events" in capsys.readouterr().out
    AuditHead.objects.update(sequence=4)
    with pytest.raises(CommandError, match="end of the chain is missing"):
        call_command("audit", "verify")
