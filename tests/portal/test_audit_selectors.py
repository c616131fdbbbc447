"""Verifying the stored chain, and the state of its end."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit import selectors
from portal.audit.chain import GENESIS_HASH, ChainBreak, ChainWalk
from portal.audit.selectors import (
    ALARM,
    HEAD,
    audit_has_recorded,
    chain_find_break,
    head_state,
    was_sent_today,
)
from portal.audit.services import audit_record, audit_record_alone
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, AuditHead, User


def write_events(count: int) -> list[AuditEvent]:
    return [audit_record(actor=None, action=AuditAction.CASE_READ) for _number in range(count)]


RECORDED = {"action": AuditAction.CASE_OPENED, "subject_kind": "case", "subject_id": 7}


@pytest.mark.parametrize(
    "other",
    [
        {"action": AuditAction.CASE_READ},
        {"subject_kind": "note"},
        {"subject_id": 8},
        {"since": timedelta(seconds=1)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_an_act_was_recorded_only_as_just_this_person_did_it_to_just_this_record(
    person: Callable[..., User], other: dict[str, object]
) -> None:
    actor, another = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    event = audit_record(actor=actor, **RECORDED)  # type: ignore[arg-type]
    asked = {**RECORDED, "actor": actor, "since": event.at}
    assert audit_has_recorded(**asked)  # type: ignore[arg-type]
    assert not audit_has_recorded(**{**asked, "actor": another})  # type: ignore[arg-type]
    if isinstance(later := other.get("since"), timedelta):
        other = {"since": event.at + later}
    assert not audit_has_recorded(**{**asked, **other})  # type: ignore[arg-type]


def test_the_stored_chain_is_whole_with_and_without_its_anchors(db: None) -> None:
    assert chain_find_break() is None
    events = write_events(5)
    assert chain_find_break() is None
    assert chain_find_break({3: events[2].hash, 5: events[4].hash}) is None


def test_an_anchor_of_another_hash_is_found_at_its_place(db: None) -> None:
    events = write_events(5)
    broken = chain_find_break({2: events[1].hash, 4: GENESIS_HASH})
    assert broken == ChainBreak(4, "is not the one that was anchored")


def test_an_anchor_beyond_the_end_is_told(db: None) -> None:
    events = write_events(3)
    assert chain_find_break({3: events[2].hash}) is None
    assert chain_find_break({4: GENESIS_HASH}) == ChainBreak(4, "ends before an anchor")


def test_a_head_further_on_than_its_events_is_told(db: None) -> None:
    write_events(3)
    AuditHead.objects.update(sequence=4)
    assert chain_find_break() == ChainBreak(4, "the end of the chain is missing")


def test_events_are_read_in_their_order_whatever_order_the_table_has(db: None) -> None:
    write_events(4)
    assert chain_find_break() is None
    walked: list[int] = []

    class Noting(ChainWalk):
        def over(self, events: Iterable[AuditEvent]) -> ChainBreak | None:
            seen = list(events)
            walked.extend(event.sequence for event in seen)
            return super().over(seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selectors, "ChainWalk", Noting)
        assert chain_find_break() is None
    assert walked == [1, 2, 3, 4]


def test_events_written_while_the_chain_is_read_are_looked_at_too(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_events(3)
    passes: list[list[int]] = []

    class WrittenMeanwhile(ChainWalk):
        def over(self, events: Iterable[AuditEvent]) -> ChainBreak | None:
            seen = list(events)
            passes.append([event.sequence for event in seen])
            if len(passes) == 1:
                write_events(2)
            return super().over(seen)

    monkeypatch.setattr(selectors, "ChainWalk", WrittenMeanwhile)
    assert chain_find_break() is None
    assert passes == [[1, 2, 3], [4, 5]]


def test_memory_does_not_grow_with_the_chain(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write_events(7)
    sizes: list[object] = []
    real = AuditEvent.objects.get_queryset().__class__.iterator

    def noting(self: object, chunk_size: int | None = None) -> object:
        sizes.append(chunk_size)
        return real(self, chunk_size=chunk_size)  # type: ignore[arg-type]

    monkeypatch.setattr(AuditEvent.objects.get_queryset().__class__, "iterator", noting)
    assert chain_find_break() is None
    assert sizes == [selectors.EVENTS_AT_A_TIME] * 2 == [2000, 2000]


def test_the_end_is_looked_at_under_the_lock_of_the_writers(db: None) -> None:
    write_events(1)
    with CaptureQueriesContext(connection) as captured:
        assert chain_find_break() is None
    savepoints = [query["sql"] for query in captured if "SAVEPOINT" in query["sql"]]
    assert savepoints
    if connection.features.has_select_for_update:
        assert any("FOR UPDATE" in query["sql"] for query in captured)


def test_the_state_of_the_end_counts_the_events_of_the_last_day(db: None) -> None:
    now = time.time()
    for hours in (25, 23, 1):
        with time_machine.travel(now - hours * 3600, tick=False):
            write_events(1)
    with time_machine.travel(now, tick=False):
        state = head_state()
        last = AuditEvent.objects.latest("sequence")
        assert (state.sequence, state.hash, state.at) == (3, last.hash, timezone.now())
        assert state.events_of_last_day == 2
        assert state.anchor == f"3:{last.hash}"


def test_an_event_a_day_old_to_the_second_is_of_the_last_day_no_more(db: None) -> None:
    now = time.time()
    with time_machine.travel(now, tick=False):
        write_events(1)
        assert head_state().events_of_last_day == 1
    with time_machine.travel(now + 24 * 3600 - 1, tick=False):
        assert head_state().events_of_last_day == 1
    with time_machine.travel(now + 24 * 3600, tick=False):
        assert head_state().events_of_last_day == 0
    with time_machine.travel(now - 1, tick=False):
        assert head_state().events_of_last_day == 0, "a clock that was set back counts nothing"


def test_head_and_alarm_are_sent_apart_and_each_counts_from_midnight(db: None) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert django_settings.TIME_ZONE == "Europe/Ljubljana"
    action = AuditAction.AUDIT_HEAD_SENT
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        audit_record_alone(actor=None, action=action, subject_kind=HEAD, subject_id=1)
        assert was_sent_today(HEAD)
        assert not was_sent_today(ALARM)
    with time_machine.travel(midnight, tick=False):
        assert not was_sent_today(HEAD)
        audit_record_alone(actor=None, action=AuditAction.CASE_READ, subject_kind=HEAD)
        assert not was_sent_today(HEAD)
        audit_record_alone(actor=None, action=action, subject_kind=ALARM)
        assert was_sent_today(ALARM)
        assert not was_sent_today(HEAD)
        audit_record_alone(actor=None, action=action, subject_kind=HEAD, subject_id=1)
        assert was_sent_today(HEAD)
