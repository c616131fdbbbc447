"""A person's own second factors: adding, removing, recovery codes, passphrase."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client

from portal.access.session_store import stored_key
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, PersonSession, RecoveryCode, TotpDevice, User
from portal.services import recovery_codes_make
from tests.factories.portal import PASSPHRASE
from tests.links import NEW_PASSPHRASE, Commits, candidate_code, mails_leave
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
Mailbox = list[EmailMessage]
SENSITIVE = [
    "/account/authenticator/",
    "/account/passkey/",
    "/account/recovery-codes/",
    "/account/passphrase/",
]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def step_up(client: Client, user: User) -> None:
    assert client.post("/confirm/", {"code": usable_code(user)}).status_code == 302


@pytest.mark.parametrize("path", SENSITIVE)
def test_sensitive_pages_want_a_second_factor_of_the_last_five_minutes(
    person: People, clock: time_machine.Traveller, path: str
) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    assert client.get(path).status_code == 200
    clock.shift(settings.FRESH_FACTOR_SECONDS + 1)
    answer = client.get(path)
    assert answer["Location"] == f"/confirm/?next={path.replace('/', '%2F')}"
    assert client.get("/").status_code == 200
    step_up(client, user)
    assert client.get(path).status_code == 200


def test_confirming_again_gives_the_session_a_new_id(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    before = client.cookies["portal-session"].value
    clock.shift(60)
    step_up(client, user)
    after = client.cookies["portal-session"].value
    assert before != after
    assert client.get("/").status_code == 200
    thief = door_client(Door.PORTAL)
    thief.cookies["portal-session"] = before
    assert thief.get("/").status_code == 302
    assert PersonSession.objects.get(user=user).session_key == stored_key(after)


def test_a_wrong_code_confirms_nothing(person: People, clock: time_machine.Traveller) -> None:
    client = sign_in(person(Role.VOLUNTEER), Door.PORTAL)
    clock.shift(settings.FRESH_FACTOR_SECONDS + 1)
    assert client.post("/confirm/", {"code": "000000"}).status_code == 422
    assert client.get(SENSITIVE[0]).status_code == 302


def test_a_second_authenticator_works_as_well_as_the_first(
    person: People, mailoutbox: Mailbox, django_capture_on_commit_callbacks: Commits
) -> None:
    user = person(Role.VOLUNTEER, email="me@mail.invalid")
    client = sign_in(user, Door.PORTAL)
    client.get("/account/authenticator/")
    assert client.post("/account/authenticator/", {"code": "000000"}).status_code == 422
    assert TotpDevice.objects.filter(user=user, confirmed=True).count() == 1
    with mails_leave(django_capture_on_commit_callbacks):
        form = {"code": candidate_code(user)}
        assert client.post("/account/authenticator/", form).status_code == 302
    assert mailoutbox[0].to == ["me@mail.invalid"]
    with time_machine.travel(time.time() + 60, tick=False):
        for device in TotpDevice.objects.filter(user=user, confirmed=True):
            code = device.usable_code()
            again = pass_first_step(user, Door.PORTAL)
            assert again.post("/sign-in/code/", {"code": code}).status_code == 302


def test_a_page_loaded_again_shows_the_same_key(person: People) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    keys = [client.get("/account/authenticator/").context["device"].pk for _load in range(2)]
    assert keys[0] == keys[1]


def test_the_last_second_factor_stays(person: People) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    device = TotpDevice.objects.get(user=user)
    path = f"/account/remove/authenticator/{device.pk}/"
    assert client.get(path).status_code == 200
    client.post(path)
    assert "edina druga stopnja" in client.get("/account/").content.decode()
    assert TotpDevice.objects.filter(pk=device.pk).exists()


def test_a_removed_device_opens_nothing_and_ends_its_own_session(person: People) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    used = TotpDevice.objects.get(user=user)
    client.get("/account/authenticator/")
    client.post("/account/authenticator/", {"code": candidate_code(user)})
    assert client.get("/").status_code == 200
    client.post(f"/account/remove/authenticator/{used.pk}/")
    assert not TotpDevice.objects.filter(pk=used.pk).exists()
    assert client.get("/").status_code == 302
    assert AuditEvent.objects.filter(action=AuditAction.DEVICE_REMOVED).count() == 1


def test_somebody_elses_device_is_not_there(person: People) -> None:
    other = person(Role.VOLUNTEER)
    client = sign_in(person(Role.VOLUNTEER), Door.PORTAL)
    device = TotpDevice.objects.get(user=other)
    for kind in ("authenticator", "passkey", "recovery", "x"):
        path = f"/account/remove/{kind}/{device.pk}/"
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert TotpDevice.objects.filter(pk=device.pk).exists()


def codes_on(page: str) -> list[str]:
    return re.findall(r"\b[A-Z2-7]{2}(?:-[A-Z2-7]{4}){4}\b", page)


def test_a_recovery_code_opens_the_door_once(person: People) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    codes = codes_on(client.post("/account/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    typed = codes[3].lower().replace("-", " ")
    first = pass_first_step(user, Door.PORTAL)
    assert first.post("/sign-in/code/", {"code": typed}).status_code == 302
    assert first.get("/").status_code == 200
    second = pass_first_step(user, Door.PORTAL)
    assert second.post("/sign-in/code/", {"code": codes[3]}).status_code == 422
    assert RecoveryCode.objects.filter(sheet__user=user, used_at__isnull=True).count() == 9


def test_new_recovery_codes_make_the_old_ones_worthless(person: People) -> None:
    user = person(Role.VOLUNTEER)
    old = recovery_codes_make(actor=user)
    new = recovery_codes_make(actor=user)
    for code, status in ((old[0], 422), (new[0], 302)):
        client = pass_first_step(user, Door.PORTAL)
        assert client.post("/sign-in/code/", {"code": code}).status_code == status


def test_recovery_codes_are_kept_as_argon2id_hashes_only(person: People) -> None:
    user = person(Role.VOLUNTEER)
    codes = recovery_codes_make(actor=user)
    for row, code in zip(
        RecoveryCode.objects.filter(sheet__user=user).order_by("selector"), codes, strict=True
    ):
        assert row.secret_hash.startswith("$argon2id$")
        assert code[:2] == row.selector
        assert code[3:].replace("-", "") not in row.secret_hash


def test_the_codes_are_shown_only_when_they_are_made(person: People) -> None:
    client = sign_in(person(Role.VOLUNTEER), Door.PORTAL)
    assert len(codes_on(client.post("/account/recovery-codes/").content.decode())) == 10
    for path in ("/account/recovery-codes/", "/account/"):
        assert codes_on(client.get(path).content.decode()) == []


def test_a_changed_passphrase_keeps_this_session_and_closes_the_old_way(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    before = client.cookies["portal-session"].value
    form = {"old": PASSPHRASE, "passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    assert client.post("/account/passphrase/", form).status_code == 302
    assert client.get("/").status_code == 200
    thief = door_client(Door.PORTAL)
    thief.cookies["portal-session"] = before
    assert thief.get("/").status_code == 302
    old = {"username": user.username, "password": PASSPHRASE}
    assert door_client(Door.PORTAL).post("/sign-in/", old).status_code == 422


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("not mine at all", NEW_PASSPHRASE, NEW_PASSPHRASE, "Geslo ni pravilno"),
        (PASSPHRASE, "short", "short", "15"),
        (PASSPHRASE, NEW_PASSPHRASE, "different", "ni enako"),
    ],
)
def test_a_passphrase_that_cannot_be_changed_stays_and_the_form_says_why(
    person: People, old: str, new: str, again: str, message: str
) -> None:
    user = person(Role.VOLUNTEER)
    client = sign_in(user, Door.PORTAL)
    answer = client.post("/account/passphrase/", {"old": old, "passphrase": new, "again": again})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSPHRASE)
