"""Guesses: how many are compared, whatever the guesser changes, and that they lock nobody out."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Lock
from urllib.parse import urlsplit

import pytest
import time_machine
from argon2 import PasswordHasher
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client

from portal.access.enrolment import Enrolment
from portal.access.network import HASH_CHARACTERS
from portal.doors import Door
from portal.enums import AuditAction, Factor, Role
from portal.links import link_address
from portal.models import AuditEvent, Link, SignInFailure, TotpDevice, User
from portal.recovery import recovery_sheet_make
from portal.selectors import code_is_blocked
from portal.services import (
    device_reset_start,
    link_enrolment_start,
    link_finish,
    passphrase_reset_start,
    person_invite,
    sign_in_failure_record,
)
from portal.services.enrolments import LinkSpentError
from tests.factories.portal import PASSPHRASE
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code
from tests.software_authenticator import SoftwareAuthenticator, answer, register
from tests.threads import all_at_once

People = Callable[..., User]
GUESSES = 1_000
NEW_PASSPHRASE = "violets under a wooden bridge"
PER_PERSON, PER_NETWORK, CODES_A_DAY = 5, 20, 10


@pytest.fixture(autouse=True)
def _quick_recovery_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What their real hashes are is another test's."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("portal.recovery.HASHER", quick)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def _without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand answers need no thousand pages."""

    def bare(*_args: object, status: int = 200, **_kwargs: object) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr("portal.views.sign_in.render", bare)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was typed and compared with the passphrase of somebody."""
    seen: list[str] = []
    original = MD5PasswordHasher.verify

    def counted(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        seen.append(password)
        return bool(original(self, password, encoded))

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    return seen


def wrong(number: int) -> str:
    return f"a wrong passphrase {number}"


def knock(user: User, address: str = "192.0.2.1", passphrase: str = PASSPHRASE) -> int:
    form = {"username": user.username, "password": passphrase}
    return door_client(Door.PORTAL).post("/sign-in/", form, REMOTE_ADDR=address).status_code


def path_of(link: Link) -> str:
    return urlsplit(link_address(link)).path


def set_passphrase(client: Client, link: Link, passphrase: str = NEW_PASSPHRASE) -> int:
    form = {"passphrase": passphrase, "again": passphrase}
    return client.post(path_of(link), form).status_code


# --- Passphrases --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_pages")
def test_a_thousand_guesses_from_changing_addresses_are_compared_five_times(
    person: People, compared: list[str], clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    assert knock(user) == 302
    assert compared == [PASSPHRASE]
    client = door_client(Door.PORTAL)
    for number in range(GUESSES):
        address = f"203.0.{number % 113}.{number % 251}"
        headers = {
            "x-forwarded-for": f"{address}, 10.0.0.{number % 251}",
            "x-real-ip": address,
            "forwarded": f"for={address}",
            "client-ip": address,
            "user-agent": f"Browser/{number}",
        }
        form = {"username": user.username, "password": wrong(number)}
        assert client.post("/sign-in/", form, headers=headers).status_code == 422
    assert compared[1:] == [wrong(number) for number in range(PER_PERSON)]
    assert SignInFailure.objects.count() == PER_PERSON
    assert knock(user) == 422


@pytest.mark.usefixtures("_without_pages")
def test_guesses_at_changing_names_are_compared_twenty_times(
    person: People, compared: list[str], clock: time_machine.Traveller
) -> None:
    people = [person(Role.COUNSELLOR) for _person in range(30)]
    assert knock(people[0], "127.0.0.1") == 302
    compared.clear()
    client = door_client(Door.PORTAL)
    for number in range(GUESSES // 4):
        form = {"username": people[number % 30].username, "password": "one wrong for everybody"}
        headers = {"x-forwarded-for": f"203.0.113.{number % 251}", "user-agent": str(number)}
        assert client.post("/sign-in/", form, headers=headers).status_code == 422
    assert len(compared) == PER_NETWORK
    assert knock(people[-1], "127.0.0.1") == 422
    # Everybody else's network is open still.
    assert knock(people[-1], "198.51.100.7") == 302


@pytest.mark.parametrize("address", ["192.0.2.{}", "2001:db8:0:{:x}::1"])
def test_one_network_is_one_network_whatever_its_addresses(
    person: People, clock: time_machine.Traveller, address: str
) -> None:
    user = person(Role.COUNSELLOR)
    assert knock(user, address.format(201)) == 302
    for number in range(PER_NETWORK):
        form = {"username": f"nobody{number}", "password": "x" * 20}
        where = address.format(number)
        door_client(Door.PORTAL).post("/sign-in/", form, REMOTE_ADDR=where)
    assert knock(user, address.format(201)) == 422


def test_forty_guesses_at_once_are_compared_five_times(
    committed_db: None, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(Role.COUNSELLOR)
    assert knock(user) == 302
    compared: list[str] = []
    refused: list[int] = []
    lock, others_are_done = Lock(), Event()
    burst = 40

    def slow(_hasher: MD5PasswordHasher, password: str, _encoded: str) -> bool:
        # Until all the others have their answer: whoever counts too late compares them all.
        with lock:
            compared.append(password)
        others_are_done.wait(20)
        return False

    def guess(number: int) -> int:
        client = door_client(Door.PORTAL, raise_request_exception=False)
        form = {"username": user.username, "password": wrong(number)}
        status = client.post("/sign-in/", form).status_code
        with lock:
            refused.append(status)
            if len(refused) >= burst - PER_PERSON:
                others_are_done.set()
        return status

    monkeypatch.setattr(MD5PasswordHasher, "verify", slow)
    calls = [lambda number=number: guess(number) for number in range(burst)]  # type: ignore[misc]
    assert all_at_once(calls) == [422] * burst
    assert len(compared) == PER_PERSON
    assert SignInFailure.objects.filter(user=user).count() == PER_PERSON


def test_guesses_at_the_old_passphrase_from_an_open_session_are_counted(
    person: People, compared: list[str], clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    compared.clear()

    def change(old: str) -> int:
        form = {"old": old, "passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
        return client.post("/account/passphrase/", form).status_code

    for number in range(20):
        assert change(wrong(number)) == 422
    assert compared == [wrong(number) for number in range(PER_PERSON)]
    assert change(PASSPHRASE) == 422
    clock.shift(15 * 60 + 1)
    later = sign_in(user, Door.PORTAL)
    form = {"old": PASSPHRASE, "passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    assert later.post("/account/passphrase/", form)["Location"] == "/account/"
    user.refresh_from_db()
    assert user.check_password(NEW_PASSPHRASE)


# --- Codes --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_pages")
def test_a_thousand_wrong_codes_count_ten_and_a_team_lead_unlocks(
    person: People, clock: time_machine.Traveller
) -> None:
    user, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    assert pass_code(user) == 302
    for _round in range(4):
        client = pass_first_step(user, Door.PORTAL)
        for number in range(GUESSES // 4):
            headers = {"x-forwarded-for": f"203.0.113.{number}"}
            guess = client.post("/sign-in/code/", {"code": "000000"}, headers=headers)
            assert guess.status_code == 422
        clock.shift(16 * 60)
    failures = SignInFailure.objects.filter(user=user, factor=Factor.CODE)
    assert failures.count() == CODES_A_DAY
    recorded = AuditEvent.objects.filter(action=AuditAction.CODE_REFUSED, actor_id=user.pk)
    assert recorded.count() == CODES_A_DAY
    clock.shift(16 * 60)
    assert pass_code(user) == 422
    unlocked = sign_in(lead, Door.PORTAL).post(f"/people/{user.pk}/unlock/")
    assert unlocked.status_code == 302
    assert pass_code(user) == 302


def pass_code(user: User) -> int:
    client = pass_first_step(user, Door.PORTAL)
    return client.post("/sign-in/code/", {"code": usable_code(user)}).status_code


def test_she_cannot_unlock_herself_nor_can_an_administrator(person: People) -> None:
    user, administrator = person(Role.TEAM_LEAD), person(Role.ADMINISTRATOR)
    client = sign_in(user, Door.PORTAL)
    lock_codes(user)
    assert code_is_blocked(user)
    assert client.post(f"/people/{user.pk}/unlock/").status_code == 404
    other = sign_in(administrator, Door.PORTAL)
    assert other.post(f"/people/{user.pk}/unlock/").status_code == 404
    assert code_is_blocked(user)


def lock_codes(user: User) -> None:
    for _try in range(CODES_A_DAY):
        sign_in_failure_record(user=user, network="x" * HASH_CHARACTERS, factor=Factor.CODE)


@pytest.mark.parametrize("is_on_the_sheet", [True, False])
def test_recovery_codes_count_as_codes(
    person: People, clock: time_machine.Traveller, is_on_the_sheet: bool
) -> None:
    user = person(Role.COUNSELLOR)
    codes = recovery_sheet_make(user)
    selector = codes[0][:2] if is_on_the_sheet else "11"
    client = pass_first_step(user, Door.PORTAL)
    for number in range(PER_PERSON):
        typed = f"{selector}-AAAA-AAAA-AAAA-AAA{'ABCDE'[number]}"
        assert client.post("/sign-in/code/", {"code": typed}).status_code == 422
    assert SignInFailure.objects.filter(user=user, factor=Factor.CODE).count() == PER_PERSON
    for code in (codes[0], usable_code(user)):
        assert client.post("/sign-in/code/", {"code": code}).status_code == 422
    clock.shift(15 * 60 + 1)
    late = pass_first_step(user, Door.PORTAL)
    assert late.post("/sign-in/code/", {"code": codes[0]}).status_code == 302


@pytest.mark.parametrize("path", ["/confirm/", "/account/authenticator/"])
def test_codes_guessed_from_an_open_session_count_with_the_others(
    person: People, clock: time_machine.Traveller, path: str
) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    assert client.get(path).status_code == 200
    for _try in range(20):
        assert client.post(path, {"code": "000000"}).status_code == 422
    assert SignInFailure.objects.filter(user=user, factor=Factor.CODE).count() == PER_PERSON
    assert code_is_blocked(user)


def test_somebody_elses_guesses_do_not_keep_the_owner_of_a_passkey_out(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    passkey = SoftwareAuthenticator()
    assert register(sign_in(user, Door.PORTAL), passkey).status_code == 200
    guesser = door_client(Door.PORTAL)
    for number in range(PER_PERSON):
        guesser.post("/sign-in/", {"username": user.username, "password": wrong(number)})
    for number in range(PER_NETWORK):
        guesser.post("/sign-in/", {"username": f"nobody{number}", "password": wrong(number)})
    lock_codes(user)
    # Her passphrase, her network and her codes, each of them.
    assert knock(user, "198.51.100.7") == 422
    assert knock(person(Role.VOLUNTEER), "127.0.0.1") == 422
    assert code_is_blocked(user)
    client = door_client(Door.PORTAL)
    assert answer(client, passkey).status_code == 200
    assert client.get("/").status_code == 200
    clock.shift(6 * 60)
    assert client.get("/account/passphrase/")["Location"].startswith("/confirm/")
    assert answer(client, passkey, "/confirm/passkey/").status_code == 200
    assert client.get("/account/passphrase/").status_code == 200


# --- Links --------------------------------------------------------------------------------------


@pytest.fixture
def reset(person: People) -> Link:
    return passphrase_reset_start(actor=person(Role.TEAM_LEAD), user=person(Role.COUNSELLOR))


@pytest.fixture
def invitation(person: People) -> Link:
    return person_invite(
        actor=person(Role.TEAM_LEAD),
        username="invited",
        display_name="Invited",
        email="invited@example.org",
        language="sl",
        roles=[Role.COUNSELLOR],
    )


def has_new_passphrase(link: Link) -> bool:
    return User.objects.get(pk=link.user_id).check_password(NEW_PASSPHRASE)


def test_a_link_that_nobody_signed_leads_nowhere(
    reset: Link, invitation: Link, django_assert_num_queries: Callable[..., object]
) -> None:
    good, other = path_of(reset), path_of(invitation)
    token, other_token = good.split("/")[2], other.split("/")[2]
    (pk, signature), (other_pk, _other) = token.split(":"), other_token.split(":")
    forged = [
        f"{pk}:{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        f"{other_pk}:{signature}",
        f"{pk}:",
        pk,
        str(reset.pk),
        f"{pk.upper()}:{signature}",
        f"{pk}:{signature}:{signature}",
        f"{pk}%00:{signature}",
        "x",
    ]
    client = door_client(Door.PORTAL)
    form = {"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    for wrong_token in forged:
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            response = client.post(f"/welcome/{wrong_token}/", form)
        assert response.status_code == 404
    assert not has_new_passphrase(reset)
    assert client.get(good).status_code == 200
    assert set_passphrase(client, reset) == 200
    assert has_new_passphrase(reset)


def test_a_reset_link_is_good_once(reset: Link) -> None:
    client, later = door_client(Door.PORTAL), door_client(Door.PORTAL)
    assert set_passphrase(client, reset) == 200
    assert has_new_passphrase(reset)
    for again in (client, later):
        assert again.get(path_of(reset)).status_code == 410
        assert set_passphrase(again, reset, "another one for the thief") == 410
    assert has_new_passphrase(reset)
    assert AuditEvent.objects.filter(action=AuditAction.LINK_REFUSED).count() == 4


def test_of_two_browsers_with_one_link_one_wins(committed_db: None, person: People) -> None:
    link = passphrase_reset_start(actor=person(Role.TEAM_LEAD), user=person(Role.COUNSELLOR))
    chosen = [f"violets under a wooden bridge {number}" for number in range(8)]
    browsers = [door_client(Door.PORTAL, raise_request_exception=False) for _browser in chosen]
    for browser in browsers:
        assert browser.get(path_of(link)).status_code == 200
    statuses = all_at_once(
        [
            lambda browser=browser, words=words: set_passphrase(browser, link, words)  # type: ignore[misc]
            for browser, words in zip(browsers, chosen, strict=True)
        ]
    )
    assert sorted(statuses) == [200] + [410] * 7
    user = User.objects.get(pk=link.user_id)
    assert [user.check_password(words) for words in chosen] == [
        status == 200 for status in statuses
    ]
    assert AuditEvent.objects.filter(action=AuditAction.PASSPHRASE_SET).count() == 1


def test_of_two_who_end_one_enrolment_at_once_one_wins(committed_db: None, person: People) -> None:
    user, administrator = person(Role.COUNSELLOR), person(Role.ADMINISTRATOR)
    link = device_reset_start(actor=administrator, user=user)
    device = link_enrolment_start(link=link)
    TotpDevice.objects.filter(pk=device.pk).update(last_step=1)
    enrolment = Enrolment(link, str(device.sealing_id))

    def finish() -> bool:
        try:
            link_finish(enrolment=enrolment)
        except LinkSpentError:
            return False
        return True

    assert sorted(all_at_once([finish] * 6)) == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("kind", "good_for"),
    [("reset", timedelta(minutes=30)), ("invitation", timedelta(hours=24))],
)
def test_a_link_ends_by_itself(
    request: pytest.FixtureRequest, clock: time_machine.Traveller, kind: str, good_for: timedelta
) -> None:
    link: Link = request.getfixturevalue(kind)
    client = door_client(Door.PORTAL)
    clock.shift(good_for - timedelta(seconds=1))
    assert client.get(path_of(link)).status_code == 200
    clock.shift(1)
    assert client.get(path_of(link)).status_code == 410
    assert set_passphrase(client, link) == 410
    assert not has_new_passphrase(link)


def test_a_newer_link_withdraws_the_older_one(reset: Link, person: People) -> None:
    client = door_client(Door.PORTAL)
    assert client.get(path_of(reset)).status_code == 200
    newer = passphrase_reset_start(actor=person(Role.TEAM_LEAD), user=reset.user)
    assert client.get(path_of(reset)).status_code == 410
    assert set_passphrase(client, reset) == 410
    assert not has_new_passphrase(reset)
    assert set_passphrase(client, newer) == 200
    assert has_new_passphrase(newer)


def test_an_invitation_opened_again_asks_for_the_passphrase_and_counts_wrong_ones(
    invitation: Link, compared: list[str], clock: time_machine.Traveller
) -> None:
    first, thief = door_client(Door.PORTAL), door_client(Door.PORTAL)
    assert set_passphrase(first, invitation) == 302
    assert has_new_passphrase(invitation)
    compared.clear()
    page = thief.get(path_of(invitation)).content.decode()
    assert 'name="passphrase"' in page
    assert 'name="again"' not in page
    assert set_passphrase(thief, invitation, wrong(0)) == 422
    for number in range(1, 20):
        assert thief.post(path_of(invitation), {"passphrase": wrong(number)}).status_code == 422
    assert compared == [wrong(number) for number in range(PER_PERSON)]
    assert thief.get("/welcome/second-factor/")["Location"] == "/sign-in/"
    assert has_new_passphrase(invitation)
    assert first.get("/welcome/second-factor/").status_code == 200
    clock.shift(15 * 60 + 1)
    again = door_client(Door.PORTAL)
    told = again.post(path_of(invitation), {"passphrase": NEW_PASSPHRASE})
    assert told["Location"] == "/welcome/second-factor/"


# --- Lengths ------------------------------------------------------------------------------------


def test_a_passphrase_of_a_megabyte_is_never_hashed(
    person: People, reset: Link, invitation: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[int] = []
    original = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(len(password))
        return str(original(self, password, salt))

    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    set_passphrase(door_client(Door.PORTAL), invitation)
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    huge = "a long passphrase " * 60_000
    stranger = door_client(Door.PORTAL)
    assert stranger.post("/sign-in/", {"username": "x", "password": "x" * 129}).status_code == 422
    assert hashed == []
    assert stranger.post("/sign-in/", {"username": "x", "password": "x" * 128}).status_code == 422
    assert hashed == [128]
    assert knock(user, passphrase=huge) == 422
    assert set_passphrase(stranger, reset, huge) == 422
    assert stranger.post(path_of(invitation), {"passphrase": huge}).status_code == 422
    form = {"old": huge, "passphrase": huge, "again": huge}
    assert client.post("/account/passphrase/", form).status_code == 422
    assert hashed == [128]


@pytest.mark.parametrize("path", ["/sign-in/code/", "/confirm/"])
def test_a_code_of_a_megabyte_is_not_even_counted(person: People, path: str) -> None:
    user = person(Role.COUNSELLOR)
    recovery_sheet_make(user)
    half_way = path == "/sign-in/code/"
    client = pass_first_step(user, Door.PORTAL) if half_way else sign_in(user, Door.PORTAL)
    assert client.post(path, {"code": "000000"}).status_code == 422
    assert SignInFailure.objects.count() == 1
    assert client.post(path, {"code": "A" * 1_000_000}).status_code == 422
    assert SignInFailure.objects.count() == 1
    assert client.post(path, {"code": usable_code(user)}).status_code == 302


def test_a_link_takes_no_weak_passphrase(reset: Link) -> None:
    client = door_client(Door.PORTAL)
    for weak in ("short", "passwordpassword", reset.user.username * 4):
        assert set_passphrase(client, reset, weak) == 422
    assert not has_new_passphrase(reset)
    assert set_passphrase(client, reset) == 200
