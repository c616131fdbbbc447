"""What a session knows, at the edges of its limits."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django_otp import DEVICE_ID_SESSION_KEY

from portal.access.session_store import SessionStore, stored_key
from portal.access.sessions import (
    DOOR_KEY,
    FACTOR_KEY,
    LANGUAGE_KEY,
    SEEN_KEY,
    SEEN_RESOLUTION_SECONDS,
    STARTED_KEY,
    STEP_KEY,
    factor_is_fresh,
    session_begin,
    session_end,
    session_is_fresh,
    session_is_of_door,
    session_renew,
    session_step_up,
    session_touch,
    sessions_end,
    stale_next_path,
    step_begin,
    step_of,
    step_user,
)
from portal.doors import Door
from portal.enums import Role
from portal.models import PersonSession, User
from portal.selectors import person_totp_device
from tests.sign_in import session_of, sign_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THEN = NOW.timestamp()


@pytest.fixture(autouse=True)
def _clock_that_stands() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def request_with(**kept: object) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    request.session.update(kept)
    return request


def fresh(**changes: object) -> HttpRequest:
    return request_with(**{DOOR_KEY: "portal", STARTED_KEY: THEN, SEEN_KEY: THEN, **changes})


def test_a_session_is_fresh_up_to_its_limits_and_not_a_second_longer() -> None:
    idle, absolute = settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS
    assert session_is_fresh(fresh(), Door.PORTAL)
    assert session_is_fresh(fresh(**{SEEN_KEY: THEN - idle}), Door.PORTAL)
    assert not session_is_fresh(fresh(**{SEEN_KEY: THEN - idle - 1}), Door.PORTAL)
    assert session_is_fresh(fresh(**{STARTED_KEY: THEN - absolute}), Door.PORTAL)
    assert not session_is_fresh(fresh(**{STARTED_KEY: THEN - absolute - 1}), Door.PORTAL)


def test_a_session_of_another_door_is_not_fresh() -> None:
    assert session_is_fresh(fresh(), Door.PORTAL)
    assert not session_is_fresh(fresh(), Door.CMS)
    assert session_is_of_door(fresh(), Door.PORTAL)
    assert not session_is_of_door(fresh(), Door.CMS)
    assert not session_is_of_door(request_with(), Door.PORTAL)


@pytest.mark.parametrize("missing", [STARTED_KEY, SEEN_KEY])
@pytest.mark.parametrize("age", [0, settings.SESSION_IDLE_SECONDS])
def test_a_session_that_does_not_know_its_times_is_not_fresh(missing: str, age: int) -> None:
    request = fresh(**{STARTED_KEY: THEN - age, SEEN_KEY: THEN - age})
    assert session_is_fresh(request, Door.PORTAL)
    del request.session[missing]
    assert not session_is_fresh(request, Door.PORTAL)


def test_a_second_factor_is_fresh_for_five_minutes() -> None:
    limit = settings.FRESH_FACTOR_SECONDS
    assert limit == 5 * 60
    assert factor_is_fresh(request_with(**{FACTOR_KEY: THEN}))
    assert factor_is_fresh(request_with(**{FACTOR_KEY: THEN - limit}))
    assert not factor_is_fresh(request_with(**{FACTOR_KEY: THEN - limit - 1}))


def test_a_second_factor_of_the_future_or_of_no_time_is_not_fresh() -> None:
    assert not factor_is_fresh(request_with(**{FACTOR_KEY: THEN + 1}))
    assert not factor_is_fresh(request_with())


def test_the_last_sight_is_written_at_most_twice_a_minute(db: None) -> None:
    edge = THEN - SEEN_RESOLUTION_SECONDS
    for seen, written in ((THEN, THEN), (edge, edge), (edge - 1, THEN)):
        request = request_with(**{SEEN_KEY: seen})
        session_touch(request)
        assert request.session[SEEN_KEY] == written


def test_a_sight_that_was_never_written_is_written(db: None) -> None:
    request = request_with()
    session_touch(request)
    assert request.session[SEEN_KEY] == THEN


def test_the_first_step_begins_with_an_empty_session_that_keeps_the_language(
    person: Callable[..., User],
) -> None:
    user = person(Role.COUNSELLOR)
    request = request_with(**{LANGUAGE_KEY: "en", DOOR_KEY: "portal", SEEN_KEY: THEN})
    step_begin(request, user, "/cases/")
    step = {
        "user_id": user.pk,
        "next_path": "/cases/",
        "at": THEN,
        "passphrase_mark": user.get_session_auth_hash(),
    }
    assert dict(request.session.items()) == {LANGUAGE_KEY: "en", STEP_KEY: step}
    silent = request_with(**{DOOR_KEY: "portal"})
    step_begin(silent, user, "/")
    assert set(silent.session.keys()) == {STEP_KEY}


def test_the_first_step_is_good_for_five_minutes(person: Callable[..., User]) -> None:
    request = request_with()
    user = person(Role.COUNSELLOR)
    assert step_of(request) is None
    step_begin(request, user, "/cases/")
    limit = settings.SIGN_IN_STEP_SECONDS
    with time_machine.travel(THEN + limit, tick=False):
        step = step_of(request)
        assert step is not None
        assert (step.user_id, step.next_path, step.at) == (user.pk, "/cases/", THEN)
        assert step.passphrase_mark == user.get_session_auth_hash()
        assert step_user(step) == user
    with time_machine.travel(THEN + limit + 1, tick=False):
        assert step_of(request) is None
        # Where it was to lead is still known.
        assert stale_next_path(request) == "/cases/"


def test_without_a_first_step_the_way_leads_to_the_first_page() -> None:
    assert stale_next_path(request_with()) == "/"
    assert stale_next_path(request_with(**{STEP_KEY: {"user_id": 1}})) == "/"


def begin(user: User, door: Door = Door.PORTAL) -> HttpRequest:
    request = request_with()
    step_begin(request, user, "/")
    device = person_totp_device(user)
    assert device is not None
    session_begin(request, user, device, door)
    return request


def test_signing_in_binds_the_session_to_person_door_and_time(
    person: Callable[..., User],
) -> None:
    user = person(Role.COUNSELLOR)
    request = begin(user)
    kept = request.session
    assert STEP_KEY not in kept
    assert kept[DOOR_KEY] == "portal"
    assert kept[STARTED_KEY] == kept[SEEN_KEY] == kept[FACTOR_KEY] == THEN
    assert kept["_auth_user_id"] == str(user.pk)
    device = person_totp_device(user)
    assert device is not None
    assert kept[DEVICE_ID_SESSION_KEY] == device.persistent_id
    row = PersonSession.objects.get(user=user)
    assert (row.door, row.session_key) == ("portal", stored_key(kept.session_key))
    assert SessionStore().exists(kept.session_key)
    assert Session.objects.filter(session_key=stored_key(kept.session_key)).exists()
    assert not Session.objects.filter(session_key=kept.session_key).exists()


def test_signing_in_works_from_a_session_without_a_first_step_too(
    person: Callable[..., User],
) -> None:
    """A passkey proves everything at once."""
    user = person(Role.COUNSELLOR)
    request, device = request_with(), person_totp_device(user)
    assert device is not None
    session_begin(request, user, device, Door.PORTAL)
    assert session_is_fresh(request, Door.PORTAL)


def test_signing_in_ends_her_own_earlier_session_and_nobody_elses(
    person: Callable[..., User],
) -> None:
    user, colleague = person(Role.EDITOR), person(Role.EDITOR)
    earlier, others = begin(user).session.session_key, begin(colleague).session.session_key
    assert SessionStore().exists(earlier)
    later = begin(user, Door.CMS).session.session_key
    kept = set(Session.objects.values_list("session_key", flat=True))
    assert kept == {stored_key(later), stored_key(others)}
    assert not SessionStore().exists(earlier)
    assert PersonSession.objects.get(user=user).door == "cms"


def test_ending_sessions_ends_those_of_one_person(person: Callable[..., User]) -> None:
    user, colleague = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    own, others = begin(user).session.session_key, begin(colleague).session.session_key
    assert SessionStore().exists(own)
    sessions_end(user)
    assert not SessionStore().exists(own)
    assert not PersonSession.objects.filter(user=user).exists()
    assert SessionStore().exists(others)
    assert PersonSession.objects.filter(user=colleague).exists()


def test_a_factor_proven_again_is_fresh_under_a_new_session_id(
    person: Callable[..., User],
) -> None:
    user, colleague = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    request, others = begin(user), begin(colleague).session.session_key
    old, device = request.session.session_key, person_totp_device(user)
    assert device is not None
    assert SessionStore().exists(old)
    with time_machine.travel(THEN + 600, tick=False):
        assert not factor_is_fresh(request)
        request.session[DEVICE_ID_SESSION_KEY] = "none"
        session_step_up(request, user, device)
        assert factor_is_fresh(request)
        assert request.session[FACTOR_KEY] == time.time()
    new = request.session.session_key
    assert new != old
    assert request.session[DEVICE_ID_SESSION_KEY] == device.persistent_id
    assert not SessionStore().exists(old)
    assert SessionStore().exists(new)
    assert PersonSession.objects.get(user=user).session_key == stored_key(new)
    assert PersonSession.objects.get(user=colleague).session_key == stored_key(others)


def test_a_renewed_session_is_still_the_one_that_signing_in_elsewhere_ends(
    person: Callable[..., User], enter: Callable[..., Client]
) -> None:
    user = person(Role.EDITOR)
    client = sign_in(user, Door.PORTAL)
    request = request_with()
    request.session = session_of(client, Door.PORTAL)
    session_renew(request, user)
    client.cookies["portal-session"] = request.session.session_key
    assert client.get("/").status_code == 200
    with time_machine.travel(THEN + 60, tick=False):
        sign_in(user, Door.CMS)
        assert client.get("/")["Location"] == "/sign-in/"


def request_of(client: Client, user: User) -> HttpRequest:
    """A request of her session that is on its way while something else happens."""
    request = RequestFactory().get("/")
    request.user = user
    request.session = session_of(client, Door.PORTAL)
    assert request.session[DOOR_KEY] == "portal"
    return request


def open_sessions(user: User) -> int:
    keys = PersonSession.objects.filter(user=user).values("session_key")
    assert Session.objects.filter(session_key__in=keys).count() == len(keys)
    return Session.objects.count()


def test_a_confirmation_on_its_way_brings_no_ended_session_back(
    person: Callable[..., User],
) -> None:
    user = person(Role.COUNSELLOR)
    late = request_of(sign_in(user, Door.PORTAL), user)
    device = person_totp_device(user)
    assert device is not None
    sessions_end(user)
    assert open_sessions(user) == 0
    session_step_up(late, user, device)
    assert late.session.session_key is None
    assert open_sessions(user) == 0


def test_the_session_that_ended_another_stays_the_only_one(person: Callable[..., User]) -> None:
    user = person(Role.COUNSELLOR)
    late = request_of(sign_in(user, Door.PORTAL), user)
    device = person_totp_device(user)
    assert device is not None
    new = RequestFactory().get("/")
    new.user, new.session = user, SessionStore()
    session_begin(new, user, device, Door.PORTAL)
    session_step_up(late, user, device)
    assert open_sessions(user) == 1
    assert PersonSession.objects.get(user=user).session_key == stored_key(
        str(new.session.session_key)
    )


def test_signing_out_ends_a_session_that_was_given_a_new_id_meanwhile(
    person: Callable[..., User],
) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    leaving, confirming = request_of(client, user), request_of(client, user)
    session_renew(confirming, user)
    assert open_sessions(user) == 1
    session_end(leaving, user)
    assert open_sessions(user) == 0
