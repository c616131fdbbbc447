"""Attempts to get in without the second factor. Each is preceded by the way that works.

Those that go by a passkey are in `test_passkey_bypass`, guessing is in `test_guessing`.
"""

import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import time_machine
from argon2 import PasswordHasher
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Permission
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import totp

from portal.access.session_store import SessionStore
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.links import link_address
from portal.models import (
    AuditEvent,
    Link,
    Passkey,
    RecoverySheet,
    SignInFailure,
    Statement,
    TotpDevice,
    User,
)
from portal.recovery import recovery_sheet_make
from portal.selectors import person_totp_device
from portal.services import (
    device_reset_start,
    passphrase_reset_start,
    person_confirm,
    person_invite,
    role_grant,
    roles_change,
)
from tests.factories.portal import PASSPHRASE
from tests.links import words_shown_to
from tests.sign_in import (
    door_client,
    enter_without_second_factor,
    pass_first_step,
    session_of,
    sign_in,
    usable_code,
)
from tests.threads import all_at_once

People = Callable[..., User]
Commits = Callable[..., object]
DOORS = [Door.PORTAL, Door.CMS]
NEW_PASSPHRASE = "violets under a wooden bridge"
IN_PARALLEL = 12
FRESH = settings.FRESH_FACTOR_SECONDS
NOT_FRESH = FRESH + 1


