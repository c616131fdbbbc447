"""A forgotten passphrase and a lost phone."""

import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.access.enrolment import Enrolment
from portal.doors import Door
from portal.enums import AuditAction, LinkKind, Role
from portal.models import AuditEvent, Link, RecoverySheet, SignInFailure, TotpDevice, User
from portal.services import (
    device_reset_start,
    email_change,
    link_enrolment_start,
    link_finish,
    passkey_add,
    person_activate,
    person_confirm,
    person_deactivate,
    person_invite,
    person_invite_again,
    recovery_codes_make,
    totp_candidate,
    totp_candidate_confirm,
)
from portal.services.enrolments import LinkSpentError
from tests.factories.portal import PASSPHRASE
from tests.links import (
    LINK,
    NEW_PASSPHRASE,
    Commits,
    candidate_code,
    enrol,
    last_link,
    mails_leave,
    words_shown_to,
)
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
Mailbox = list[EmailMessage]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMINISTRATOR])
def test_a_new_passphrase_signs_nobody_in_and_enrols_nothing(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits, role: Role
) -> None:
    worker = person(Role.COUNSELLOR, email="worker@mail.invalid")
    working = sign_in(worker, Door.PORTAL)
    manager = sign_in(person(role), Door.PORTAL)
    with mails_leave(django_capture_on_commit_callbacks):
        assert manager.post(f"/people/{worker.pk}/passphrase/").status_code == 302
    client = door_client(Door.PORTAL)
    assert working.get("/").status_code == 200, "the old passphrase is good until then"
    form = {"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    assert client.post(last_link(mailoutbox), form).status_code == 200
    assert client.get("/").status_code == 302
    assert client.get("/welcome/second-factor/").status_code == 302
    assert TotpDevice.objects.filter(user=worker).count() == 1
    assert working.get("/").status_code == 302, "sessions end with the old passphrase"
    old = {"username": worker.username, "password": PASSPHRASE}
    assert door_client(Door.PORTAL).post("/sign-in/", old).status_code == 422
    new = {"username": worker.username, "password": NEW_PASSPHRASE}
    assert client.post("/sign-in/", new)["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": usable_code(worker)}).status_code == 302


def test_a_link_for_a_new_passphrase_is_good_for_half_an_hour_and_once(
    person: People,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: Commits,
    clock: time_machine.Traveller,
) -> None:
    worker = person(Role.COUNSELLOR, email="worker@mail.invalid")
    manager = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    with mails_leave(django_capture_on_commit_callbacks):
        manager.post(f"/people/{worker.pk}/passphrase/")
    path = last_link(mailoutbox)
    form = {"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    clock.shift(29 * 60)
    assert door_client(Door.PORTAL).get(path).status_code == 200
    assert door_client(Door.PORTAL).post(path, form).status_code == 200
    assert door_client(Door.PORTAL).post(path, form).status_code == 410
    with mails_leave(django_capture_on_commit_callbacks):
        sign_in_again = sign_in(User.objects.get(pk=person(Role.TEAM_LEAD).pk), Door.PORTAL)
        sign_in_again.post(f"/people/{worker.pk}/passphrase/")
    path = last_link(mailoutbox)
    clock.shift(31 * 60)
    assert door_client(Door.PORTAL).get(path).status_code == 410


def test_a_lost_device_is_removed_by_an_administrator_and_the_new_one_waits_for_a_team_lead(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    worker = person(Role.COUNSELLOR, email="worker@mail.invalid")
    working = sign_in(worker, Door.PORTAL)
    old_device = TotpDevice.objects.get(user=worker)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    with mails_leave(django_capture_on_commit_callbacks):
        assert administrator.post(f"/people/{worker.pk}/device/").status_code == 302
    assert working.get("/").status_code == 302
    assert not TotpDevice.objects.filter(pk=old_device.pk).exists()
    assert {tuple(mail.to) for mail in mailoutbox} == {("worker@mail.invalid",)}
    assert len(mailoutbox) == 2, "the link, and word that something was changed"

    client = door_client(Door.PORTAL)
    path = last_link(mailoutbox)
    assert client.post(path, {"passphrase": "not the right one"}).status_code == 422
    assert client.post(path, {"passphrase": PASSPHRASE}).status_code == 302
    enrol(client, worker)
    assert client.get("/").status_code == 302
    pending = TotpDevice.objects.get(user=worker)
    assert not pending.confirmed

    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    assert "čaka" in lead.get("/people/").content.decode()
    with mails_leave(django_capture_on_commit_callbacks):
        words = {"words": words_shown_to(worker)}
        assert lead.post(f"/people/{worker.pk}/confirm/", words).status_code == 302
    assert mailoutbox[-1].to == ["worker@mail.invalid"]
    pending.refresh_from_db()
    assert pending.confirmed
    with time_machine.travel(time.time() + 60, tick=False):
        mine = sign_in(worker, Door.PORTAL).get("/account/").content.decode()
    assert "naredil nekdo drug" in mine


def test_nobody_confirms_herself_nor_whom_she_reset(person: People) -> None:
    lead = person(Role.TEAM_LEAD, email="lead@mail.invalid")
    other = person(Role.TEAM_LEAD)
    administrator = person(Role.ADMINISTRATOR)
    link = device_reset_start(actor=administrator, user=lead)
    Link.objects.filter(pk=link.pk).update(finished_at=timezone.now())
    for nobody in (lead, administrator):
        with pytest.raises(PermissionDenied):
            person_confirm(actor=nobody, user=lead, words=words_shown_to(lead))
    person_confirm(actor=other, user=lead, words=words_shown_to(lead))
    assert AuditEvent.objects.get(action=AuditAction.PERSON_CONFIRMED).actor_id == other.pk


def test_the_database_refuses_a_confirmation_by_who_started_it_or_by_herself(
    person: People,
) -> None:
    lead, worker = person(Role.TEAM_LEAD), person(Role.COUNSELLOR)
    now = timezone.now()
    for confirmer in (lead, worker):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(
                user=worker, kind=LinkKind.DEVICE_RESET, started_by=lead, expires_at=now,
                needs_confirmation=True, finished_at=now, confirmed_by=confirmer, confirmed_at=now,
            )  # fmt: skip


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.COUNSELLOR, Role.EDITOR])
def test_only_an_administrator_takes_a_lost_device_away(person: People, role: Role) -> None:
    worker = person(Role.COUNSELLOR)
    client = sign_in(person(role), Door.PORTAL)
    assert client.post(f"/people/{worker.pk}/device/").status_code == 404
    assert TotpDevice.objects.filter(user=worker, confirmed=True).exists()


