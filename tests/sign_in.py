"""Going through the real sign-in, as a person does."""

import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from portal.access.session_store import SessionStore
from portal.access.sessions import DOOR_KEY, FACTOR_KEY, SEEN_KEY, STARTED_KEY
from portal.doors import Door
from portal.models import User
from portal.selectors import person_totp_device
from tests.factories.portal import PASSPHRASE


def door_client(door: Door, **options: object) -> Client:
    return Client(SERVER_NAME=settings.DOOR_HOSTS[door][0], **options)  # type: ignore[arg-type]


def session_of(client: Client, door: Door) -> SessionStore:
    """The session behind a door's own cookie; `client.session` looks at another one."""
    cookie = client.cookies.get(f"{door}-session")
    return SessionStore(cookie.value if cookie else None)


def enter_without_second_factor(user: User, door: Door) -> Client:
    """What no view of ours makes: signed in, with everything but a device that was proven."""
    client = door_client(door)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[DOOR_KEY] = str(door)
    session[STARTED_KEY] = session[SEEN_KEY] = session[FACTOR_KEY] = time.time()
    session.save()
    client.cookies[f"{door}-session"] = str(session.session_key)
    return client


def usable_code(user: User) -> str:
    device = person_totp_device(user)
    assert device is not None
    code = device.usable_code()
    assert code is not None
    return code


def pass_first_step(user: User, door: Door) -> Client:
    client = door_client(door)
    response = client.post("/sign-in/", {"username": user.username, "password": PASSPHRASE})
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/code/"
    return client


def sign_in(user: User, door: Door) -> Client:
    client = pass_first_step(user, door)
    response = client.post("/sign-in/code/", {"code": usable_code(user)})
    assert response.status_code == 302, response.content.decode()
    return client
