"""Attempts to get in by a passkey that should not open. Each is preceded by the way that works."""

import json
import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from argon2 import PasswordHasher
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import totp

from portal.doors import Door, door_origin
from portal.enums import AuditAction, Role
from portal.links import link_address
from portal.models import AuditEvent, Passkey, Statement, TotpDevice, User
from portal.passkeys import CHALLENGE_SECONDS
from portal.services import device_reset_start, person_confirm
from tests.factories.portal import PASSPHRASE
from tests.links import words_shown_to
from tests.security.test_second_factor_bypass import TRICKS, stays_here
from tests.sign_in import door_client, pass_first_step, session_of, sign_in
from tests.software_authenticator import (
    HONEST_FLAGS,
    Flag,
    SoftwareAuthenticator,
    answer,
    base64url,
    begin,
    complete,
    from_base64url,
    post_json,
    register,
)
from tests.threads import all_at_once

People = Callable[..., User]
SIGN_IN, CONFIRM, ADD = "/sign-in/passkey/", "/confirm/passkey/", "/account/passkey/"
IN_PARALLEL = 12


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
def owner(person: People) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def passkey(owner: User) -> SoftwareAuthenticator:
    return passkey_of(owner)


def passkey_of(user: User, **claims: object) -> SoftwareAuthenticator:
    """A passkey, added by the person on her own account page."""
    made = SoftwareAuthenticator(**claims)  # type: ignore[arg-type]
    response = register(sign_in(user, Door.PORTAL), made)
    assert response.status_code == 200, response.content.decode()
    return made


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def is_refused(response: HttpResponse, client: Client) -> bool:
    said = json.loads(response.content)
    return response.status_code == 422 and set(said) == {"error"} and not is_in(client)


def opens(passkey: SoftwareAuthenticator) -> bool:
    """Whether the honest way works."""
    client = door_client(Door.PORTAL)
    return answer(client, passkey).status_code == 200 and is_in(client)


# --- The challenge ------------------------------------------------------------------------------


