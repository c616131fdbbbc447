"""What runs by itself, and the end of the log that goes out every day."""

import io
import stat
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper as Cursor
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal import jobs
from portal.audit.anchors import anchor_file, anchors_filed
from portal.audit.chain import ChainBreak
from portal.audit.heads import ChainBrokenError, audit_head_send
from portal.audit.selectors import chain_find_break
from portal.audit.services import audit_record_alone
from portal.doors import Door
from portal.drafts import draft_keep
from portal.enums import AuditAction, Factor, LinkKind, Role
from portal.jobs import Job, job_add
from portal.models import (
    AuditEvent,
    AuditHead,
    Draft,
    JobRun,
    Link,
    PersonSession,
    SignInFailure,
    User,
)
from tests.sign_in import sign_in

People = Callable[..., User]
NOON = datetime(2026, 7, 10, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def recipients(settings: Settings, db: None) -> list[str]:
    settings.AUDIT_HEAD_RECIPIENTS = ["one@example.org", "two@example.org"]
    return list(settings.AUDIT_HEAD_RECIPIENTS)


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})


@pytest.fixture
def bendable(db: None) -> Iterator[Cursor]:
    """A connection on which the triggers of the log are taken off."""
    tables = ("portal_auditevent", "portal_audithead")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor


def heads_sent() -> int:
    return AuditEvent.objects.filter(
        action=AuditAction.AUDIT_HEAD_SENT, subject_kind="head"
    ).count()


def test_the_head_goes_to_each_recipient_once_a_day(recipients: list[str]) -> None:
    audit_record_alone(actor=None, action=AuditAction.CASE_READ)
    head = AuditHead.objects.get()
    for _run in range(2):
        call_command("audit", "send_head", stdout=io.StringIO())
    assert [message.to for message in mail.outbox] == [[address] for address in recipients]
    assert f"{head.sequence}:{head.hash}" in mail.outbox[0].body
    assert "24 urah: 1" in mail.outbox[0].body
    assert heads_sent() == 1


def test_who_sends_the_head_is_told_whether_it_went_out(recipients: list[str]) -> None:
    assert audit_head_send() is True
    assert audit_head_send() is False
    assert len(mail.outbox) == len(recipients)


def test_the_log_says_which_head_went_out(recipients: list[str]) -> None:
    audit_record_alone(actor=None, action=AuditAction.CASE_READ)
    sequence = AuditHead.objects.get().sequence
    audit_head_send()
    sent = AuditEvent.objects.get(action=AuditAction.AUDIT_HEAD_SENT)
    assert sent.subject_id == str(sequence)


def test_the_head_carries_its_time_in_utc_and_nothing_but_three_lines(
    recipients: list[str],
) -> None:
    with time_machine.travel(NOON, tick=False):
        audit_record_alone(actor=None, action=AuditAction.CASE_READ)
        head = AuditHead.objects.get()
        audit_head_send()
    assert mail.outbox[0].subject == "Konec dnevnika"
    assert mail.outbox[0].body == (
        f"Številka in zgoščena vrednost: {head.sequence}:{head.hash}\n"
        "Čas (UTC): 2026-07-10 10:00:00\n"
        "Dogodki v zadnjih 24 urah: 1\n"
    )


