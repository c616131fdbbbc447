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

from portal.doors import Door
from portal.enums import AuditAction, LinkKind, Role
from portal.models import AuditEvent, Link, SignInFailure, TotpDevice, User
from portal.services import device_reset_start, person_confirm
from tests.factories.portal import PASSPHRASE
from tests.links import LINK, NEW_PASSPHRASE, Commits, enrol, last_link, mails_leave, words_shown_to
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
