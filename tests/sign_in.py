"""Going through the real sign-in, as a person does."""

from django.conf import settings
from django.test import Client

from portal.doors import Door
from portal.models import User
from portal.selectors import person_totp_device
from tests.factories.portal import PASSPHRASE


def door_client(door: Door, **options: object) -> Client:
    return Client(SERVER_NAME=settings.DOOR_HOSTS[door][0], **options)  # type: ignore[arg-type]


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
