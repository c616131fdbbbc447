"""Passkeys (W3C WebAuthn): the library's ceremonies with our doors, and user verification always.

A challenge lies in the session, is good for five minutes and for one answer, right or wrong.
"""

import secrets
import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DataError, IntegrityError, transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnUserHandle
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from portal.access.session_store import stored_key
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


def authentication_complete(request: HttpRequest, answer: Any, user: User | None) -> Passkey:
    """The passkey that answered; of `user`, when it has to be hers.

    Raises PasskeyRefusedError.
    """
    # Outside the transaction: a refusal must not bring the challenge back.
    state = _take(request, "authenticate")
    with refusals(), transaction.atomic():
        passkey: Passkey = PasskeyCeremony(request).authenticate_complete(
            user=user, state=state, data=answer
        )
        is_hers = _names_the_owner(answer["response"].get("userHandle"), passkey, user)
        if not (is_hers and passkey.confirmed and passkey.user.is_active):
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
                # Somebody has a passkey of this id already, or a number does not fit.
                IntegrityError,
                DataError,
            ),
        ):
            raise PasskeyRefusedError from None


def _remember(request: HttpRequest, ceremony: str, state: dict[str, Any]) -> None:
    request.session[CHALLENGE_KEY] = {"ceremony": ceremony, "at": time.time(), "state": state}


def _names_the_owner(handle: str | None, passkey: Passkey, user: User | None) -> bool:
    """W3C WebAuthn level 3 §7.2 step 6: the handle is there unless we know who answers."""
    if handle is None:
        return user is not None
    owner = WebAuthnUserHandle.get_handle_for_user(passkey.user)
    return secrets.compare_digest(base64url_to_bytes(handle), owner)


def _take(request: HttpRequest, ceremony: str) -> dict[str, Any]:
    pending = _pending_taken(request)
    is_good = (
        pending is not None
        and pending["ceremony"] == ceremony
        and 0 <= time.time() - pending["at"] <= CHALLENGE_SECONDS
    )
    if not is_good:
        raise PasskeyRefusedError
    state: dict[str, Any] = pending["state"]
    return state


@transaction.atomic
def _pending_taken(request: HttpRequest) -> Any:
    """The pending challenge, used up with this whatever happens next; None when it is gone."""
    # Two answers at once take turns: the second has read a session that is changed by now.
    key, pending = request.session.session_key, request.session.get(CHALLENGE_KEY)
    Session.objects.select_for_update().filter(session_key=stored_key(str(key))).first()
    if pending is None or type(request.session)(key).get(CHALLENGE_KEY) != pending:
        return None
    del request.session[CHALLENGE_KEY]
    request.session.save()
    return pending
