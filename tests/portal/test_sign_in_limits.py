import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client

from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, PersonSession, SignInFailure, User
from tests.factories.portal import PASSPHRASE
from tests.links import Commits, mails_leave
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def guess(client: Client, username: str, **headers: str) -> int:
    form = {"username": username, "password": "wrong" * 4}
    return client.post("/sign-in/", form, headers=headers).status_code


def knock(user: User, address: str = "192.0.2.1") -> int:
    """The right passphrase, from an address."""
    form = {"username": user.username, "password": PASSPHRASE}
    return door_client(Door.PORTAL).post("/sign-in/", form, REMOTE_ADDR=address).status_code


def test_five_wrong_passphrases_close_the_account_for_a_quarter_of_an_hour(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    for _try in range(4):
        guess(client, user.username)
    assert knock(user) == 302
    guess(client, user.username)
    assert knock(user) == 422
    clock.shift(15 * 60 + 1)
    assert knock(user) == 302


def test_a_forged_forwarded_address_does_not_help_a_guesser(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    for number in range(5):
        guess(client, user.username, **{"x-forwarded-for": f"203.0.113.{number}"})
    assert knock(user) == 422


def test_twenty_wrong_passphrases_close_the_way_for_their_network_only(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    for number in range(20):
        assert knock(user, "127.0.0.1") == 302
        guess(client, f"nobody{number}", **{"x-forwarded-for": f"203.0.113.{number}"})
    assert knock(user, "127.0.0.1") == 422
    assert knock(user, "127.0.0.200") == 422
    assert knock(user, "198.51.100.7") == 302
    clock.shift(60 * 60 + 1)
    assert knock(user, "127.0.0.1") == 302


def test_behind_a_trusted_proxy_the_address_that_it_saw_counts(
    person: People, settings: object
) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    client = door_client(Door.PORTAL)
    for number in range(2):
        guess(client, "nobody", **{"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"})
    guess(client, "nobody", **{"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    networks = list(SignInFailure.objects.order_by("pk").values_list("network", flat=True))
    assert networks[0] == networks[1]
    assert networks[2] != networks[0]


def test_no_address_is_kept(person: People) -> None:
    guess(door_client(Door.PORTAL), "nobody")
    failure = SignInFailure.objects.get()
    assert failure.user is None
    assert "127.0" not in failure.network


def test_failures_are_forgotten_after_a_day(person: People, clock: time_machine.Traveller) -> None:
    client = door_client(Door.PORTAL)
    guess(client, "nobody")
    clock.shift(24 * 60 * 60 + 1)
    assert SignInFailure.objects.count() == 1
    guess(client, "somebody")
    assert SignInFailure.objects.count() == 1


def test_five_wrong_codes_close_the_second_step_even_for_the_right_one(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL)
    for _try in range(5):
        assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 422
    clock.shift(15 * 60 + 1)
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 302


def test_ten_wrong_codes_close_the_second_step_for_the_day(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    for _round in range(2):
        client = pass_first_step(user, Door.PORTAL)
        for _try in range(5):
            client.post("/sign-in/code/", {"code": "000000"})
        clock.shift(16 * 60)
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 422
    clock.shift(24 * 60 * 60)
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 302


def test_a_second_sign_in_ends_the_first_session_wherever_it_was(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.EDITOR)
    doors = [Door.PORTAL, Door.PORTAL, Door.CMS]
    earlier: list[Client] = []
    for door in doors:
        client = sign_in(user, door)
        assert client.get("/").status_code == 200
        assert [old.get("/").status_code for old in earlier] == [302] * len(earlier)
        earlier.append(client)
        clock.shift(60)
    assert PersonSession.objects.filter(user=user).count() == 1


def test_signing_out_forgets_the_session_everywhere(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    assert Session.objects.count() == PersonSession.objects.count() == 1
    client.post("/sign-out/")
    assert not Session.objects.filter(
        session_key__in=PersonSession.objects.values("session_key")
    ).exists()


def test_a_blocked_try_takes_the_work_of_a_real_one(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(Role.COUNSELLOR)
    hashed: list[str] = []
    original = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(original(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client = door_client(Door.PORTAL)
    for _try in range(5):
        guess(client, user.username)
    before = len(hashed)
    guess(client, user.username)
    assert len(hashed) == before + 1


def test_a_network_that_is_closed_costs_no_more_work(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, hashed = person(Role.COUNSELLOR), []
    original = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(original(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client = door_client(Door.PORTAL)
    for number in range(20):
        guess(client, f"nobody{number}")
    assert hashed
    hashed.clear()
    for username in (user.username, "nobody"):
        assert guess(client, username) == 422
    assert hashed == []


def test_a_team_lead_lets_in_who_mistyped_her_passphrase(person: People) -> None:
    user = person(Role.COUNSELLOR)
    for _try in range(5):
        guess(door_client(Door.PORTAL), user.username)
    assert knock(user) == 422
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    assert "Odkleni" in lead.get(f"/people/{user.pk}/").content.decode()
    assert lead.post(f"/people/{user.pk}/unlock/").status_code == 302
    assert knock(user) == 302


def test_who_knows_the_passphrase_and_guesses_codes_is_told_on_by_mail(
    person: People,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commits,
) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL)
    with mails_leave(django_capture_on_commit_callbacks):
        for _try in range(4):
            client.post("/sign-in/code/", {"code": "000000"})
    assert mailoutbox == []
    with mails_leave(django_capture_on_commit_callbacks):
        for _try in range(3):
            client.post("/sign-in/code/", {"code": "000000"})
    assert [mail.to for mail in mailoutbox] == [[user.email]]
    assert user.username not in f"{mailoutbox[0].subject} {mailoutbox[0].body}"


@pytest.mark.parametrize("step", ["passphrase", "code"])
def test_the_try_that_closes_the_way_is_recorded_once(person: People, step: str) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL) if step == "code" else door_client(Door.PORTAL)

    def wrong() -> None:
        if step == "code":
            client.post("/sign-in/code/", {"code": "000000"})
        else:
            guess(client, user.username)

    ended = AuditEvent.objects.filter(action=AuditAction.TRIES_ENDED, actor_id=user.pk)
    for _try in range(4):
        wrong()
    assert ended.count() == 0
    for _try in range(3):
        wrong()
    assert ended.count() == 1