def test_without_an_address_nothing_is_taken_away_and_the_page_says_why(person: People) -> None:
    worker = person(Role.COUNSELLOR, email="")
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    administrator.post(f"/people/{worker.pk}/device/")
    assert "Ni e-naslova" in administrator.get(f"/people/{worker.pk}/").content.decode()
    assert TotpDevice.objects.filter(user=worker, confirmed=True).exists()
    assert not Link.objects.exists()


def test_a_mail_that_did_not_leave_is_told_to_who_sent_it(
    person: People,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = person(Role.COUNSELLOR, email="worker@mail.invalid")
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    path = f"/people/{worker.pk}/"

    def unreachable(*_args: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken, mails_leave(django_capture_on_commit_callbacks):
        broken.setattr("django.core.mail.EmailMessage.send", unreachable)
        assert lead.post(f"{path}passphrase/").status_code == 302
    assert "ni bilo mogoče poslati" in lead.get(path).content.decode()
    with mails_leave(django_capture_on_commit_callbacks):
        lead.post(f"{path}passphrase/")
    assert "ni bilo mogoče poslati" not in lead.get(path).content.decode()


def test_who_runs_the_server_prints_a_link_when_nobody_else_can(
    person: People, capsys: pytest.CaptureFixture[str]
) -> None:
    lead = person(Role.TEAM_LEAD)
    call_command("person_link", lead.username, "--kind", "device_reset")
    path = LINK.search(capsys.readouterr().out)
    assert path is not None
    client = door_client(Door.PORTAL)
    assert client.post(path[1], {"passphrase": PASSPHRASE}).status_code == 302
    enrol(client, lead)
    assert client.get("/").status_code == 200
    with pytest.raises(CommandError):
        call_command("person_link", "nobody", "--kind", "invitation")


def test_a_second_factor_slipped_in_by_another_is_not_confirmed_by_her_words(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    worker, lead = person(Role.COUNSELLOR), sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    said: list[str] = []
    for _turn in ("hers", "his"):
        with mails_leave(django_capture_on_commit_callbacks):
            administrator.post(f"/people/{worker.pk}/device/")
        client = door_client(Door.PORTAL)
        client.post(last_link(mailoutbox), {"passphrase": PASSPHRASE})
        assert words_shown_to(worker) in enrol(client, worker)
        said.append(words_shown_to(worker))
    hers, his = said
    assert hers != his
    path = f"/people/{worker.pk}/confirm/"
    for words in (hers, "", "javor"):
        answer = lead.post(path, {"words": words})
        assert answer.status_code == 422
        assert "niso besedi" in answer.content.decode()
        assert his not in answer.content.decode()
    refused = AuditEvent.objects.filter(action=AuditAction.CONFIRMATION_REFUSED)
    assert refused.filter(subject_id=str(worker.pk)).exists()
    assert not TotpDevice.objects.filter(user=worker, confirmed=True).exists()
    assert lead.post(path, {"words": f"  {his.upper()} "}).status_code == 302
    assert TotpDevice.objects.filter(user=worker, confirmed=True).count() == 1


def test_who_waits_for_a_team_lead_reads_so_after_a_right_code_and_gets_no_further(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    worker = person(Role.COUNSELLOR)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    with mails_leave(django_capture_on_commit_callbacks):
        administrator.post(f"/people/{worker.pk}/device/")
    client = door_client(Door.PORTAL)
    client.post(last_link(mailoutbox), {"passphrase": PASSPHRASE})
    enrol(client, worker)
    clock.shift(60)
    waiting = pass_first_step(worker, Door.PORTAL)
    words = words_shown_to(worker)
    wrong = waiting.post("/sign-in/code/", {"code": "000000"})
    assert (wrong.status_code, words in wrong.content.decode()) == (422, False)
    code = TotpDevice.objects.get(user=worker).usable_code()
    right = waiting.post("/sign-in/code/", {"code": code})
    assert (right.status_code, words in right.content.decode()) == (200, True)
    assert waiting.get("/").status_code == 302
    assert SignInFailure.objects.filter(user=worker).count() == 1


def test_before_she_confirms_a_team_lead_sees_what_was_changed_and_by_whom(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    worker, administrator = person(Role.COUNSELLOR), person(Role.ADMINISTRATOR)
    device_reset_start(actor=administrator, user=worker)
    page = sign_in(person(Role.TEAM_LEAD), Door.PORTAL).get(f"/people/{worker.pk}/")
    assert f"odstranjene, ponujena nova ({administrator.username})" in page.content.decode()


def test_who_followed_a_link_before_does_nothing_more_with_it(person: People) -> None:
    """A request that passed the gate may have waited behind the one that began anew."""
    worker = person(Role.COUNSELLOR)
    link = device_reset_start(actor=person(Role.ADMINISTRATOR), user=worker)
    earlier = Enrolment(link, str(link_enrolment_start(link=link).sealing_id))
    assert totp_candidate(user=worker, enrolment=earlier).link == link
    later = Enrolment(link, str(link_enrolment_start(link=link).sealing_id))
    code = candidate_code(worker)
    for act in (
        lambda: totp_candidate(user=worker, enrolment=earlier),
        lambda: totp_candidate_confirm(user=worker, code=code, enrolment=earlier),
        lambda: passkey_add(
            user=worker, ceremony=None, state={}, data=None, name="", enrolment=earlier
        ),
        lambda: link_finish(enrolment=earlier),
        # Hers, but nothing was proven yet.
        lambda: link_finish(enrolment=later),
    ):
        with pytest.raises(LinkSpentError):
            act()
    assert totp_candidate_confirm(user=worker, code=code, enrolment=later) is not None
    finished, codes = link_finish(enrolment=later)
    assert (finished.finished_at is not None, len(codes)) == (True, 10)


def test_what_was_asked_before_a_reset_gives_no_second_factor_after_it(person: People) -> None:
    worker = person(Role.COUNSELLOR)
    assert len(recovery_codes_make(actor=worker)) == 10
    assert totp_candidate(user=worker).confirmed is False
    device_reset_start(actor=person(Role.ADMINISTRATOR), user=worker)
    for act in (
        lambda: recovery_codes_make(actor=worker),
        lambda: totp_candidate(user=worker),
        lambda: totp_candidate_confirm(user=worker, code="000000"),
        lambda: passkey_add(user=worker, ceremony=None, state={}, data=None, name=""),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not RecoverySheet.objects.filter(user=worker).exists()
    assert not TotpDevice.objects.filter(user=worker).exists()


@pytest.mark.parametrize("change", ["address", "closing"])
def test_what_waits_for_a_team_lead_goes_with_the_address_and_with_the_account(
    person: People, change: str
) -> None:
    worker, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    link = device_reset_start(actor=person(Role.ADMINISTRATOR), user=worker)
    enrolment = Enrolment(link, str(link_enrolment_start(link=link).sealing_id))
    code = candidate_code(worker)
    assert totp_candidate_confirm(user=worker, code=code, enrolment=enrolment) is not None
    link_finish(enrolment=enrolment)
    words = words_shown_to(worker)
    assert words
    if change == "address":
        email_change(actor=lead, user=worker, email="new@mail.invalid")
    else:
        person_deactivate(actor=lead, user=worker)
        person_activate(actor=lead, user=worker)
    with pytest.raises(PermissionDenied):
        person_confirm(actor=lead, user=worker, words=words)
    assert not TotpDevice.objects.filter(user=worker).exists()


@pytest.mark.parametrize("chosen", ["at the invitation", "later"])
def test_a_team_leads_link_needs_a_confirmation_where_an_administrator_chose_the_address(
    person: People, chosen: str
) -> None:
    lead, administrator = person(Role.TEAM_LEAD), person(Role.ADMINISTRATOR)
    inviter = administrator if chosen == "at the invitation" else lead
    roles = [Role.COUNSELLOR] if chosen == "at the invitation" else [Role.EDITOR]
    link = person_invite(
        actor=inviter, username="zala", display_name="Zala", email="zala@mail.invalid",
        language="sl", roles=roles,
    )  # fmt: skip
    assert link.needs_confirmation is (inviter == administrator)
    if chosen == "later":
        assert not person_invite_again(actor=lead, user=link.user).needs_confirmation
        email_change(actor=administrator, user=link.user, email="elsewhere@mail.invalid")
    assert person_invite_again(actor=lead, user=link.user).needs_confirmation
