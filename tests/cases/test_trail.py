"""Who saw a case between two days (S31)."""

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.codes import ALPHABET, case_code_new
from cases.enums import MemberPart
from cases.models import Case, CaseMember
from cases.policies import user_can_read_trail
from cases.selectors import case_read
from cases.trail.selectors import EVENTS_SHOWN, trail_read
from portal.audit.services import audit_record
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, AuditHead, RoleAssignment, User
from tests.factories.cases import make_case
from tests.sign_in import sign_in

People = Callable[..., User]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
SECRET = "what the note says"


def look_up(client: Client, code: str, **days: str) -> str:
    answer = client.get("/cases/trail/", {"code": code, **days})
    assert answer.status_code == 200
    return str(answer.content.decode())


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("sequence")


@pytest.fixture
def lead(person: People) -> Client:
    return sign_in(person(Role.TEAM_LEAD, first_name="Lead"), Door.PORTAL)


def test_who_may_not_work_with_cases_reads_no_trail(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    assert user_can_read_trail(owner, case)
    assert user_can_read_trail(person(Role.TEAM_LEAD), case)
    assert not user_can_read_trail(person(Role.COUNSELLOR), case)
    for role in (Role.VOLUNTEER, Role.EDITOR, Role.ADMINISTRATOR):
        assert not user_can_read_trail(person(role), case)
    # Written past the portal, which refuses the two roles together.
    both = person(Role.TEAM_LEAD)
    RoleAssignment.objects.create(user=both, role=Role.ADMINISTRATOR)
    assert not user_can_read_trail(User.objects.get(pk=both.pk), case)


def test_a_team_lead_sees_who_opened_any_case_and_who_tried_in_vain(
    person: People, lead: Client
) -> None:
    owner = person(Role.COUNSELLOR, first_name="Owner")
    stranger = person(Role.COUNSELLOR, first_name="Stranger")
    case = make_case(owner, SECRET)
    case_read(user=owner, code=case.code)
    assert case_read(user=stranger, code=case.code) is None
    for action in (AuditAction.IDENTITY_READ, AuditAction.DOCUMENT_READ):
        kind = "identity:danger" if action is AuditAction.IDENTITY_READ else "case"
        audit_record(actor=owner, action=action, subject_kind=kind, subject_id=case.pk)
    page = look_up(lead, case.code)
    for words in ("Owner", "Stranger", "vpogled v primer", "zavrnjen vpogled v primer"):
        assert words in page
    for words in (
        "identiteta odprta: nevarnost za življenje ali zdravje",
        "dokument odprt",
        "svetovalka",
    ):
        assert words in page
    assert SECRET not in page


def test_who_became_a_member_past_the_portal_is_named_when_the_case_is_opened(
    person: People, lead: Client
) -> None:
    """Membership is a row that no key binds: it opens the case, and the trail says to whom."""
    intruder = person(Role.COUNSELLOR, first_name="Intruder")
    case = make_case(person(Role.COUNSELLOR, first_name="Owner"), SECRET)
    assert case_read(user=intruder, code=case.code) is None
    refused = last_event()
    CaseMember.objects.create(case=case, user=intruder, part=MemberPart.OWNER)
    assert last_event() == refused
    assert case_read(user=intruder, code=case.code) is not None
    read = last_event()
    assert (read.actor_id, read.action) == (intruder.pk, AuditAction.CASE_READ)
    page = look_up(lead, case.code)
    assert "Intruder" in page
    # What she cannot help leaving: no event of her opening the case stands before it.
    opened = AuditEvent.objects.filter(action=AuditAction.CASE_OPENED, subject_id=str(case.pk))
    assert intruder.pk not in set(opened.values_list("actor_id", flat=True))


def test_the_summary_says_first_last_and_how_often(person: People) -> None:
    owner, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    case = make_case(owner)
    for _time in range(3):
        case_read(user=owner, code=case.code)
    today = timezone.localdate()
    trail = trail_read(user=lead, code=case.code, since=today, until=today)
    assert trail is not None
    [summary] = trail.people
    assert (summary.who, summary.times) == (owner.display_name, 4)
    assert summary.first < summary.last
    assert [row.at for row in trail.rows] == sorted((row.at for row in trail.rows), reverse=True)


def test_each_look_up_is_recorded_with_its_case(person: People) -> None:
    lead = person(Role.TEAM_LEAD)
    case = make_case(person(Role.COUNSELLOR))
    client = sign_in(lead, Door.PORTAL)
    for path in ("/cases/trail/", "/cases/trail/file/"):
        start = AuditEvent.objects.count()
        client.get(path, {"code": case.code})
        event = last_event()
        assert AuditEvent.objects.count() == start + 1
        assert (event.actor_id, event.action) == (lead.pk, AuditAction.TRAIL_READ)
        assert (event.subject_kind, event.subject_id) == ("case", str(case.pk))
    assert "pogled v to, kdo je videl primer" in look_up(client, case.code)


def test_a_counsellor_sees_the_log_of_her_own_cases_only_while_she_is_a_member(
    person: People,
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    assert "odprt primer" in look_up(client, case.code)
    CaseMember.objects.filter(case=case).update(left_at=timezone.now())
    assert client.get("/cases/trail/", {"code": case.code}).status_code == 404


def test_a_foreign_and_a_missing_case_answer_alike_and_are_recorded_as_refused(
    person: People,
) -> None:
    case = make_case(person(Role.COUNSELLOR))
    missing = case_code_new()
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    answers = []
    for code, subject in ((case.code, str(case.pk)), (missing, "")):
        answer = client.get("/cases/trail/", {"code": code})
        event = last_event()
        assert (event.action, event.subject_id) == (AuditAction.CASE_REFUSED, subject)
        page = answer.content.decode().replace(code, "")
        answers.append((answer.status_code, TOKEN.sub("", page)))
        assert client.get("/cases/trail/file/", {"code": code}).status_code == 404
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert "katerega dnevnik smete videti, ni" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.VOLUNTEER])
def test_for_everybody_else_the_page_is_not_there(person: People, role: Role) -> None:
    case = make_case(person(Role.COUNSELLOR))
    client = sign_in(person(role, is_superuser=True), Door.PORTAL)
    for path in ("/cases/trail/", "/cases/trail/file/"):
        assert client.get(path, {"code": case.code}).status_code == 404
    assert "/cases/trail/" not in client.get("/").content.decode()


