"""Passkeys (W3C WebAuthn): the library's ceremonies with our doors, and user verification always.

A challenge lies in the session, is good for five minutes and for one answer, right or wrong.
"""

import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from portal.doors import Door, door_origin
from portal.models import Passkey, User

CHALLENGE_KEY = "portal_passkey_challenge"
CHALLENGE_SECONDS = 5 * 60


class PasskeyRefusedError(Exception):
    """The answer to a challenge does not hold; `passkey` when it is known whose it was."""

    def __init__(self, passkey: Passkey | None = None) -> None:
        super().__init__()
        self.passkey = passkey


class PasskeyCeremony(WebAuthnHelper):
    """What the library asks and checks, told which door it is at."""

    def get_relying_party_domain(self) -> str:
        return passkey_domain(self.request.door)

    def get_allowed_origins(self) -> list[str]:
        return [door_origin(self.request.door)]

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        # A key that opens without finger, face or PIN proves possession only.
        selection = options["authenticator_selection"]
        selection.user_verification = UserVerificationRequirement.REQUIRED
        return options

    def create_credential(self, *args: Any, **kwargs: Any) -> Passkey:
        passkey: Passkey = super().create_credential(*args, **kwargs)
        passkey.rp_id = self.get_relying_party_domain()
        return passkey

    def create_attestation(self, *_args: Any, **_kwargs: Any) -> None:
        """Which make the device is of is nobody's business here: not kept."""


def passkey_domain(door: Door) -> str:
    """The domain that passkeys of a door are made for; "" where the door takes none."""
    if settings.PASSKEY_DOMAIN:
        return str(settings.PASSKEY_DOMAIN)
    return settings.DOOR_HOSTS[door][0] if door is Door.PORTAL else ""


def passkey_domain_of_request(request: HttpRequest) -> str:
    return passkey_domain(request.door)  # type: ignore[attr-defined]


def registration_begin(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    options, state = PasskeyCeremony(request).register_begin(user=user)
    _remember(request, "register", state)
    return options


def registration_state(request: HttpRequest) -> dict[str, Any]:
    """The pending challenge, taken away. Raises PasskeyRefusedError when there is none."""
    return _take(request, "register")


def authentication_begin(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to answer with a passkey; says nothing about who has one."""
    options, state = PasskeyCeremony(request).authenticate_begin(
        user=None, require_user_verification=True
    )
    _remember(request, "authenticate", state)
    return options


@transaction.atomic
def authentication_complete(request: HttpRequest, answer: Any, user: User | None) -> Passkey:
    """The passkey that answered; of `user`, when it has to be hers.

    Raises PasskeyRefusedError.
    """
    state = _take(request, "authenticate")
    with refusals():
        passkey: Passkey = PasskeyCeremony(request).authenticate_complete(
            user=user, state=state, data=answer
        )
    if not passkey.confirmed or not passkey.user.is_active:
        raise PasskeyRefusedError(passkey)
    return passkey


class refusals:  # noqa: N801
    """Turns everything that the libraries raise for a bad answer into PasskeyRefusedError."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _traceback: Any) -> None:
        # Structures that are no credential at all fail in many ways while they are parsed.
        if isinstance(
            error,
            (
                WebAuthnException,
                OTPWebAuthnApiError,
                ValueError,
                KeyError,
                TypeError,
                AttributeError,
            ),
        ):
            raise PasskeyRefusedError from None


def _remember(request: HttpRequest, ceremony: str, state: dict[str, Any]) -> None:
    request.session[CHALLENGE_KEY] = {"ceremony": ceremony, "at": time.time(), "state": state}


def _take(request: HttpRequest, ceremony: str) -> dict[str, Any]:
    pending = request.session.pop(CHALLENGE_KEY, None)
    # Saved at once: whatever happens next, the challenge is used up.
    request.session.save()
    is_good = (
        pending is not None
        and pending["ceremony"] == ceremony
        and 0 <= time.time() - pending["at"] <= CHALLENGE_SECONDS
    )
    if not is_good:
        raise PasskeyRefusedError
    state: dict[str, Any] = pending["state"]
    return state
