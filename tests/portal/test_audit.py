import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal.audit.chain import event_hash, find_break
from portal.audit.services import AuditOutsideTransactionError, audit_record
from portal.enums import AuditAction
from portal.models import AuditEvent, AuditHead

WRITERS, EVENTS_EACH = 8, 25


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


def test_removed_reordered_and_cut_off_events_are_found_wherever_it_happens(db: None) -> None:
    write_events(30)
    events, head = read_chain()
    dice = random.Random(2)  # noqa: S311
    for _round in range(100):
        removed = events.copy()
        del removed[dice.randrange(len(events))]
        assert find_break(removed, head) is not None
        one, two = sorted(dice.sample(range(len(events)), 2))
        swapped = events.copy()
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert find_break(swapped, head) is not None
        assert find_break(events[: dice.randrange(len(events))], head) is not None


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