def test_a_mistyped_code_is_told_from_a_case_that_is_not_there(
    person: People, lead: Client
) -> None:
    case = make_case(person(Role.COUNSELLOR))
    wrong = case.code[:-1] + next(char for char in ALPHABET if char != case.code[-1])
    answer = lead.get("/cases/trail/", {"code": wrong})
    assert answer.status_code == 422
    assert "To ni koda primera" in answer.content.decode()
    assert (last_event().action, last_event().subject_id) == (AuditAction.TRAIL_READ, "")
    spaced = f" {case.code[:3].lower()}-{case.code[3:].lower()} "
    assert "odprt primer" in look_up(lead, spaced)


def test_days_are_those_of_ljubljana_both_included(person: People, lead: Client) -> None:
    owner = person(Role.COUNSELLOR)
    # 22:30 UTC on 9 July is half past midnight on the 10th in Ljubljana.
    with time_machine.travel(datetime(2026, 7, 9, 22, 30, tzinfo=UTC), tick=False):
        case = make_case(owner)
    on = {"since": "2026-07-10", "until": "2026-07-10"}
    assert "odprt primer" in look_up(lead, case.code, **on)
    before = {"since": "2026-07-01", "until": "2026-07-09"}
    assert "primera ni odprl nihče" in look_up(lead, case.code, **before)
    after = {"since": "2026-07-11", "until": "2026-07-12"}
    assert "odprt primer" not in look_up(lead, case.code, **after)

    upside_down = {"code": case.code, "since": "2026-07-12", "until": "2026-07-11"}
    assert lead.get("/cases/trail/", upside_down).status_code == 422


