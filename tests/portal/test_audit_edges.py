"""The chain at its edges: where it says that it broke, why, and what the hash covers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone as django_timezone

from portal.audit.chain import GENESIS_HASH, ChainBreak, event_hash, find_break
from portal.audit.services import audit_record, audit_record_alone
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, AuditHead, User

AT = datetime(2026, 3, 29, 0, 30, 15, 7, tzinfo=UTC)


def chain_of(count: int) -> tuple[list[AuditEvent], AuditHead]:
    for number in range(count):
        audit_record(
            actor=None, action=AuditAction.CASE_READ, subject_kind="case", subject_id=number
        )
    return list(AuditEvent.objects.order_by("sequence")), AuditHead.objects.get()


def event_of(**columns: object) -> AuditEvent:
    kept = {
        "sequence": 7,
        "at": AT,
        "actor_id": 3,
        "action": AuditAction.CASE_READ,
        "subject_kind": "case",
        "subject_id": "ab",
        "previous_hash": "0" * 64,
    }
    return AuditEvent(**{**kept, **columns})


def test_a_missing_event_is_named_by_its_number(db: None) -> None:
    events, head = chain_of(5)
    assert find_break(events, head) is None
    del events[2]
    assert find_break(events, head) == ChainBreak(3, "an event is missing")


def test_a_missing_first_event_is_named(db: None) -> None:
    events, head = chain_of(2)
    assert find_break(events[1:], head) == ChainBreak(1, "an event is missing")


def test_a_replaced_predecessor_is_named_at_its_successor(db: None) -> None:
    events, head = chain_of(5)
    events[2].subject_id = "other"
    events[2].hash = event_hash(events[2])
    assert find_break(events, head) == ChainBreak(4, "does not follow the event before it")


def test_a_changed_event_is_named(db: None) -> None:
    events, head = chain_of(5)
    events[2].subject_id = "other"
    assert find_break(events, head) == ChainBreak(3, "was changed")


def test_a_cut_off_end_is_named_by_its_first_missing_number(db: None) -> None:
    events, head = chain_of(5)
    assert find_break(events[:3], head) == ChainBreak(4, "the end of the chain is missing")
    assert find_break([], head) == ChainBreak(1, "the end of the chain is missing")


def test_a_replaced_last_event_does_not_fit_the_head(db: None) -> None:
    events, head = chain_of(2)
    events[1].subject_id = "other"
    events[1].hash = event_hash(events[1])
    assert find_break(events, head) == ChainBreak(3, "the end of the chain is missing")


def test_a_head_with_the_right_hash_and_another_number_is_no_end(db: None) -> None:
    events, head = chain_of(2)
    head.sequence = 3
    assert find_break(events, head) == ChainBreak(3, "the end of the chain is missing")


@pytest.mark.parametrize(
    "columns",
    [
        {"sequence": 8},
        {"at": AT + timedelta(microseconds=1)},
        {"actor_id": None},
        {"action": AuditAction.CASE_OPENED},
        {"subject_kind": "note"},
        {"subject_id": "ac"},
        {"previous_hash": "1" * 64},
        # The same letters, divided otherwise.
        {"subject_kind": "casea", "subject_id": "b"},
    ],
    ids=lambda columns: "-".join(columns),
)
def test_the_hash_covers_every_column(columns: dict[str, object]) -> None:
    assert event_hash(event_of()) == event_hash(event_of())
    assert event_hash(event_of(**columns)) != event_hash(event_of())


@pytest.mark.parametrize("zone", [ZoneInfo("Europe/Ljubljana"), timezone(timedelta(hours=-8))])
def test_the_hash_is_the_same_whatever_zone_the_time_is_given_in(zone: timezone) -> None:
    assert event_hash(event_of(at=AT.astimezone(zone))) == event_hash(event_of())


def test_the_hash_of_an_event_never_changes_with_the_program() -> None:
    """Chains that exist have to stay whole: this value was computed once and is kept here."""
    assert event_hash(event_of()) == (
        "4fa5b7f6c26e2ad5365c358db221d281ba3f219abdb0642bdd28da57011576a7"
    )
    assert GENESIS_HASH == "099154d3d90c264fb29fe2e10084711d2fb1ebcef6351d305e7cfd0fe9faff41"


def test_an_event_says_who_did_what_to_which_record_and_when(person: Callable[..., User]) -> None:
    user = person(Role.COUNSELLOR)
    before = django_timezone.now()
    last = AuditHead.objects.get()
    event = audit_record(
        actor=user, action=AuditAction.CASE_READ, subject_kind="case", subject_id=12
    )
    assert event.sequence == last.sequence + 1
    assert event.previous_hash == last.hash
    event.refresh_from_db()
    assert (event.actor_id, event.action) == (user.pk, AuditAction.CASE_READ)
    assert (event.subject_kind, event.subject_id) == ("case", "12")
    assert before <= event.at <= django_timezone.now()
    head = AuditHead.objects.get()
    assert (head.sequence, head.hash) == (event.sequence, event.hash)


def test_an_event_without_a_record_names_none(db: None) -> None:
    event = audit_record(actor=None, action=AuditAction.SIGNED_OUT)
    event.refresh_from_db()
    assert (event.actor_id, event.subject_kind, event.subject_id) == (None, "", "")


def test_what_changes_no_other_row_is_recorded_in_a_transaction_of_its_own(
    committed_db: None,
) -> None:
    alone = audit_record_alone(
        actor=None, action=AuditAction.PASSWORD_REFUSED, subject_kind="door", subject_id="portal"
    )
    alone.refresh_from_db()
    assert (alone.action, alone.subject_kind, alone.subject_id) == (
        AuditAction.PASSWORD_REFUSED,
        "door",
        "portal",
    )
    bare = audit_record_alone(actor=None, action=AuditAction.SIGNED_OUT)
    bare.refresh_from_db()
    assert (bare.subject_kind, bare.subject_id, bare.sequence) == ("", "", alone.sequence + 1)