@pytest.fixture(autouse=True)
def _quick_recovery_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What their real hashes are is another test's."""
    monkeypatch.setattr(
        "portal.recovery.HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def is_nobody(client: Client) -> bool:
    is_known = any(SESSION_KEY in session_of(client, door) for door in DOORS)
    return not is_known and not is_in(client)


def give_code(client: Client, code: str) -> int:
    return client.post("/sign-in/code/", {"code": code}).status_code


def cookie_of(client: Client, door: Door = Door.PORTAL) -> str:
    return client.cookies[f"{door}-session"].value


def with_cookie(session_id: str, door: Door = Door.PORTAL) -> Client:
    """Somebody else's browser with a session id that he knows."""
    client = door_client(door)
    client.cookies[f"{door}-session"] = session_id
    return client


def code_of_step(user: User, steps: int) -> str:
    """The code of so many steps of thirty seconds before or after the present one."""
    device = person_totp_device(user)
    assert device is not None
    return f"{totp(device.unseal_seed(), drift=steps):06d}"


def path_of(link: Link) -> str:
    return urlsplit(link_address(link)).path


def devices_of(user: User) -> int:
    models = (TotpDevice, Passkey, RecoverySheet)
    return sum(model.objects.filter(user=user).count() for model in models)


def enrol(link: Link, passphrase: str = PASSPHRASE) -> HttpResponse:
    """Follow a link to its end: passphrase, authenticator app, recovery codes."""
    client = door_client(Door.PORTAL)
    form = {"passphrase": passphrase, "again": passphrase}
    assert client.post(path_of(link), form)["Location"] == "/welcome/second-factor/"
    assert client.get("/welcome/second-factor/").status_code == 200
    device = TotpDevice.objects.get(link=link, confirmed=False)
    code = f"{totp(device.unseal_seed()):06d}"
    response: HttpResponse = client.post("/welcome/second-factor/", {"code": code})  # type: ignore[assignment]
    assert response.status_code == 200, response.content.decode()
    return response


# --- Other ways in ------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/django-admin/login/"])
def test_there_is_no_sign_in_of_django_admin(person: People, door: Door, path: str) -> None:
    user = person(Role.EDITOR, is_staff=True, is_superuser=True)
    assert pass_first_step(user, door).get("/sign-in/code/").status_code == 200
    client = door_client(door)
    response = client.post(path, {"username": user.username, "password": PASSPHRASE, "next": "/"})
    assert response.status_code in {302, 404}
    assert is_nobody(client)
    insider = sign_in(user, door)
    assert is_in(insider)
    assert insider.get(path).status_code == 404


def test_the_sign_in_of_wagtails_admin_signs_nobody_in(person: People) -> None:
    user = person(Role.EDITOR, is_staff=True, is_superuser=True)
    client = door_client(Door.CMS)
    form = {"username": user.username, "password": PASSPHRASE, "next": "/pages/"}
    response = client.post("/login/", form)
    assert (response.status_code, response["Location"]) == (302, "/sign-in/")
    assert is_nobody(client)
    assert "password" not in client.get("/_util/login/").content.decode()
    assert is_in(sign_in(user, Door.CMS))


@pytest.mark.parametrize("door", DOORS)
def test_wagtails_password_reset_sets_no_passphrase_and_signs_nobody_in(
    person: People, door: Door, clock: time_machine.Traveller
) -> None:
    user = person(Role.EDITOR, email="editor@example.org")
    assert is_in(sign_in(user, door))
    user.refresh_from_db()
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    confirm = f"/password_reset/confirm/{uid}/{default_token_generator.make_token(user)}/"
    client = door_client(door)
    assert client.post("/password_reset/", {"email": user.email}).status_code in {302, 404}
    assert client.get(confirm).status_code in {302, 404}
    form = {"new_password1": NEW_PASSPHRASE, "new_password2": NEW_PASSPHRASE}
    assert client.post(confirm, form).status_code in {302, 404}
    user.refresh_from_db()
    assert user.check_password(PASSPHRASE)
    assert mail.outbox == []
    assert is_nobody(client)


def test_a_reset_link_neither_signs_in_nor_enrols(
    person: People, clock: time_machine.Traveller
) -> None:
    user, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    link = passphrase_reset_start(actor=lead, user=user)
    client = door_client(Door.PORTAL)
    form = {"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    assert client.post(path_of(link), form).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW_PASSPHRASE)
    assert is_nobody(client)
    assert client.get("/welcome/second-factor/")["Location"] == "/sign-in/"
    assert client.post("/welcome/passkey/begin/").status_code == 422
    assert devices_of(user) == 1
    again = {"username": user.username, "password": NEW_PASSPHRASE}
    assert client.post("/sign-in/", again)["Location"] == "/sign-in/code/"
    assert is_nobody(client)
    assert give_code(client, usable_code(user)) == 302
    assert is_in(client)


@pytest.mark.parametrize("has_device", [True, False])
def test_a_stolen_passphrase_alone_enrols_no_second_factor(
    person: People, has_device: bool
) -> None:
    lead = person(Role.TEAM_LEAD)
    link = person_invite(
        actor=lead,
        username="invited",
        display_name="Invited",
        email="invited@example.org",
        language="sl",
        roles=[Role.COUNSELLOR],
    )
    enrol(link, NEW_PASSPHRASE)
    assert person_totp_device(link.user) is not None
    user = person(Role.COUNSELLOR, device=has_device)
    thief = pass_first_step(user, Door.PORTAL)
    for path in ("/welcome/second-factor/", "/account/authenticator/", "/account/passkey/"):
        assert thief.get(path)["Location"].startswith("/sign-in/")
        assert thief.post(path, {"code": "000000"})["Location"].startswith("/sign-in/")
    for path in ("/welcome/passkey/begin/", "/welcome/passkey/complete/"):
        assert thief.post(path, {}, content_type="application/json").status_code == 422
    for path in ("/account/passkey/begin/", "/account/passkey/complete/"):
        assert thief.post(path, {}, content_type="application/json").status_code == 302
    assert thief.post("/account/recovery-codes/")["Location"].startswith("/sign-in/")
    assert devices_of(user) == int(has_device)
    assert is_nobody(thief)


# --- Where one is led afterwards ----------------------------------------------------------------

TRICKS = [
    "//evil.example/", "///evil.example/", "////evil.example", "https://evil.example/",
    "https:evil.example", "https:///evil.example", "http:\\\\evil.example", "\\\\evil.example\\",
    "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    " //evil.example", "\x00//evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "portal.localhost:8000@evil.example", "//portal.localhost@evil.example",
    "@evil.example", ".evil.example", "/%2F/evil.example", "%2F%2Fevil.example",
    "/%5Cevil.example", "/%09/evil.example", "/sign-out/", "/..//evil.example", "//[evil",
]  # fmt: skip


def stays_here(location: str) -> bool:
    """Whether a browser that is told to go there stays at the portal (WHATWG URL §4.4)."""
    as_read = location.translate({9: None, 10: None, 13: None}).strip().replace("\\", "/")
    target = urlsplit(urljoin("http://portal.localhost/sign-in/", as_read))
    return (target.scheme, target.hostname) == ("http", "portal.localhost")


def test_what_would_lead_away_is_recognised() -> None:
    assert stays_here("/cases/")
    assert stays_here("/%2Fevil.example")
    away = ["//evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
    assert [location for location in away if stays_here(location)] == []


@pytest.mark.parametrize("given_in", ["query", "form"])
def test_next_does_not_lead_away_after_signing_in(
    person: People, clock: time_machine.Traveller, given_in: str
) -> None:
    user = person(Role.COUNSELLOR)

    def led_to(wanted: str) -> str:
        clock.shift(60)
        client = door_client(Door.PORTAL)
        page: str = client.get("/sign-in/", {"next": wanted}).context["next"]
        after = wanted if given_in == "form" else page
        form = {"username": user.username, "password": PASSPHRASE, "next": after}
        assert client.post("/sign-in/", form)["Location"] == "/sign-in/code/"
        again = {"code": usable_code(user), "next": wanted}
        location = client.post("/sign-in/code/", again)["Location"]
        client.get("/sign-out/")
        assert is_in(client)
        return location

    assert led_to("/cases/") == "/cases/"
    assert [trick for trick in TRICKS if not stays_here(led_to(trick))] == []


def test_next_does_not_lead_away_after_confirming_again(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)

    def led_to(wanted: str) -> list[str]:
        clock.shift(60)
        page = client.get("/confirm/", {"next": wanted}).context["next"]
        form = {"code": usable_code(user), "next": wanted}
        return [page, client.post("/confirm/", form)["Location"]]

    assert led_to("/cases/") == ["/cases/", "/cases/"]
    assert [trick for trick in TRICKS if not all(map(stays_here, led_to(trick)))] == []


def test_next_does_not_lead_away_after_the_statement(person: People) -> None:
    version = Statement.objects.latest().version
    client = sign_in(person(Role.COUNSELLOR, statement=False), Door.PORTAL)
    assert client.get("/")["Location"].startswith("/statement/")

    def led_to(wanted: str) -> str:
        return client.post("/statement/", {"version": version, "next": wanted})["Location"]

    assert led_to("/cases/") == "/cases/"
    assert [trick for trick in TRICKS if not stays_here(led_to(trick))] == []


# --- Sessions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_an_open_session_is_worth_nothing_after_its_device_is_taken_away(
    person: People, door: Door
) -> None:
    user, administrator = person(Role.EDITOR), person(Role.ADMINISTRATOR)
    client = sign_in(user, door)
    assert is_in(client)
    stolen = with_cookie(cookie_of(client, door), door)
    assert is_in(stolen)
    device_reset_start(actor=administrator, user=user)
    assert not is_in(client)
    assert not is_in(stolen)


@pytest.mark.parametrize("door", DOORS)
def test_a_session_without_a_proven_device_is_nobodys(person: People, door: Door) -> None:
    user = person(Role.EDITOR, is_superuser=True)
    client = enter_without_second_factor(user, door)
    assert client.get("/")["Location"] == "/sign-in/"
    device = person_totp_device(user)
    assert device is not None
    session = session_of(client, door)
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    assert is_in(client)
    TotpDevice.objects.filter(pk=device.pk).update(confirmed=False)
    assert not is_in(client)


@pytest.mark.parametrize("door", DOORS)
def test_a_kept_session_with_a_deleted_device_is_not_verified(person: People, door: Door) -> None:
    user = person(Role.EDITOR)
    client = sign_in(user, door)
    assert is_in(client)
    TotpDevice.objects.filter(user=user).delete()
    assert SessionStore().exists(cookie_of(client, door))
    assert not is_in(client)


def test_the_device_that_one_signed_in_with_closes_the_session_when_it_is_removed(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    used = person_totp_device(user)
    assert used is not None
    clock.shift(60)
    client.get("/account/authenticator/")
    candidate = TotpDevice.objects.get(user=user, confirmed=False)
    code = f"{totp(candidate.unseal_seed()):06d}"
    assert client.post("/account/authenticator/", {"code": code})["Location"] == "/account/"
    assert is_in(client)
    removed = client.post(f"/account/remove/authenticator/{used.pk}/")
    assert removed["Location"] == "/account/"
    assert not is_in(client)


@pytest.mark.parametrize("door", DOORS)
def test_a_session_id_known_before_sign_in_is_worthless_after_it(
    person: People, door: Door
) -> None:
    user = person(Role.EDITOR)
    victim = door_client(door)
    victim.post("/language/", {"language": "sl", "next": "/sign-in/"})
    known = [cookie_of(victim, door)]
    assert SessionStore().exists(known[0])
    victim.post("/sign-in/", {"username": user.username, "password": PASSPHRASE})
    known.append(cookie_of(victim, door))
    assert give_code(victim, usable_code(user)) == 302
    assert is_in(victim)
    assert cookie_of(victim, door) not in known
    assert len(set(known)) == 2
    for session_id in known:
        thief = with_cookie(session_id, door)
        assert not is_in(thief)
        assert thief.get("/sign-in/code/")["Location"].startswith("/sign-in/")
    assert not any(SessionStore().exists(session_id) for session_id in known)


@pytest.mark.parametrize("door", DOORS)
def test_a_session_id_of_the_attackers_own_making_is_not_taken_up(
    person: People, door: Door
) -> None:
    user = person(Role.EDITOR)
    made_up = "a" * 32
    victim = with_cookie(made_up, door)
    victim.post("/sign-in/", {"username": user.username, "password": PASSPHRASE})
    assert give_code(victim, usable_code(user)) == 302
    assert is_in(victim)
    assert cookie_of(victim, door) != made_up
    assert not is_in(with_cookie(made_up, door))


@pytest.mark.parametrize("door", DOORS)
def test_the_session_id_changes_when_the_second_factor_is_confirmed_again(
    person: People, door: Door
) -> None:
    user = person(Role.EDITOR)
    client = sign_in(user, door)
    before = cookie_of(client, door)
    assert is_in(with_cookie(before, door))
    assert client.post("/confirm/", {"code": usable_code(user)}).status_code == 302
    assert cookie_of(client, door) != before
    assert is_in(client)
    assert not is_in(with_cookie(before, door))


@pytest.mark.parametrize("door", DOORS)
def test_no_session_outlives_the_browser_whatever_is_asked_for(person: People, door: Door) -> None:
    user = person(Role.EDITOR)
    client = door_client(door)
    form = {"username": user.username, "password": PASSPHRASE, "remember": "on", "remember_me": "1"}
    client.post("/sign-in/", form)
    response = client.post("/sign-in/code/", {"code": usable_code(user), "remember": "on"})
    assert is_in(client)
    cookie = response.cookies[f"{door}-session"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert session_of(client, door).get_expire_at_browser_close()
    # What a remembered device would look like: a cookie that is there at the next sign-in.
    client.post("/sign-out/")
    client.post("/sign-in/", form)
    assert is_nobody(client)


@pytest.mark.parametrize("door", DOORS)
def test_a_person_disabled_in_the_middle_of_her_session_is_out(person: People, door: Door) -> None:
    user = person(Role.EDITOR)
    client, half_way = sign_in(user, door), pass_first_step(user, door)
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)
    assert give_code(half_way, usable_code(user)) == 422
    assert is_nobody(half_way)


@pytest.mark.parametrize("door", DOORS)
def test_a_change_of_roles_ends_the_open_session(person: People, door: Door) -> None:
    user, lead = person(Role.EDITOR), person(Role.TEAM_LEAD)
    client = sign_in(user, door)
    assert is_in(client)
    roles_change(actor=lead, user=user, roles=[Role.EDITOR, Role.VOLUNTEER])
    assert not is_in(client)
    assert not is_in(with_cookie(cookie_of(client, door), door))


# --- Codes --------------------------------------------------------------------------------------


def forget_failures() -> None:
    """How often one may try is another test's."""
    SignInFailure.objects.all().delete()


def disguises(code: str) -> list[str]:
    other_digits = [0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7CE]
    return [
        code,
        f" {code} ",
        f"{code[:3]} {code[3:]}",
        f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}",
        f"{code}\n",
        f"0{code}",
        f"+{code}",
        f"{code}.0",
        f"{code[:3]}_{code[3:]}",
        f"{code[:3]}\N{ZERO WIDTH SPACE}{code[3:]}",
        *("".join(chr(first + int(digit)) for digit in code) for first in other_digits),
    ]


@pytest.mark.parametrize("door", DOORS)
def test_a_used_code_stays_used_in_every_disguise(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user = person(Role.EDITOR)
    code = usable_code(user)
    first = pass_first_step(user, door)
    assert give_code(first, code) == 302
    assert is_in(first)
    for disguised in disguises(code):
        second = pass_first_step(user, door)
        assert give_code(second, disguised) == 422
        assert is_nobody(second)
        forget_failures()
    for disguised in disguises(code):
        assert first.post("/confirm/", {"code": disguised}).status_code == 422
        forget_failures()


def test_digits_of_other_scripts_are_no_code_even_when_it_is_unused(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.EDITOR)
    code = usable_code(user)
    client = pass_first_step(user, Door.PORTAL)
    for disguised in disguises(code)[-5:]:
        assert give_code(client, disguised) == 422
        forget_failures()
    assert give_code(client, code) == 302


@pytest.mark.parametrize("door", DOORS)
def test_one_code_sent_twelve_times_at_once_is_accepted_once(
    committed_db: None, person: People, door: Door
) -> None:
    user = person(Role.EDITOR)
    clients = [pass_first_step(user, door) for _client in range(IN_PARALLEL)]
    for client in clients:
        client.raise_request_exception = False
    code = usable_code(user)
    statuses = all_at_once(
        [lambda client=client: give_code(client, code) for client in clients]  # type: ignore[misc]
    )
    assert sorted(statuses) == [302] + [422] * (IN_PARALLEL - 1)
    assert sorted(map(is_in, clients)) == [False] * (IN_PARALLEL - 1) + [True]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_one_step_early_or_late_is_accepted(
    person: People, clock: time_machine.Traveller, door: Door, steps: int
) -> None:
    user = person(Role.EDITOR)
    assert give_code(pass_first_step(user, door), code_of_step(user, steps)) == 302


@pytest.mark.parametrize("door", DOORS)
def test_a_code_two_steps_early_or_late_is_refused(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user = person(Role.EDITOR)
    client = pass_first_step(user, door)
    near = {code_of_step(user, steps) for steps in (-1, 0, 1)}
    for steps in (-120, -3, -2, 2, 3, 120):
        assert code_of_step(user, steps) not in near
        assert give_code(client, code_of_step(user, steps)) == 422
        assert is_nobody(client)
        forget_failures()
    assert give_code(client, code_of_step(user, 0)) == 302


def test_an_older_code_is_refused_after_a_newer_one(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.EDITOR)
    assert give_code(pass_first_step(user, Door.PORTAL), code_of_step(user, 1)) == 302
    late = pass_first_step(user, Door.PORTAL)
    assert give_code(late, code_of_step(user, 0)) == 422
    assert is_nobody(late)


@pytest.mark.parametrize("door", DOORS)
def test_somebody_elses_code_and_device_open_nothing(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user, other = person(Role.EDITOR), person(Role.EDITOR)
    device = person_totp_device(other)
    assert device is not None
    codes = recovery_sheet_make(other)
    client = pass_first_step(user, door)
    named = {"otp_device": device.persistent_id, "device_id": device.pk, "user_id": other.pk}
    for code in (usable_code(other), codes[0]):
        response = client.post("/sign-in/code/", {"code": code, **named})
        assert response.status_code == 422
    assert is_nobody(client)
    for code in (usable_code(other), codes[0]):
        assert give_code(pass_first_step(other, door), code) == 302


def test_somebody_elses_device_cannot_be_removed(person: People) -> None:
    user, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    device = person_totp_device(other)
    own = person_totp_device(user)
    assert device is not None
    assert own is not None
    recovery_sheet_make(other)
    sheet = RecoverySheet.objects.get(user=other)
    client = sign_in(user, Door.PORTAL)
    assert client.get(f"/account/remove/authenticator/{own.pk}/").status_code == 200
    for kind, pk in (("authenticator", device.pk), ("recovery", sheet.pk)):
        assert client.post(f"/account/remove/{kind}/{pk}/").status_code == 404
    assert devices_of(other) == 2


@pytest.mark.parametrize("door", DOORS)
def test_a_recovery_code_opens_once(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user = person(Role.EDITOR)
    code, unused = recovery_sheet_make(user)[:2]
    assert give_code(pass_first_step(user, door), code) == 302
    for disguise in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        client = pass_first_step(user, door)
        assert give_code(client, disguise) == 422
        assert is_nobody(client)
    assert give_code(pass_first_step(user, door), unused.lower().replace("-", " ")) == 302


def test_a_recovery_code_of_an_older_sheet_opens_nothing(person: People) -> None:
    user = person(Role.EDITOR)
    older, newer = recovery_sheet_make(user), recovery_sheet_make(user)
    assert give_code(pass_first_step(user, Door.PORTAL), older[0]) == 422
    assert give_code(pass_first_step(user, Door.PORTAL), newer[0]) == 302


def test_one_recovery_code_sent_twelve_times_at_once_opens_once(
    committed_db: None, person: People
) -> None:
    user = person(Role.EDITOR)
    code = recovery_sheet_make(user)[0]
    clients = [pass_first_step(user, Door.PORTAL) for _client in range(IN_PARALLEL)]
    for client in clients:
        client.raise_request_exception = False
    statuses = all_at_once(
        [lambda client=client: give_code(client, code) for client in clients]  # type: ignore[misc]
    )
    assert sorted(statuses) == [302] + [422] * (IN_PARALLEL - 1)
    used = AuditEvent.objects.filter(action=AuditAction.RECOVERY_CODE_USED)
    assert used.count() == 1


# --- The shape of the request -------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_no_other_method_opens_a_page_to_who_is_half_way(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user = person(Role.EDITOR)
    client = pass_first_step(user, door)
    code = usable_code(user)
    for method in ("head", "options", "trace", "put", "patch", "delete"):
        for path in ("/", "/confirm/", "/statement/"):
            response = getattr(client, method)(path)
            assert (response.status_code, response.content) == (302, b"")
            assert response["Location"].startswith("/sign-in/")
        getattr(client, method)("/sign-in/code/", QUERY_STRING=f"code={code}")
        assert is_nobody(client)
    assert give_code(client, code) == 302
    assert client.head("/").status_code == 200


PATHS = [
    "/account", "//account/", "///account/", "/./account/", "/account/.", "/account//",
    "/%61ccount/", "/account%2f", "/account;/", "/account/;x=1", "/.;/account/",
    "/sign-in/../account/", "/sign-in/..%2faccount/", "/healthz/../account/",
    "/static/../account/", "/static/%2e%2e/account/", "/ACCOUNT/", "/account/?next=/sign-in/",
    "/account/%20", "/account/%00", "\\account\\", "/account.json", "/sign-in/;/account/",
]  # fmt: skip


def ask_as_typed(client: Client, path: str, **options: object) -> HttpResponse:
    """As a server hands a path over: decoded once, nothing put in order."""
    bare, _question, query = path.partition("?")
    as_handed_over = unquote(bare).encode().decode("latin-1")
    return client.get("/", PATH_INFO=as_handed_over, QUERY_STRING=query, **options)  # type: ignore[arg-type,return-value]


def test_no_other_spelling_of_a_path_opens_a_page_to_who_is_half_way(person: People) -> None:
    user = person(Role.EDITOR)
    client = pass_first_step(user, Door.PORTAL)
    for path in PATHS:
        response = ask_as_typed(client, path)
        assert response.status_code in {301, 302, 400, 404}, path
        assert "Odjava" not in response.content.decode()
        if "Location" in response:
            assert stays_here(response["Location"])
            led_to = ask_as_typed(client, response["Location"])
            assert led_to.get("Location", "/sign-in/").startswith("/sign-in/")
            assert "Odjava" not in led_to.content.decode()
    assert give_code(client, usable_code(user)) == 302
    assert "Odjava" in ask_as_typed(client, "/account/").content.decode()


def test_no_other_spelling_of_a_path_opens_the_cms_to_who_is_half_way(person: People) -> None:
    user = person(Role.EDITOR)
    client = pass_first_step(user, Door.CMS)
    for path in ("/pages", "//pages/", "/./pages/", "/%70ages/", "/pages//", "/sign-in/../pages/"):
        response = ask_as_typed(client, path)
        assert response.status_code in {301, 302, 404}
        assert "sidebar" not in response.content.decode()
    assert give_code(client, usable_code(user)) == 302
    assert "sidebar" in ask_as_typed(client, "/").content.decode()


OVERRIDES = {
    "X-HTTP-Method-Override": "GET",
    "X-HTTP-Method": "GET",
    "X-Method-Override": "GET",
    "X-Original-URL": "/account/",
    "X-Rewrite-URL": "/account/",
    "X-Forwarded-Host": "www.localhost",
    "X-Forwarded-User": "person1",
    "Remote-User": "person1",
    "Authorization": "Basic cGVyc29uMTphIGxvbmcgZW5vdWdoIHBhc3NwaHJhc2U=",
}


def test_headers_that_rewrite_a_request_are_not_heeded(person: People) -> None:
    user = person(Role.EDITOR, username="person1")
    client = pass_first_step(user, Door.PORTAL)
    form = {"_method": "GET", "_http_method": "GET"}
    for header, value in OVERRIDES.items():
        headers = {header: value}
        for path in ("/", "/account/", "/people/"):
            assert client.get(path, headers=headers)["Location"].startswith("/sign-in/")
            assert client.post(path, form, headers=headers)["Location"].startswith("/sign-in/")
        assert client.get("/healthz", headers=headers).content == b"ok\n"
        assert is_nobody(client)
    assert give_code(client, usable_code(user)) == 302
    for header in OVERRIDES:
        # A GET stays one, whatever it says of itself.
        client.get("/sign-out/?_method=POST", headers={header: "POST"})
        assert is_in(client)


@pytest.mark.parametrize("is_half_way", [True, False])
def test_what_scripts_ask_is_closed_to_who_is_not_in(person: People, is_half_way: bool) -> None:
    user = person(Role.EDITOR)
    client = pass_first_step(user, Door.PORTAL) if is_half_way else door_client(Door.PORTAL)
    headers = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
    insider = sign_in(user, Door.PORTAL)
    for ceremony in ("/account/passkey/", "/confirm/passkey/"):
        for path in (f"{ceremony}begin/", f"{ceremony}complete/"):
            response = client.post(path, {}, content_type="application/json", headers=headers)
            assert (response.status_code, response.content) == (302, b"")
            assert response["Location"].startswith("/sign-in/")
            told = insider.post(path, {}, content_type="application/json", headers=headers)
            assert told.status_code in {200, 422}
            assert told.json()


# --- The administrator --------------------------------------------------------------------------


def test_an_administrator_does_not_take_the_second_factor_away_unseen(
    person: People, clock: time_machine.Traveller, django_capture_on_commit_callbacks: Commits
) -> None:
    administrator, lead = person(Role.ADMINISTRATOR), person(Role.TEAM_LEAD, email="l@example.org")
    user = person(Role.COUNSELLOR, email="her@example.org")
    assert is_in(sign_in(user, Door.PORTAL))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        link = device_reset_start(actor=administrator, user=user)
    told = [message for message in mail.outbox if message.to == ["her@example.org"]]
    assert len(told) == 2
    assert sum("/welcome/" in message.body for message in told) == 1
    started = AuditEvent.objects.get(action=AuditAction.DEVICE_RESET_STARTED)
    assert (started.actor_id, started.subject_id) == (administrator.pk, str(user.pk))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        enrol(link)
    assert "l@example.org" in [message.to[0] for message in mail.outbox]
    person_confirm(actor=lead, user=user, words=words_shown_to(user))
    page = sign_in(user, Door.PORTAL).get("/account/").content.decode()
    assert str(AuditAction.DEVICE_RESET_STARTED.label) in page


def test_a_new_second_factor_waits_for_a_team_lead_who_did_not_start_it(
    person: People, clock: time_machine.Traveller
) -> None:
    administrator, other_administrator = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)
    user, lead = person(Role.TEAM_LEAD), person(Role.TEAM_LEAD)
    link = device_reset_start(actor=administrator, user=user)
    page = enrol(link).content.decode()
    device = TotpDevice.objects.get(user=user)
    codes = [code for code in page.split() if code.count("-") >= 4]
    assert not device.confirmed
    clock.shift(60)
    waiting = pass_first_step(user, Door.PORTAL)
    # She reads that she waits; it is no way in.
    assert give_code(waiting, f"{totp(device.unseal_seed()):06d}") == 200
    assert all(give_code(waiting, code) == 422 for code in codes[:1])
    assert is_nobody(waiting)
    # Not she herself, though she is a team lead; not who started it, not another administrator.
    for actor in (user, administrator, other_administrator):
        with pytest.raises(PermissionDenied):
            person_confirm(actor=actor, user=user, words=words_shown_to(user))
    path = f"/people/{user.pk}/confirm/"
    assert sign_in(other_administrator, Door.PORTAL).post(path).status_code == 404
    assert give_code(pass_first_step(user, Door.PORTAL), "000000") == 422
    words = {"words": words_shown_to(user)}
    assert sign_in(lead, Door.PORTAL).post(path, words).status_code == 302
    clock.shift(60)
    assert give_code(pass_first_step(user, Door.PORTAL), usable_code_of(device)) == 302


def usable_code_of(device: TotpDevice) -> str:
    device.refresh_from_db()
    code = device.usable_code()
    assert code is not None
    return code


def test_who_started_it_does_not_confirm_it_as_a_team_lead_later(person: People) -> None:
    administrator, lead = person(Role.ADMINISTRATOR), person(Role.TEAM_LEAD)
    user = person(Role.COUNSELLOR)
    enrol(device_reset_start(actor=administrator, user=user))
    # By the way that the services leave, in two steps, her links would have ended.
    administrator.role_assignments.all().delete()
    role_grant(actor=None, user=administrator, role=Role.TEAM_LEAD)
    starter = User.objects.get(pk=administrator.pk)
    with pytest.raises(PermissionDenied):
        person_confirm(actor=starter, user=user, words=words_shown_to(user))
    person_confirm(actor=lead, user=user, words=words_shown_to(user))
    assert person_totp_device(user) is not None


def test_two_who_follow_one_link_do_not_share_a_second_factor(
    person: People, clock: time_machine.Traveller
) -> None:
    """Who reads her mail and knows her passphrase must not have his own confirmed with hers."""
    user, administrator = person(Role.COUNSELLOR), person(Role.ADMINISTRATOR)
    link = device_reset_start(actor=administrator, user=user)
    thief, owner = door_client(Door.PORTAL), door_client(Door.PORTAL)
    seeds = []
    for client in (thief, owner):
        client.post(path_of(link), {"passphrase": PASSPHRASE})
        assert client.get("/welcome/second-factor/").status_code == 200
        seeds.append(TotpDevice.objects.get(user=user).unseal_seed())
    assert seeds[0] != seeds[1]
    assert thief.get("/welcome/second-factor/")["Location"] == "/sign-in/"
    assert thief.post("/welcome/passkey/begin/").status_code == 422
    code = f"{totp(seeds[1]):06d}"
    assert owner.post("/welcome/second-factor/", {"code": code}).status_code == 200
    assert [device.unseal_seed() for device in TotpDevice.objects.filter(user=user)] == [seeds[1]]


@pytest.mark.parametrize("door", DOORS)
def test_the_superuser_flag_and_every_permission_open_nothing_without_a_role(
    person: People, clock: time_machine.Traveller, door: Door
) -> None:
    user = person(is_superuser=True, is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client = pass_first_step(user, door)
    assert give_code(client, usable_code(user)) == 422
    assert is_nobody(client)
    role_grant(actor=None, user=user, role=Role.EDITOR)
    clock.shift(60)
    assert is_in(sign_in(user, door))


# --- Fresh authentication -----------------------------------------------------------------------


def acts(user: User) -> list[tuple[str, dict[str, str]]]:
    device = person_totp_device(user)
    assert device is not None
    new = {"old": PASSPHRASE, "passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE}
    return [
        ("/account/authenticator/", {"code": "000000"}),
        ("/account/passkey/", {}),
        ("/account/passkey/begin/", {}),
        ("/account/passkey/complete/", {}),
        ("/account/recovery-codes/", {}),
        (f"/account/remove/authenticator/{device.pk}/", {}),
        ("/account/passphrase/", new),
    ]


@pytest.mark.parametrize("number", range(7))
def test_ways_in_are_changed_only_with_a_fresh_second_factor(
    person: People, clock: time_machine.Traveller, number: int
) -> None:
    user = person(Role.COUNSELLOR)
    recovery_sheet_make(user)
    before = set(RecoverySheet.objects.values_list("pk", flat=True))
    path, form = acts(user)[number]
    client = sign_in(user, Door.PORTAL)
    clock.shift(FRESH - 1)
    assert client.get(path).status_code in {200, 405}
    clock.shift(2)
    for response in (client.get(path), client.post(path, form)):
        assert response.status_code == 302
        assert response["Location"].startswith("/confirm/")
    user.refresh_from_db()
    assert user.check_password(PASSPHRASE)
    assert devices_of(user) == 2 + (path == "/account/authenticator/")
    assert not TotpDevice.objects.filter(user=user, confirmed=False, last_step__gte=0).exists()
    assert set(RecoverySheet.objects.values_list("pk", flat=True)) == before
    assert client.post("/confirm/", {"code": usable_code(user)}).status_code == 302
    assert client.get(path).status_code in {200, 405}


def test_an_old_session_does_not_become_fresh_by_a_wrong_code(
    person: People, clock: time_machine.Traveller
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    assert client.get("/account/passphrase/").status_code == 200
    clock.shift(NOT_FRESH)
    assert client.post("/confirm/", {"code": "000000"}).status_code == 422
    assert client.get("/account/passphrase/")["Location"].startswith("/confirm/")


@pytest.mark.parametrize("act", ["device", "passphrase", "roles", "email", "confirm", "unlock"])
def test_an_administrators_acts_need_a_fresh_second_factor_too(
    person: People, clock: time_machine.Traveller, act: str
) -> None:
    user, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    client = sign_in(lead, Door.PORTAL)
    page = f"/people/{user.pk}/"
    assert client.get(page).status_code == 200
    clock.shift(NOT_FRESH)
    assert client.post(f"{page}{act}/", {"email": "x@example.org"})["Location"] == "/confirm/"
    assert devices_of(user) == 1
    assert not Link.objects.exists()


# --- Errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_error_pages_tell_an_outsider_nothing(
    person: People, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    user = person(Role.EDITOR, first_name="Marjetica")
    insider = sign_in(user, door)
    assert is_in(insider)
    client = pass_first_step(user, door)
    client.raise_request_exception = False

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("seed of Marjetica")

    monkeypatch.setattr("portal.views.sign_in.code_check", broken)
    strict = Client(SERVER_NAME=settings.DOOR_HOSTS[door][0], enforce_csrf_checks=True)
    pages = {
        500: client.post("/sign-in/code/", {"code": "000000"}),
        405: client.put("/sign-in/code/"),
        403: strict.post("/sign-in/", {"username": user.username, "password": PASSPHRASE}),
        400: client.get("/sign-in/", headers={"host": "evil.example"}),
    }
    if door is Door.PORTAL:
        pages[404] = client.get("/not-there/")
    for status, response in pages.items():
        text = response.content.decode()
        assert response.status_code == status
        for secret in ("Marjetica", user.username, "Odjava", "Traceback", "seed of", "views/"):
            assert secret not in text
    assert is_nobody(client)


# --- The passphrase between the steps -----------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_a_first_step_made_with_an_old_passphrase_leads_nowhere(person: People, door: Door) -> None:
    user = person(Role.EDITOR)
    half_way, thief = pass_first_step(user, door), pass_first_step(user, door)
    code = usable_code(user)
    assert give_code(half_way, code) == 302
    user.set_password(NEW_PASSPHRASE)
    user.save()
    assert give_code(thief, usable_code(user)) == 422
    assert is_nobody(thief)


def test_a_seed_shown_in_an_earlier_session_is_not_offered_in_the_next(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    seeds = []
    for _session in range(2):
        client = sign_in(user, Door.PORTAL)
        assert client.get("/account/authenticator/").status_code == 200
        seeds.append(TotpDevice.objects.get(user=user, confirmed=False).unseal_seed())
        clock.shift(60)
    assert seeds[0] != seeds[1]