def test_only_the_events_of_the_last_24_hours_are_counted(recipients: list[str]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        audit_record_alone(actor=None, action=AuditAction.CASE_READ)
        clock.shift(timedelta(hours=25))
        audit_record_alone(actor=None, action=AuditAction.CASE_READ)
        audit_head_send()
    assert AuditEvent.objects.filter(action=AuditAction.CASE_READ).count() == 2
    assert mail.outbox[0].body.endswith("24 urah: 1\n")


def test_a_head_sent_in_the_first_minutes_of_a_day_counts_for_that_day(
    recipients: list[str],
) -> None:
    # 00:00 in Ljubljana.
    with time_machine.travel(NOON.replace(hour=22), tick=False) as clock:
        assert audit_head_send()
        clock.shift(timedelta(hours=2, minutes=20, seconds=20))
        assert not audit_head_send()
    assert heads_sent() == 1


def test_the_mail_names_nobody(recipients: list[str], person: People) -> None:
    user = person(Role.COUNSELLOR, username="canary-name", first_name="Canary")
    case_id = uuid.uuid4()
    audit_record_alone(
        actor=user, action=AuditAction.CASE_READ, subject_kind="case", subject_id=case_id
    )
    call_command("audit", "send_head", stdout=io.StringIO())
    written = mail.outbox[0].subject + mail.outbox[0].body
    assert str(AuditHead.objects.get().sequence - 1) in written
    for word in ("canary", "Canary", str(case_id)):
        assert word not in written


def test_the_next_day_of_ljubljana_brings_the_next_head(recipients: list[str]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for hours, sent in ((0, 1), (11, 1), (1, 2)):
            # 12:00, 23:00 and midnight in Ljubljana.
            clock.shift(timedelta(hours=hours))
            call_command("tick")
            assert heads_sent() == sent


def test_when_the_mail_cannot_be_sent_the_next_tick_tries_again(
    recipients: list[str], settings: Settings
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.portal.test_tick.no_such_backend"
    with pytest.raises(CommandError, match=r"portal\.audit_head_send"):
        call_command("tick")
    assert heads_sent() == 0
    settings.EMAIL_BACKEND = working
    call_command("tick")
    assert heads_sent() == 1
    assert len(mail.outbox) == len(recipients)


def test_a_broken_chain_is_told_once_a_day_and_fails_each_time(recipients: list[str]) -> None:
    audit_record_alone(actor=None, action=AuditAction.CASE_READ)
    AuditHead.objects.update(hash="0" * 64)
    for _run in range(2):
        with pytest.raises(CommandError, match="alarm"):
            call_command("audit", "send_head")
    assert len(mail.outbox) == len(recipients)
    assert mail.outbox[0].subject == "Dnevnik ni več cel"
    assert mail.outbox[0].body == (
        "Shranite zadnja sporočila s koncem dnevnika in še danes pokličite skrbnika/co."
    )
    assert heads_sent() == 0


def test_an_end_cut_off_with_its_head_brings_the_alarm(
    recipients: list[str], bendable: Cursor
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _event in range(5):
            audit_record_alone(actor=None, action=AuditAction.CASE_READ)
        assert audit_head_send()
        clock.shift(timedelta(days=1))
        mail.outbox.clear()
        last = AuditEvent.objects.get(sequence=3)
        bendable.execute("DELETE FROM portal_auditevent WHERE sequence > 3")
        AuditHead.objects.update(sequence=3, hash=last.hash)
        assert chain_find_break() is None, "the chain alone holds"
        with pytest.raises(CommandError, match="ends before an anchor"):
            call_command("audit", "verify")
        with pytest.raises(CommandError, match="alarm"):
            call_command("audit", "send_head")
    assert [message.subject for message in mail.outbox] == ["Dnevnik ni več cel"] * len(recipients)


def test_a_head_that_is_gone_brings_the_alarm(recipients: list[str], bendable: Cursor) -> None:
    audit_record_alone(actor=None, action=AuditAction.CASE_READ)
    bendable.execute("DELETE FROM portal_audithead")
    assert chain_find_break() == ChainBreak(0, "the head is gone")
    for action in ("verify", "head"):
        with pytest.raises(CommandError, match=r"head is gone"):
            call_command("audit", action)
    with pytest.raises(CommandError, match="alarm"):
        call_command("audit", "send_head")
    assert len(mail.outbox) == len(recipients)


def test_ends_are_filed_one_after_the_other_where_only_the_portal_reads(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "elsewhere" / "ends" / "audit.txt"
    settings.AUDIT_ANCHORS_FILE = file
    assert anchors_filed() == {}
    anchor_file("1:aa")
    anchor_file("7:bb")
    assert anchors_filed() == {1: "aa", 7: "bb"}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("line", ["1:what no hash looks like, on two lines\n", "konec: č"])
def test_a_file_of_ends_that_cannot_be_read_is_a_break_at_the_very_beginning(
    recipients: list[str], settings: Settings, tmp_path: Path, line: str
) -> None:
    settings.AUDIT_ANCHORS_FILE = tmp_path / "audit.txt"
    settings.AUDIT_ANCHORS_FILE.write_text(line, encoding="utf-8")
    reason = "chain broken at event 0: the file with the earlier ends cannot be read"
    with pytest.raises(ChainBrokenError, match=f"^{reason}$"):
        audit_head_send()


def test_a_bent_file_of_ends_brings_the_alarm(recipients: list[str]) -> None:
    anchor_file("1:what no hash looks like, on two lines\n")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("audit", "verify")
    with pytest.raises(CommandError, match="alarm"):
        call_command("audit", "send_head")
    assert len(mail.outbox) == len(recipients)


def test_without_recipients_the_command_says_so_and_the_tick_goes_on(db: None) -> None:
    with pytest.raises(CommandError, match="AUDIT_HEAD_RECIPIENTS"):
        call_command("audit", "send_head")
    call_command("tick")
    assert mail.outbox == []


def test_a_failing_job_stops_no_other_and_tells_nothing_of_what_it_saw(
    own_jobs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("canary in the error")

    logged: list[str] = []
    monkeypatch.setattr(jobs.logger, "error", lambda text, *parts: logged.append(text % parts))
    job_add(Job("one", fail, DAY))
    job_add(Job("two", lambda: ran.append("two"), DAY))
    with pytest.raises(CommandError) as raised:
        call_command("tick")
    assert ran == ["two"]
    assert "one" in str(raised.value)
    assert logged == ["job one failed: RuntimeError"]
    assert "canary" not in str(raised.value)


def test_a_job_that_failed_halfway_leaves_the_others_a_working_connection(own_jobs: None) -> None:
    def fail() -> None:
        with transaction.atomic():
            SignInFailure.objects.create(network="x", factor=Factor.CODE)
            raise RuntimeError

    job_add(Job("one", fail, DAY))
    job_add(Job("two", lambda: SignInFailure.objects.count(), DAY))
    with pytest.raises(CommandError, match="one"):
        call_command("tick")
    assert not SignInFailure.objects.exists()
    assert list(JobRun.objects.values_list("name", flat=True)) == ["two"]


def test_a_daily_job_runs_once_a_day_and_catches_up_after_days_of_silence(own_jobs: None) -> None:
    ran: list[int] = []
    job_add(Job("daily", lambda: ran.append(1), DAY))
    with time_machine.travel(NOON, tick=False) as clock:
        for shift, runs in ((0, 1), (1, 1), (24, 2), (24 * 5, 3), (-48, 4)):
            clock.shift(timedelta(hours=shift))
            call_command("tick")
            assert len(ran) == runs


def test_old_failures_drafts_and_sessions_are_forgotten(person: People) -> None:
    user, present = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    old = timezone.now() - timedelta(hours=25)
    SignInFailure.objects.create(network="old", factor=Factor.CODE, at=old)
    SignInFailure.objects.create(network="new", factor=Factor.CODE)
    sign_in(user, Door.PORTAL)
    Session.objects.update(expire_date=old)
    client = sign_in(present, Door.PORTAL)
    draft_keep(user=user, path="/x/", draft_id=uuid.uuid4(), fields={"text": "x"})
    Draft.objects.update(saved_at=old)
    assert (Draft.objects.count(), PersonSession.objects.count()) == (1, 2)
    call_command("tick")
    assert list(SignInFailure.objects.values_list("network", flat=True)) == ["new"]
    assert not Draft.objects.exists()
    assert [open_one.user for open_one in PersonSession.objects.all()] == [present]
    assert client.get("/").status_code == 200


def make_link(user: User, **fields: object) -> Link:
    long_ago = timezone.now() - timedelta(days=31)
    values: dict[str, object] = {"expires_at": long_ago, "needs_confirmation": False, **fields}
    return Link.objects.create(user=user, kind=LinkKind.INVITATION, **values)


def test_links_go_30_days_after_their_end_unless_somebody_waits_for_them(person: People) -> None:
    user = person(Role.COUNSELLOR)
    long_ago = timezone.now() - timedelta(days=31)
    make_link(user)
    make_link(user, finished_at=long_ago)
    recent = make_link(user, expires_at=timezone.now() - timedelta(days=29))
    awaiting = make_link(user, finished_at=long_ago, needs_confirmation=True)
    holding = make_link(user, withdrawn_at=long_ago, needs_confirmation=True)
    user.totpdevice_set.update(link=holding)
    assert Link.objects.count() == 5
    call_command("tick")
    assert set(Link.objects.all()) == {recent, awaiting, holding}
