import re
import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, Link, RecoveryCode, TotpDevice, User
from tests.links import (
    NEW_PASSPHRASE,
    Commits,
    candidate_code,
    enrol,
    last_link,
    mails_leave,
    set_passphrase,
    words_shown_to,
)
from tests.sign_in import door_client, sign_in

People = Callable[..., User]
Mailbox = list[EmailMessage]
FORM = {
    "username": "neza",
    "display_name": "Neža",
    "email": "neza@mail.invalid",
    "language": "sl",
    "roles": ["counsellor"],
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def invite(inviter: Client, commits: Commits, **changes: object) -> None:
    with mails_leave(commits):
        answer = inviter.post("/people/invite/", {**FORM, **changes})
    assert answer.status_code == 302, answer.content.decode()


def test_an_invited_person_gets_in_after_passphrase_second_factor_and_statement(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    invite(lead, django_capture_on_commit_callbacks)
    invited = User.objects.get(username="neza")
    assert mailoutbox[0].to == ["neza@mail.invalid"]
    client = set_passphrase(last_link(mailoutbox))
    assert client.get("/").status_code == 302, "the passphrase alone opens nothing"
    page = enrol(client, invited)
    assert len(re.findall(r"\b[A-Z2-7]{2}(?:-[A-Z2-7]{4}){4}\b", page)) == 10
    assert client.get("/cases/")["Location"] == "/statement/?next=%2Fcases%2F"
    version = client.get("/statement/").context["statement"].version
    accepted = client.post("/statement/", {"version": version, "next": "/cases/"})
    assert accepted["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


def test_the_mail_with_the_link_says_neither_name_nor_role(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    text = f"{mailoutbox[0].subject} {mailoutbox[0].body}".casefold()
    assert "/welcome/" in text
    for word in ("neža", "neza", "svetovalka", "primer"):
        assert word not in text.replace(last_link(mailoutbox).casefold(), "")


def test_a_link_is_good_once(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    enrol(set_passphrase(path), User.objects.get(username="neza"))
    again = door_client(Door.PORTAL)
    assert again.get(path).status_code == 410
    assert again.post(path, {"passphrase": "x", "again": "x"}).status_code == 410
    assert User.objects.get(username="neza").check_password(NEW_PASSPHRASE)
    assert AuditEvent.objects.filter(action=AuditAction.LINK_REFUSED).count() == 2


def test_looking_at_a_link_does_not_use_it_up(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    for _look in range(3):
        assert door_client(Door.PORTAL).get(path).status_code == 200
    set_passphrase(path)


def test_an_invitation_is_good_for_a_day(
    person: People,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: Commits,
    clock: time_machine.Traveller,
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    clock.shift(24 * 60 * 60 - 1)
    assert door_client(Door.PORTAL).get(path).status_code == 200
    clock.shift(2)
    assert door_client(Door.PORTAL).get(path).status_code == 410


def test_who_opens_the_link_again_after_the_passphrase_has_to_know_it(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    set_passphrase(path)
    other = door_client(Door.PORTAL)
    wrong = {"passphrase": "another long passphrase", "again": "another long passphrase"}
    assert other.post(path, wrong).status_code == 422
    assert User.objects.get(username="neza").check_password(NEW_PASSPHRASE)
    right = other.post(path, {"passphrase": NEW_PASSPHRASE})
    assert right["Location"] == "/welcome/second-factor/"


def test_a_forged_link_is_not_there(person: People) -> None:
    link = Link.objects.none()
    assert not link
    for token in ("x", "0" * 32, "0" * 32 + ":" + "A" * 43):
        assert door_client(Door.PORTAL).get(f"/welcome/{token}/").status_code == 404


def test_a_new_invitation_makes_the_old_one_worthless(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    invite(lead, django_capture_on_commit_callbacks)
    first = last_link(mailoutbox)
    invited = User.objects.get(username="neza")
    with mails_leave(django_capture_on_commit_callbacks):
        assert lead.post(f"/people/{invited.pk}/invite/").status_code == 302
    second = last_link(mailoutbox)
    assert first != second
    assert door_client(Door.PORTAL).get(first).status_code == 410
    assert door_client(Door.PORTAL).get(second).status_code == 200


def test_a_withdrawn_link_opens_nothing(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    invite(lead, django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    client = set_passphrase(path)
    assert client.get("/welcome/second-factor/").status_code == 200
    invited = User.objects.get(username="neza")
    code = candidate_code(invited)
    assert lead.post(f"/people/{invited.pk}/withdraw/").status_code == 302
    assert client.post("/welcome/second-factor/", {"code": code}).status_code == 302
    assert not TotpDevice.objects.filter(user=invited, confirmed=True).exists()
    assert door_client(Door.PORTAL).get(path).status_code == 410


def test_whom_an_administrator_invited_gets_in_only_after_a_team_lead_confirmed_her(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    lead = person(Role.TEAM_LEAD, email="lead@mail.invalid")
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    invite(administrator, django_capture_on_commit_callbacks)
    invited = User.objects.get(username="neza")
    client = set_passphrase(last_link(mailoutbox))
    with mails_leave(django_capture_on_commit_callbacks):
        page = enrol(client, invited)
    assert "pokličite vodjo tima" in page
    assert client.get("/").status_code == 302
    assert mailoutbox[-2].to == ["lead@mail.invalid"] or mailoutbox[-1].to == ["lead@mail.invalid"]
    assert not TotpDevice.objects.filter(user=invited, confirmed=True).exists()
    assert administrator.post(f"/people/{invited.pk}/confirm/").status_code == 404
    confirming = sign_in(lead, Door.PORTAL)
    assert "čaka" in confirming.get("/").content.decode()
    assert (
        confirming.post(
            f"/people/{invited.pk}/confirm/", {"words": words_shown_to(invited)}
        ).status_code
        == 302
    )
    assert TotpDevice.objects.filter(user=invited, confirmed=True).count() == 1
    assert RecoveryCode.objects.filter(sheet__user=invited, sheet__confirmed=True).count() == 10


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"roles": ["administrator", "counsellor"]}, "dva ločena računa"),
        ({"roles": []}, "vsaj eno vlogo"),
        ({"email": "nobody"}, "veljaven"),
        ({"username": "taken"}, "obstaja"),
        ({"username": "Taken"}, "zasedeno"),
        ({"username": "\u0160PELA"}, "zasedeno"),
        ({"username": "S\u030cpela"}, "zasedeno"),
        ({"username": "s\u043enja"}, "samo latinične"),
        ({"username": "two words"}, "veljavno"),
        ({"display_name": ""}, "obvezno"),
        ({"display_name": "\u2800"}, "ne pokaže ničesar"),
        ({"display_name": "\u202eajnoS"}, "ki se ne vidi"),
        ({"display_name": "So\u034fnja"}, "ki se ne vidi"),
        ({"display_name": "Sonja \ufe0f"}, "ki se ne vidi"),
        ({"display_name": "S\u043enja"}, "samo latinične"),
        ({"display_name": "\u0422\u0435\u0430"}, "samo latinične"),
        ({"display_name": "S\u1d0fnja"}, "samo latinične"),
        ({"display_name": "\uff22reda"}, "samo latinične"),
        ({"display_name": "."}, "Ime ima črke"),
        ({"display_name": "pETRA"}, "to ime že ima"),
        ({"display_name": "Ana  Mar\u0131ja"}, "to ime že ima"),
    ],
)
def test_an_invitation_that_cannot_be_made_says_why_and_leaves_nobody(
    person: People, mailoutbox: Mailbox, changes: dict[str, object], message: str
) -> None:
    person(Role.EDITOR, username="taken", first_name="Petra")
    person(Role.EDITOR, username="špela", first_name="Ana Marija")
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    before = User.objects.count()
    answer = lead.post("/people/invite/", {**FORM, **changes})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert User.objects.count() == before
    assert mailoutbox == []


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.EDITOR])
def test_nobody_else_invites(person: People, role: Role) -> None:
    client = sign_in(person(role), Door.PORTAL)
    assert client.get("/people/invite/").status_code == 404
    assert client.post("/people/invite/", FORM).status_code == 404
    assert not User.objects.filter(username="neza").exists()


@pytest.mark.parametrize(
    ("passphrase", "message"),
    [
        ("too short", "15"),
        ("a" * 15, "ponovljenih"),
        ("password123456789", "ponovljenih"),
        ("abcabcabcabcabcabc", "ponovljenih"),
        ("Ključ Društvo Ključ 2026", "naših imen"),
        ("x" * 129, "128"),
        ("123456789012345", "ponovljenih"),
        ("qwertyuiopasdfg", "lahko uganiti"),
        ("Zima2024Zima2024", "lahko uganiti"),
        ("qwertzuiopšđasd", "lahko uganiti"),
        ("ljubezenljubezen", "lahko uganiti"),
        ("Ljubljana2026!!", "lahko uganiti"),
        ("ljubljana je lepa", "lahko uganiti"),
        ("Slovenija moja dezela", "lahko uganiti"),
        ("Žive naj vsi narodi", "lahko uganiti"),
        ("mojamamajenajboljsa", "lahko uganiti"),
        ("dobrodosli12345", "lahko uganiti"),
    ],
)
def test_a_weak_passphrase_is_refused_with_a_reason_and_the_link_stays_good(
    person: People,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: Commits,
    passphrase: str,
    message: str,
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    client = door_client(Door.PORTAL)
    answer = client.post(path, {"passphrase": passphrase, "again": passphrase})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not User.objects.get(username="neza").has_usable_password()
    set_passphrase(path)


def test_the_inviter_never_sees_the_link(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    invite(lead, django_capture_on_commit_callbacks)
    token = last_link(mailoutbox).split("/")[2]
    invited = User.objects.get(username="neza")
    for path in ("/people/", f"/people/{invited.pk}/"):
        page = lead.get(path).content.decode()
        assert "Neža" in page
        assert token not in page


def test_a_short_passphrase_is_told_one_thing_in_her_language(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    invite(sign_in(person(Role.TEAM_LEAD), Door.PORTAL), django_capture_on_commit_callbacks)
    client = door_client(Door.PORTAL)
    answer = client.post(last_link(mailoutbox), {"passphrase": "kratko!", "again": "kratko!"})
    page = answer.content.decode()
    assert "Uporabite vsaj 15 znakov." in page
    assert page.count("field-error") == 1


@pytest.mark.parametrize("change", ["email", "close"])
def test_a_link_stops_with_the_address_that_it_went_to_and_with_who_sent_it(
    person: People,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: Commits,
    change: str,
) -> None:
    lead = person(Role.TEAM_LEAD)
    invite(sign_in(lead, Door.PORTAL), django_capture_on_commit_callbacks)
    path = last_link(mailoutbox)
    assert door_client(Door.PORTAL).get(path).status_code == 200
    manager = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    invited = User.objects.get(username="neza")
    whom = invited if change == "email" else lead
    form = {"email": "other@mail.invalid"}
    assert manager.post(f"/people/{whom.pk}/{change}/", form).status_code == 302
    assert door_client(Door.PORTAL).get(path).status_code == 410
