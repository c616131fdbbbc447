import io
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from cases.enums import CaseStatus, IdentityReason, KeyPurpose
from cases.identity_openings import identity_marks, opening_shown, opening_slip
from cases.models import Case, CaseMember, IdentityRecord
from cases.policies import user_can_write_identity
from cases.selectors import identity_open
from cases.services import NotAllowedError, identity_write
from portal.audit import services as audit_services
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from portal.sealing.envelope import SealError
from tests.factories.cases import make_case, make_document, make_identity
from tests.sign_in import sign_in, usable_code

People = Callable[..., User]
NAME = "Vzorčna Oseba"
TYPED = {
    "name": NAME,
    "birth_date": "1998-03-01",
    "citizenship": "brez",
    "papers": "potni list 000",
    "phones": "000 000 000",
    "address": "Nikjer 1",
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def path_of(case: Case, more: str = "") -> str:
    return f"/cases/{case.code}/identity/{more}"


def open_page(client: Client, case: Case, reason: str = "health") -> str:
    answer = client.post(path_of(case), {"reason": reason})
    assert answer.status_code == 200
    return str(answer.content.decode())


def slip_of(client: Client, case: Case) -> str:
    answer = client.post(path_of(case), {"reason": "correction"})
    return str(answer.context["form"]["opening"].value())


def new_events(start: int) -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(sequence__gt=start)
    return list(events.values_list("action", "subject_kind"))


def test_a_member_writes_the_identity_and_finds_it_again(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    saved = client.post(path_of(case, "save/"), {**TYPED, "opening": slip_of(client, case)})
    assert (saved.status_code, saved["Location"]) == (302, f"/cases/{case.code}/")
    page = open_page(client, case)
    for shown in (NAME, "1. 3. 1998", "potni list 000", "000 000 000", "Nikjer 1"):
        assert shown in page
    changed = {**TYPED, "phones": "111", "birth_date": "", "opening": slip_of(client, case)}
    assert client.post(path_of(case, "save/"), changed).status_code == 302
    opened = identity_open(user=owner, code=case.code, reason=IdentityReason.HEALTH)
    assert opened is not None
    assert opened.name == NAME
    assert opened.birth_date is None
    assert opened.details["phones"] == "111"
    assert IdentityRecord.objects.count() == 1


def test_nothing_is_shown_before_a_reason_is_given(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    asked = client.get(path_of(case))
    assert asked.status_code == 200
    for reason in ("", "because", "HEALTH"):
        refused = client.post(path_of(case), {"reason": reason})
        assert refused.status_code == 422
        assert NAME not in asked.content.decode() + refused.content.decode()
    assert NAME in open_page(client, case)


def test_each_request_leaves_one_event_and_the_reason_stands_in_it(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    start = AuditEvent.objects.count()
    client.get(path_of(case))
    client.post(path_of(case), {})
    answer = client.post(path_of(case), {"reason": "danger"})
    slip = answer.context["form"]["opening"].value()
    client.post(path_of(case, "save/"), {**TYPED, "birth_date": "never", "opening": slip})
    client.post(path_of(case, "save/"), {**TYPED, "opening": slip})
    assert new_events(start) == [
        (AuditAction.CASE_READ, "case"),
        (AuditAction.CASE_READ, "case"),
        (AuditAction.IDENTITY_READ, "identity:danger"),
        (AuditAction.CASE_READ, "case"),
        (AuditAction.IDENTITY_WRITTEN, "case"),
    ]
    about = AuditEvent.objects.filter(sequence__gt=start).values_list("subject_id", flat=True)
    assert set(about) == {str(case.pk)}


def test_every_reason_fits_into_the_log() -> None:
    longest = AuditEvent._meta.get_field("subject_kind").max_length
    assert longest is not None
    assert all(len(f"identity:{reason.value}") <= longest for reason in IdentityReason)


def test_an_old_second_factor_opens_nothing_until_it_is_proven_again(
    person: People, clock: time_machine.Traveller
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    assert NAME in open_page(client, case)
    clock.shift(timedelta(minutes=6))
    for answer in (client.get(path_of(case)), client.post(path_of(case), {"reason": "health"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/confirm/")
    there = client.get(path_of(case))["Location"]
    again = client.post(there, {"code": usable_code(owner), "next": path_of(case)})
    assert again["Location"] == path_of(case)
    assert NAME in open_page(client, case)


def test_typing_for_a_quarter_of_an_hour_is_saved_but_not_for_an_hour(
    person: People, clock: time_machine.Traveller
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    slip = slip_of(client, case)
    clock.shift(timedelta(minutes=14))
    saved = client.post(path_of(case, "save/"), {**TYPED, "opening": slip})
    assert saved.status_code == 302
    assert IdentityRecord.objects.count() == 1
    for _pause in range(2):
        clock.shift(timedelta(minutes=14))
        client.get("/")
    late = client.post(path_of(case, "save/"), {**TYPED, "name": "later", "opening": slip})
    assert late.status_code == 422
    assert "Minilo je preveč časa" in late.content.decode()
    assert "later" in late.content.decode()
    opened = identity_open(user=owner, code=case.code, reason=IdentityReason.HEALTH)
    assert opened is not None
    assert opened.name == NAME


def test_who_did_not_open_the_identity_cannot_write_over_it(person: People) -> None:
    owner, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case, elsewhere = make_case(owner), make_case(owner)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    nothing = identity_marks(case, {})
    slips = ["", "x", opening_slip(other, case, nothing), opening_slip(owner, elsewhere, nothing)]
    for slip in slips:
        answer = client.post(path_of(case, "save/"), {**TYPED, "name": "x", "opening": slip})
        assert answer.status_code == 422
        # What stood there before is not handed out on this way.
        assert NAME not in answer.content.decode()
    assert opening_shown(opening_slip(owner, case, nothing), owner, case) == nothing
    assert NAME in open_page(client, case)


def test_strangers_and_former_members_find_no_identity(person: People) -> None:
    owner, stranger = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    client, foreign = sign_in(owner, Door.PORTAL), sign_in(stranger, Door.PORTAL)
    assert NAME in open_page(client, case)
    slip = slip_of(client, case)
    CaseMember.objects.filter(case=case, user=owner).update(left_at="2026-01-01T00:00Z")
    for outside in (client, foreign):
        answers = [
            outside.get(path_of(case)),
            outside.post(path_of(case), {"reason": "health"}),
            outside.get(path_of(case, "save/")),
            outside.post(path_of(case, "save/"), {**TYPED, "opening": slip}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    with pytest.raises(NotAllowedError):
        identity_write(actor=stranger, case=case, name="x", birth_date=None, details={})


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.VOLUNTEER])
def test_other_roles_open_no_identity_even_as_members(person: People, role: Role) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    intruder = person(role, is_superuser=True, is_staff=True)
    CaseMember.objects.create(case=case, user=intruder)
    client = sign_in(intruder, Door.PORTAL)
    assert client.post(path_of(case), {"reason": "health"}).status_code == 404
    assert identity_open(user=intruder, code=case.code, reason=IdentityReason.HEALTH) is None
    assert not user_can_write_identity(intruder, case)


def test_the_identity_stands_on_no_other_page_title_address_or_mail(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, "a note about something")
    document = make_document(owner, case)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    pages = [
        client.get(path)
        for path in (
            "/", "/cases/", f"/cases/{case.code}/", f"/cases/{case.code}/documents/{document.pk}/",
            f"/cases/{case.code}/documents/{document.pk}/remove/", path_of(case), "/account/",
        )
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert NAME not in page.content.decode() + str(page.headers)
    identity = open_page(client, case)
    assert NAME in identity
    assert NAME not in identity.split("</title>")[0]
    assert case.code not in identity.split("</title>")[0]
    assert "a note about something" not in identity
    assert "report.txt" not in identity
    assert mail.outbox == []


def test_browsers_are_asked_not_to_keep_or_fill_in_anything(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    answer = sign_in(owner, Door.PORTAL).post(path_of(case), {"reason": "health"})
    assert answer["Cache-Control"] == "no-store"
    fields = list(answer.context["form"].visible_fields())
    assert len(fields) == 6
    for field in fields:
        assert 'autocomplete="off"' in str(field)


def test_a_closed_case_shows_the_identity_and_takes_no_change(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    slip = slip_of(client, case)
    assert "Shrani identiteto" in open_page(client, case)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)
    page = open_page(client, case)
    assert NAME in page
    assert "Primer je zaprt" in page
    assert "Shrani identiteto" not in page
    late = client.post(path_of(case, "save/"), {**TYPED, "name": "x", "opening": slip})
    assert late.status_code == 422
    assert "nič ni shranjeno" in late.content.decode()
    with pytest.raises(NotAllowedError):
        identity_write(actor=owner, case=case, name="x", birth_date=None, details={})
    assert NAME in open_page(client, case)


@pytest.mark.parametrize("day", ["1899-12-31", "2999-01-01", "1998-13-01", "yesterday"])
def test_what_cannot_be_a_birth_date_is_refused_and_the_rest_is_kept_on_the_page(
    person: People, day: str
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    typed = {**TYPED, "birth_date": day, "opening": slip_of(client, case)}
    answer = client.post(path_of(case, "save/"), typed)
    assert answer.status_code == 422
    assert "potni list 000" in answer.content.decode()
    assert IdentityRecord.objects.count() == 0


def test_an_identity_lies_under_a_key_of_its_own(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, "a note")
    make_identity(owner, case)
    assert identity_open(user=owner, code=case.code, reason=IdentityReason.HEALTH) is not None
    case.keys.filter(purpose=KeyPurpose.IDENTITY).delete()
    with pytest.raises(SealError, match="destroyed"):
        identity_open(user=owner, code=case.code, reason=IdentityReason.HEALTH)
    assert "a note" in sign_in(owner, Door.PORTAL).get(f"/cases/{case.code}/").content.decode()


def test_an_envelope_moved_to_another_case_or_column_does_not_open(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    one, two = make_case(owner), make_case(owner)
    first, second = make_identity(owner, one, "one"), make_identity(owner, two, "two")
    rows = IdentityRecord.objects.filter(pk=first.pk)
    for column, moved in (
        ("sealed_name", second.sealed_name),
        ("sealed_name", first.sealed_details),
        ("sealed_details", first.sealed_birth_date),
        ("sealed_birth_date", second.sealed_birth_date),
    ):
        kept = getattr(rows.get(), column)
        rows.update(**{column: moved})
        with pytest.raises(SealError):
            identity_open(user=owner, code=one.code, reason=IdentityReason.HEALTH)
        rows.update(**{column: kept})
        opened = identity_open(user=owner, code=one.code, reason=IdentityReason.HEALTH)
        assert opened is not None
        assert (opened.name, opened.birth_date) == ("one", date(1998, 3, 1))


def test_when_the_log_cannot_be_written_no_identity_is_opened_or_changed(
    person: People, monkeypatch: pytest.MonkeyPatch, error_log: io.StringIO
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    make_identity(owner, case)
    client = sign_in(owner, Door.PORTAL)
    slip = slip_of(client, case)
    client.raise_request_exception = False

    def full_disk(*_args: object) -> str:
        raise OSError(NAME)

    monkeypatch.setattr(audit_services, "event_hash", full_disk)
    answers = [
        client.post(path_of(case), {"reason": "health"}),
        client.post(path_of(case, "save/"), {**TYPED, "name": "x", "opening": slip}),
    ]
    assert [answer.status_code for answer in answers] == [500, 500]
    assert "OSError" in error_log.getvalue()
    for shown in (error_log.getvalue(), *(answer.content.decode() for answer in answers)):
        assert NAME not in shown
    monkeypatch.undo()
    assert NAME in open_page(client, case)


def test_two_windows_do_not_overwrite_one_another(person: People) -> None:
    owner, colleague = person(Role.COUNSELLOR, first_name="Mojca"), person(Role.COUNSELLOR)
    case = make_case(owner)
    CaseMember.objects.create(case=case, user=colleague)
    make_identity(owner, case, NAME, phones="tel. 000")
    first, second = sign_in(owner, Door.PORTAL), sign_in(colleague, Door.PORTAL)
    slip, late_slip = slip_of(first, case), slip_of(second, case)
    first.post(path_of(case, "save/"), {**TYPED, "phones": "tel. 111", "opening": slip})
    late = second.post(
        path_of(case, "save/"),
        {**TYPED, "phones": "tel. 222", "address": "hers", "opening": late_slip},
    )
    assert late.status_code == 422
    page = late.content.decode()
    for said in ("Mojca", "Telefonske številke", "Osebni dokumenti", "nič ni prepisano"):
        assert said in page
    assert "tel. 222" in page
    assert "hers" in page
    assert "tel. 111" not in page, "what stands there now is opened with a reason only"
    opened = identity_open(user=owner, code=case.code, reason=IdentityReason.HEALTH)
    assert opened is not None
    assert (opened.details["phones"], opened.details["address"]) == ("tel. 111", "Nikjer 1")
    again = {**TYPED, "phones": "tel. 222", "opening": slip_of(second, case)}
    assert second.post(path_of(case, "save/"), again).status_code == 302
    assert "tel. 222" in open_page(first, case)


def test_an_identity_form_sent_twice_is_saved_once_and_no_change_of_others(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    typed = {**TYPED, "papers": "one\r\ntwo", "opening": slip_of(client, case)}
    start = AuditEvent.objects.count()
    for _click in range(2):
        assert client.post(path_of(case, "save/"), typed).status_code == 302
    assert new_events(start) == [(AuditAction.IDENTITY_WRITTEN, "case")]


def test_a_slip_tells_nothing_of_what_the_fields_hold(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    one, two = make_case(owner), make_case(owner)
    marks = [identity_marks(case, TYPED) for case in (one, two)]
    assert set(marks[0].values()).isdisjoint(marks[1].values())
    slip = opening_slip(owner, one, marks[0])
    assert len(slip) <= 300
    assert not any(value in slip for value in TYPED.values())
