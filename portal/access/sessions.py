"""What a session of the signed-in doors knows: its door, its times, its second factor.

A person has one session, at whichever door: signing in anywhere ends the one before.
"""

import logging
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django_otp.middleware import is_verified
from django_otp.models import Device

from portal.access.session_store import stored_key
from portal.doors import Door
from portal.models.device import TotpDevice
from portal.models.sign_in import PersonSession
from portal.models.user import User

STEP_KEY = "portal_sign_in_step"
DOOR_KEY = "portal_door"
STARTED_KEY = "portal_started"
SEEN_KEY = "portal_seen"
FACTOR_KEY = "portal_factor"
LANGUAGE_KEY = "portal_language"
# The last sight is written at most this often: not every page view has to write.
SEEN_RESOLUTION_SECONDS = 30
OWNER_CHARACTERS = 24

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignInStep:
    """The password was right; nothing is open yet."""

    user_id: int
    next_path: str
    at: float
    passphrase_mark: str = ""


def session_empty(request: HttpRequest) -> None:
    """A new session under a new id; nothing but the language is taken over."""
    language = request.session.get(LANGUAGE_KEY)
    request.session.flush()
    if language:
        request.session[LANGUAGE_KEY] = language


def step_begin(request: HttpRequest, user: User, next_path: str) -> None:
    """Remember in a new, empty session that the password was right. Signs nobody in."""
    session_empty(request)
    request.session[STEP_KEY] = {
        "user_id": user.pk,
        "next_path": next_path,
        "at": time.time(),
        "passphrase_mark": user.get_session_auth_hash(),
    }


def step_of(request: HttpRequest) -> SignInStep | None:
    """The pending step, or None when there is none or it is too old."""
    data = request.session.get(STEP_KEY)
    if not data:
        return None
    step = SignInStep(**data)
    if time.time() - step.at > settings.SIGN_IN_STEP_SECONDS:
        return None
    return step


def step_user(step: SignInStep) -> User | None:
    """Whose step it is; None when her account was closed or her passphrase changed since."""
    user = User.objects.filter(pk=step.user_id, is_active=True).first()
    if user is None:
        return None
    is_same = constant_time_compare(step.passphrase_mark, user.get_session_auth_hash())
    return user if is_same else None


def stale_next_path(request: HttpRequest) -> str:
    """Where a step that took too long was to lead."""
    return str((request.session.get(STEP_KEY) or {}).get("next_path", "/"))


@transaction.atomic
def session_begin(request: HttpRequest, user: User, device: Device, door: Door) -> None:
    """Sign in, after the second factor: a new session id, bound to the door; the only session."""
    # Two sign-ins at once take turns: the second one ends the first.
    User.objects.select_for_update().get(pk=user.pk)
    # `login()` keeps the id of a session that is hers already, e.g. of one idle for too long.
    session_empty(request)
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    django_otp.login(request, device)
    # As the middleware does for the next requests: this one may show a page of its own.
    request.user.is_verified = partial(is_verified, request.user)  # type: ignore[union-attr]
    request.session[DOOR_KEY] = str(door)
    now = time.time()
    request.session[STARTED_KEY] = request.session[SEEN_KEY] = request.session[FACTOR_KEY] = now
    sessions_end(user)
    # A seed that an earlier session was shown is not offered again.
    TotpDevice.objects.filter(user=user, confirmed=False, link=None).delete()
    request.session.save()
    PersonSession.objects.create(user=user, door=door, session_key=_stored_key(request))


@transaction.atomic
def session_step_up(request: HttpRequest, user: User, device: Device) -> None:
    """Note that the second factor was proven again; the session gets a new id."""
    django_otp.login(request, device)
    request.session[FACTOR_KEY] = time.time()
    session_renew(request, user)


@transaction.atomic
def session_renew(request: HttpRequest, user: User) -> None:
    """Give the session a new id; whoever holds the old one is out (OWASP ASVS 5.0 7.2.4)."""
    User.objects.select_for_update().get(pk=user.pk)
    own = PersonSession.objects.filter(user=user, session_key=_stored_key(request))
    if not own.exists():
        # Ended while this request was on its way: a new id would bring it back to life.
        request.session.flush()
        return
    # After a change of the passphrase Django would end it.
    request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session.cycle_key()
    own.update(session_key=_stored_key(request))


@transaction.atomic
def session_end(request: HttpRequest, user: User) -> None:
    """Sign out, whatever id the session was given meanwhile."""
    User.objects.select_for_update().get(pk=user.pk)
    sessions_end(user)
    auth.logout(request)


def sessions_end(user: User) -> None:
    """End the person's open session, at whichever door it is."""
    open_sessions = PersonSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=open_sessions.values("session_key")).delete()
    open_sessions.delete()


def _stored_key(request: HttpRequest) -> str:
    return stored_key(str(request.session.session_key))


def factor_is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was proven within the last few minutes (OWASP ASVS 5.0 7.5.3)."""
    age = time.time() - request.session.get(FACTOR_KEY, 0)
    return bool(0 <= age <= settings.FRESH_FACTOR_SECONDS)


def session_is_of_door(request: HttpRequest, door: Door) -> bool:
    return bool(request.session.get(DOOR_KEY) == str(door))


def session_is_fresh(request: HttpRequest, door: Door) -> bool:
    """Whether the session belongs to this door and neither limit has run out."""
    return session_is_of_door(request, door) and min(session_times_left(request)) >= 0


def session_times_left(request: HttpRequest) -> tuple[float, float]:
    """Seconds until the session ends if nothing comes any more, and whatever comes; < 0: over."""
    now, session = time.time(), request.session
    idle = settings.SESSION_IDLE_SECONDS - (now - session.get(SEEN_KEY, 0))
    absolute = settings.SESSION_ABSOLUTE_SECONDS - (now - session.get(STARTED_KEY, 0))
    return idle, absolute


def session_seconds_left(request: HttpRequest) -> int:
    return max(0, int(min(session_times_left(request))))


def session_is_open(request: HttpRequest, door: Door) -> bool:
    """Whether somebody is signed in here through both steps, within the limits."""
    user: Any = request.user
    return bool(user.is_authenticated and user.is_verified() and session_is_fresh(request, door))


def session_owner(user: User) -> str:
    """Tells one person's pages from another's, and nothing else about her."""
    return salted_hmac("portal.session-owner", str(user.pk)).hexdigest()[:OWNER_CHARACTERS]


def session_touch(request: HttpRequest) -> None:
    """Note that somebody is there. Where that cannot be written, the request still goes on."""
    if time.time() - request.session.get(SEEN_KEY, 0) <= SEEN_RESOLUTION_SECONDS:
        return
    request.session[SEEN_KEY] = time.time()
    try:
        request.session.save()
    except (DatabaseError, UpdateError):
        logger.warning("the last sight of a session could not be written")
    request.session.modified = False