def test_the_file_holds_the_same_and_no_formula(person: People, lead: Client) -> None:
    owner = person(Role.COUNSELLOR, first_name="=cmd()")
    case = make_case(owner)
    answer = lead.get("/cases/trail/file/", {"code": case.code})
    assert answer["Content-Type"] == "text/csv"
    assert case.code not in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Kdo", "Vloge zdaj", "Kaj", "Kdaj"]
    assert rows[1][:3] == ["'=cmd()", "svetovalka/svetovalec", "odprt primer"]
    assert len(rows) == 2


def many_events(case: Case, count: int, actors: list[int]) -> None:
    """Rows as a busy year leaves them; their hashes are not what is tested here."""
    start = AuditHead.objects.get().sequence + 1
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                sequence=start + number,
                at=now - timedelta(minutes=number % 40_000),
                actor_id=actors[number % len(actors)],
                action=AuditAction.CASE_READ,
                subject_kind="case",
                subject_id=str(case.pk) if number % 100 == 0 else f"other-{number % 5000}",
                previous_hash="",
                hash="",
            )
            for number in range(count)
        ),
        batch_size=5000,
    )
    AuditHead.objects.update(sequence=start + count)


def test_among_200_000_events_the_answer_comes_within_five_seconds(
    person: People, lead: Client
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    many_events(case, 200_000, [owner.pk, person(Role.TEAM_LEAD).pk])
    started = time.monotonic()
    page = look_up(lead, case.code)
    assert time.monotonic() - started < 5
    assert f"Prikazanih je zadnjih {EVENTS_SHOWN} od 2001" in page
    rows = lead.get("/cases/trail/file/", {"code": case.code}).content.decode().splitlines()
    assert len(rows) > 2001


def test_a_look_up_costs_the_same_with_one_and_with_ten_people(
    person: People, lead: Client
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    look_up(lead, case.code)
    with CaptureQueriesContext(connection) as with_few:
        look_up(lead, case.code)
    for _number in range(9):
        case_read(user=person(Role.COUNSELLOR), code=case.code)
    with CaptureQueriesContext(connection) as with_many:
        look_up(lead, case.code)
    assert len(with_many) == len(with_few) <= 18


def affected(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    call_command("affected", *arguments)
    return capsys.readouterr().out.split()


def test_the_command_lists_codes_of_cases_that_an_account_opened(
    person: People, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    opened, untouched, others = make_case(one), make_case(one), make_case(two)
    case_read(user=one, code=opened.code)
    audit_record(
        actor=two,
        action=AuditAction.IDENTITY_READ,
        subject_kind="identity:visit",
        subject_id=others.pk,
    )
    today = timezone.localdate().isoformat()
    period = ("--from", today, "--to", today)
    assert affected(capsys, *period) == ["code", *sorted([opened.code, others.code])]
    assert affected(capsys, *period, "--actor", one.username) == ["code", opened.code]
    assert untouched.code not in affected(capsys, *period)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert affected(capsys, "--from", yesterday, "--to", yesterday) == ["code"]
    assert last_event().action == AuditAction.TRAIL_READ
    with pytest.raises(CommandError, match="Nobody"):
        call_command("affected", *period, "--actor", "nobody-of-this-name")


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", ""), ("", "9999-12-31")])
def test_days_at_the_ends_of_the_calendar_show_all_there_is(
    person: People, lead: Client, since: str, until: str
) -> None:
    case = make_case(person(Role.COUNSELLOR, first_name="Owner"))
    query = {"code": case.code, "since": since, "until": until}
    for path in ("/cases/trail/", "/cases/trail/file/"):
        answer = lead.get(path, query)
        assert answer.status_code == 200
        assert "Owner" in answer.content.decode()