def test_an_answer_without_a_challenge_is_refused(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    client = door_client(Door.PORTAL)
    options = {"rpId": "portal.localhost", "challenge": base64url(bytes(32))}
    assert is_refused(complete(client, SIGN_IN, passkey.get_assertion(options)), client)
    passkey.challenge = ""
    assert is_refused(complete(client, SIGN_IN, passkey.get_assertion(options)), client)


@pytest.mark.parametrize("is_shared", [True, False])
def test_an_answer_given_twice_opens_once(owner: User, is_shared: bool) -> None:
    passkey = passkey_of(owner, is_shared=is_shared)
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    assert complete(client, SIGN_IN, given).status_code == 200
    assert is_in(client)
    assert complete(client, SIGN_IN, given).status_code == 422
    assert complete(client, CONFIRM, given).status_code == 422
    client.post("/sign-out/")
    begin(client, SIGN_IN)
    assert is_refused(complete(client, SIGN_IN, given), client)


def test_a_challenge_is_used_up_by_a_wrong_answer(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    client = door_client(Door.PORTAL)
    options = begin(client, SIGN_IN)
    assert is_refused(complete(client, SIGN_IN, None), client)
    assert is_refused(complete(client, SIGN_IN, passkey.get_assertion(options)), client)


def test_a_challenge_is_used_up_by_the_right_answer_of_somebody_closed_out(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert is_refused(complete(client, SIGN_IN, given), client)
    User.objects.filter(pk=owner.pk).update(is_active=True)
    assert is_refused(complete(client, SIGN_IN, given), client)
    assert opens(passkey)


def test_one_answer_sent_twelve_times_at_once_opens_once(
    committed_db: None, person: People
) -> None:
    passkey = passkey_of(person(Role.EDITOR), is_shared=True)
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    browsers = [with_cookies_of(client) for _browser in range(IN_PARALLEL)]
    statuses = all_at_once(
        [
            lambda browser=browser: complete(browser, SIGN_IN, given).status_code  # type: ignore[misc]
            for browser in browsers
        ]
    )
    assert sorted(statuses) == [200] + [422] * (IN_PARALLEL - 1)
    assert sum(map(is_in, browsers)) == 1


def with_cookies_of(client: Client) -> Client:
    copy = door_client(Door.PORTAL, raise_request_exception=False)
    for name, morsel in client.cookies.items():
        copy.cookies[name] = morsel.value
    return copy


def test_a_challenge_of_another_session_is_refused(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    asked, other = door_client(Door.PORTAL), door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(asked, SIGN_IN))
    begin(other, SIGN_IN)
    assert is_refused(complete(other, SIGN_IN, given), other)
    assert complete(asked, SIGN_IN, given).status_code == 200


def test_a_challenge_for_adding_a_passkey_confirms_nothing(
    owner: User, passkey: SoftwareAuthenticator, clock: time_machine.Traveller
) -> None:
    clock.shift(60)
    client = sign_in(owner, Door.PORTAL)
    assert answer(client, passkey, CONFIRM).status_code == 200
    options = begin(client, ADD)
    given = passkey.get_assertion({**options, "rpId": options["rp"]["id"]})
    assert complete(client, CONFIRM, given).status_code == 422


def test_a_challenge_for_confirming_adds_no_passkey(owner: User) -> None:
    client = sign_in(owner, Door.PORTAL)
    template = begin(client, ADD)
    options = begin(client, CONFIRM)
    made = SoftwareAuthenticator()
    given = made.make_credential({**template, "challenge": options["challenge"]})
    assert complete(client, ADD, given).status_code == 422
    assert not Passkey.objects.exists()
    assert register(client, made).status_code == 200


def test_a_challenge_is_good_for_five_minutes(
    passkey: SoftwareAuthenticator, clock: time_machine.Traveller
) -> None:
    assert CHALLENGE_SECONDS == 5 * 60
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    clock.shift(CHALLENGE_SECONDS)
    assert complete(client, SIGN_IN, given).status_code == 200
    late = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(late, SIGN_IN))
    clock.shift(CHALLENGE_SECONDS + 1)
    assert is_refused(complete(late, SIGN_IN, given), late)


# --- What the authenticator claims --------------------------------------------------------------

ORIGINS = [
    "https://evil.example", "http://portal.localhost", "http://portal.localhost:8000.evil.example",
    "https://portal.localhost:8000", "http://cms.localhost:8000", "http://localhost:8000",
    "http://x.portal.localhost:8000", "http://portal.localhost:8000/", "null", "",
    "android:apk-key-hash:x",
]  # fmt: skip
DOMAINS = ["localhost", "evil.example", "cms.localhost", "x.portal.localhost", "PORTAL.LOCALHOST"]


def test_an_answer_given_at_a_foreign_origin_is_refused(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    for origin in ORIGINS:
        passkey.origin = origin
        client = door_client(Door.PORTAL)
        assert is_refused(answer(client, passkey), client), origin
    passkey.origin = door_origin(Door.PORTAL)
    assert opens(passkey)


def test_a_passkey_made_at_a_foreign_origin_is_not_added(owner: User) -> None:
    client = sign_in(owner, Door.PORTAL)
    for origin in ORIGINS:
        assert register(client, SoftwareAuthenticator(origin=origin)).status_code == 422
    assert not Passkey.objects.exists()
    assert register(client, SoftwareAuthenticator()).status_code == 200


def test_a_passkey_of_another_domain_opens_nothing_and_is_not_added(
    owner: User, passkey: SoftwareAuthenticator, clock: time_machine.Traveller
) -> None:
    assert opens(passkey)
    for domain in DOMAINS:
        passkey.rp_id = domain
        client = door_client(Door.PORTAL)
        assert is_refused(answer(client, passkey), client), domain
    clock.shift(60)
    client = sign_in(owner, Door.PORTAL)
    for domain in DOMAINS:
        assert register(client, SoftwareAuthenticator(rp_id=domain)).status_code == 422
    assert Passkey.objects.count() == 1
    passkey.rp_id = None
    assert opens(passkey)


@pytest.mark.parametrize("missing", [Flag.USER_VERIFIED, Flag.USER_PRESENT])
def test_a_key_that_did_not_ask_for_finger_face_or_pin_opens_nothing(
    passkey: SoftwareAuthenticator, owner: User, missing: Flag, clock: time_machine.Traveller
) -> None:
    assert opens(passkey)
    passkey.flags = HONEST_FLAGS & ~missing
    client = door_client(Door.PORTAL)
    assert is_refused(answer(client, passkey), client)
    clock.shift(60)
    inside = sign_in(owner, Door.PORTAL)
    assert answer(inside, passkey, CONFIRM).status_code == 422
    weak = SoftwareAuthenticator(flags=HONEST_FLAGS & ~missing)
    assert register(inside, weak).status_code == 422
    assert Passkey.objects.count() == 1
    passkey.flags = HONEST_FLAGS
    assert answer(inside, passkey, CONFIRM).status_code == 200


def test_a_copied_key_whose_count_goes_back_opens_nothing(passkey: SoftwareAuthenticator) -> None:
    for _use in range(3):
        assert opens(passkey)
    for earlier in (0, 1, 2):
        passkey.sign_count = earlier
        client = door_client(Door.PORTAL)
        assert is_refused(answer(client, passkey), client)
    passkey.sign_count = 3
    assert opens(passkey)


def test_an_answer_that_is_no_answer_is_refused_without_an_error(
    passkey: SoftwareAuthenticator,
) -> None:
    assert opens(passkey)
    honest = passkey.get_assertion(begin(door_client(Door.PORTAL), SIGN_IN))
    response = honest["response"]
    damaged: list[object] = [
        None, True, 7, [], {}, "", "x", "{}", json.dumps(honest), [honest], {"response": response},
        {**honest, "response": None}, {**honest, "response": []}, {**honest, "id": None},
        {**honest, "rawId": "AA"}, {**honest, "type": "password"}, {**honest, "id": "\ud800"},
        *[{**honest, "response": {**response, name: value}}
          for name in ("clientDataJSON", "authenticatorData", "signature", "userHandle")
          for value in (None, "", "AA", "!", "\x00", 7, [], {}, "A" * 100_000)],
    ]  # fmt: skip
    for given in damaged:
        client = door_client(Door.PORTAL, raise_request_exception=False)
        begin(client, SIGN_IN)
        assert is_refused(complete(client, SIGN_IN, given), client), given
    for body in ("", "x", "[]", "null", "[" * 50_000, '{"answer":' * 50_000, "1" * 10_000, "\xff"):
        client = door_client(Door.PORTAL, raise_request_exception=False)
        begin(client, SIGN_IN)
        assert is_refused(post_json(client, f"{SIGN_IN}complete/", body), client)


def test_a_passkey_that_is_none_is_not_added_and_raises_no_error(owner: User) -> None:
    client = sign_in(owner, Door.PORTAL)
    client.raise_request_exception = False
    honest = SoftwareAuthenticator().make_credential(begin(client, ADD))
    response = honest["response"]
    damaged: list[object] = [
        None, [], "x", {}, {**honest, "response": {}}, {**honest, "clientExtensionResults": 7},
        *[{**honest, "response": {**response, name: value}}
          for name in ("clientDataJSON", "attestationObject")
          for value in (None, "", "AA", "oA", "!", 7, [], "A" * 10_000,
                        response["attestationObject"][:200])],
    ]  # fmt: skip
    for given in damaged:
        begin(client, ADD)
        assert complete(client, ADD, given).status_code == 422, given
    assert not Passkey.objects.exists()
    assert register(client, SoftwareAuthenticator()).status_code == 200


def test_a_changed_signature_opens_nothing(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    signature = bytearray(from_base64url(given["response"]["signature"]))
    signature[-1] ^= 1
    given["response"]["signature"] = base64url(bytes(signature))
    assert is_refused(complete(client, SIGN_IN, given), client)


def test_another_key_under_the_same_id_opens_nothing(passkey: SoftwareAuthenticator) -> None:
    assert opens(passkey)
    forged = SoftwareAuthenticator(
        credential_id=passkey.credential_id, user_handle=passkey.user_handle, sign_count=100
    )
    client = door_client(Door.PORTAL)
    assert is_refused(answer(client, forged), client)


# --- Whose it is --------------------------------------------------------------------------------


def test_a_passkey_that_names_somebody_else_opens_nothing(
    passkey: SoftwareAuthenticator, person: People
) -> None:
    assert opens(passkey)
    own = passkey.user_handle
    other = passkey_of(person(Role.EDITOR))
    for handle in (other.user_handle, b"x", None):
        passkey.user_handle = handle
        client = door_client(Door.PORTAL)
        assert is_refused(answer(client, passkey), client)
    passkey.user_handle = own
    assert opens(passkey)


def test_an_id_that_somebody_has_already_is_not_added_again(
    passkey: SoftwareAuthenticator, person: People
) -> None:
    other = sign_in(person(Role.EDITOR), Door.PORTAL)
    other.raise_request_exception = False
    taken = SoftwareAuthenticator(credential_id=passkey.credential_id)
    assert register(other, taken).status_code == 422
    assert Passkey.objects.count() == 1
    assert register(other, SoftwareAuthenticator()).status_code == 200
    assert opens(passkey)


@pytest.mark.parametrize("is_hers", [True, False])
def test_a_first_step_is_finished_by_ones_own_passkey_only(
    owner: User, passkey: SoftwareAuthenticator, person: People, is_hers: bool
) -> None:
    pending = owner if is_hers else person(Role.EDITOR)
    client = pass_first_step(pending, Door.PORTAL)
    response = answer(client, passkey)
    assert is_in(client) is is_hers
    assert response.status_code == (200 if is_hers else 422)
    known = session_of(client, Door.PORTAL).get(SESSION_KEY)
    assert known == (str(owner.pk) if is_hers else None)


def test_somebody_elses_passkey_confirms_nothing(
    owner: User, passkey: SoftwareAuthenticator, person: People, clock: time_machine.Traveller
) -> None:
    other = sign_in(person(Role.EDITOR), Door.PORTAL)
    clock.shift(6 * 60)
    assert other.get("/account/passphrase/")["Location"].startswith("/confirm/")
    assert answer(other, passkey, CONFIRM).status_code == 422
    assert other.get("/account/passphrase/")["Location"].startswith("/confirm/")
    own = sign_in(owner, Door.PORTAL)
    clock.shift(6 * 60)
    assert own.get("/account/passphrase/")["Location"].startswith("/confirm/")
    assert answer(own, passkey, CONFIRM).status_code == 200
    assert own.get("/account/passphrase/").status_code == 200


def test_the_passkey_of_a_disabled_person_opens_nothing_and_is_recorded(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    inside = door_client(Door.PORTAL)
    assert answer(inside, passkey).status_code == 200
    assert is_in(inside)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    client = door_client(Door.PORTAL)
    assert is_refused(answer(client, passkey), client)
    assert not is_in(inside)
    refused = AuditEvent.objects.get(action=AuditAction.PASSKEY_REFUSED)
    assert refused.actor_id == owner.pk


def test_the_passkey_of_somebody_without_a_role_opens_nothing(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    assert opens(passkey)
    owner.role_assignments.all().delete()
    User.objects.filter(pk=owner.pk).update(is_superuser=True, is_staff=True)
    client = door_client(Door.PORTAL)
    assert is_refused(answer(client, passkey), client)


def test_a_removed_passkey_opens_nothing_and_ends_what_it_opened(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    client = door_client(Door.PORTAL)
    assert answer(client, passkey).status_code == 200
    assert is_in(client)
    pk = Passkey.objects.get().pk
    assert client.post(f"/account/remove/passkey/{pk}/")["Location"] == "/account/"
    assert not is_in(client)
    late = door_client(Door.PORTAL)
    assert is_refused(answer(late, passkey), late)


def test_a_passkey_that_waits_for_a_team_lead_opens_nothing(person: People) -> None:
    user, administrator = person(Role.COUNSELLOR), person(Role.ADMINISTRATOR)
    link = device_reset_start(actor=administrator, user=user)
    client = door_client(Door.PORTAL)
    client.post(link_address(link), {"passphrase": PASSPHRASE})
    passkey = SoftwareAuthenticator()
    assert register(client, passkey, "/welcome/passkey/").status_code == 200
    early = door_client(Door.PORTAL)
    assert is_refused(answer(early, passkey), early)
    assert client.post("/welcome/second-factor/").status_code == 200
    waiting = door_client(Door.PORTAL)
    assert is_refused(answer(waiting, passkey), waiting)
    person_confirm(actor=person(Role.TEAM_LEAD), user=user, words=words_shown_to(user))
    assert opens(passkey)


def test_a_passkey_added_by_an_earlier_follower_of_a_link_goes_with_him(person: People) -> None:
    user, administrator = person(Role.COUNSELLOR), person(Role.ADMINISTRATOR)
    link = device_reset_start(actor=administrator, user=user)
    thief, owner = door_client(Door.PORTAL), door_client(Door.PORTAL)
    his = SoftwareAuthenticator()
    thief.post(link_address(link), {"passphrase": PASSPHRASE})
    assert register(thief, his, "/welcome/passkey/").status_code == 200
    owner.post(link_address(link), {"passphrase": PASSPHRASE})
    code = f"{totp(TotpDevice.objects.get(user=user).unseal_seed()):06d}"
    assert owner.post("/welcome/second-factor/", {"code": code}).status_code == 200
    person_confirm(actor=person(Role.TEAM_LEAD), user=user, words=words_shown_to(user))
    assert not Passkey.objects.exists()
    client = door_client(Door.PORTAL)
    assert is_refused(answer(client, his), client)
    assert TotpDevice.objects.get(user=user).confirmed


# --- Around it ----------------------------------------------------------------------------------


def test_the_session_id_changes_with_a_passkey_too(passkey: SoftwareAuthenticator) -> None:
    client = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(client, SIGN_IN))
    known = client.cookies["portal-session"].value
    assert complete(client, SIGN_IN, given).status_code == 200
    opened = client.cookies["portal-session"].value
    assert answer(client, passkey, CONFIRM).status_code == 200
    assert len({known, opened, client.cookies["portal-session"].value}) == 3
    for session_id in (known, opened):
        thief = door_client(Door.PORTAL)
        thief.cookies["portal-session"] = session_id
        assert not is_in(thief)
    assert is_in(client)


def test_after_too_long_a_pause_one_comes_in_again_by_passkey_under_a_new_id(
    passkey: SoftwareAuthenticator, clock: time_machine.Traveller
) -> None:
    client = door_client(Door.PORTAL)
    assert answer(client, passkey).status_code == 200
    old = client.cookies["portal-session"].value
    clock.shift(15 * 60 + 1)
    assert not is_in(client)
    assert answer(client, passkey).status_code == 200
    assert is_in(client)
    assert client.cookies["portal-session"].value != old


def test_where_one_goes_on_with_a_passkey_is_never_elsewhere(
    passkey: SoftwareAuthenticator,
) -> None:
    client = door_client(Door.PORTAL)
    assert answer(client, passkey, after="/cases/").content == b'{"next": "/cases/"}'
    for ceremony in (SIGN_IN, CONFIRM):
        for trick in [*TRICKS, None, 7, [], {}, ["//evil.example/"]]:
            told = json.loads(answer(client, passkey, ceremony, trick).content)  # type: ignore[arg-type]
            assert stays_here(told["next"]), trick


def test_passkeys_open_nothing_at_the_cms_while_no_domain_is_shared(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    assert opens(passkey)
    client = door_client(Door.CMS)
    assert post_json(client, f"{SIGN_IN}begin/", {}).status_code == 422
    at_the_portal = door_client(Door.PORTAL)
    given = passkey.get_assertion(begin(at_the_portal, SIGN_IN))
    client.cookies["cms-session"] = at_the_portal.cookies["portal-session"].value
    assert is_refused(complete(client, SIGN_IN, given), client)


def test_a_passkey_does_not_replace_the_statement(
    owner: User, passkey: SoftwareAuthenticator
) -> None:
    client = door_client(Door.PORTAL)
    assert answer(client, passkey).status_code == 200
    assert is_in(client)
    Statement.objects.create(version=99, text_sl="x", text_en="x")
    assert client.get("/")["Location"] == "/statement/"


def test_a_page_of_another_site_cannot_sign_a_browser_in(
    passkey: SoftwareAuthenticator,
) -> None:
    assert opens(passkey)
    strict = door_client(Door.PORTAL, enforce_csrf_checks=True)
    for path in (f"{SIGN_IN}begin/", f"{SIGN_IN}complete/"):
        assert post_json(strict, path, {}).status_code == 403
