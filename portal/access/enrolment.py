"""Who opened a good link and knows the passphrase may enrol a second factor, and nothing else."""

import time
from dataclasses import dataclass

from django.http import HttpRequest

from portal.access.sessions import session_empty
from portal.enums import ENROLMENT_KINDS
from portal.models import Link, TotpDevice

ENROLMENT_KEY = "portal_enrolment"
ENROLMENT_SECONDS = 30 * 60


def enrolment_begin(request: HttpRequest, link: Link, candidate: TotpDevice) -> None:
    """Remember in a new, empty session that the passphrase of the link's person was given.

    With the authenticator to set up: whoever follows the link later gets another one, and with
    it this session is good for nothing.
    """
    session_empty(request)
    request.session[ENROLMENT_KEY] = {
        "link": str(link.pk),
        "candidate": str(candidate.sealing_id),
        "at": time.time(),
    }


@dataclass(frozen=True)
class Enrolment:
    """Who follows a link: `candidate` names the authenticator that was begun for her."""

    link: Link
    candidate: str


def enrolment_of(request: HttpRequest) -> Enrolment | None:
    """The enrolment that is going on, while its link is good."""
    marker = request.session.get(ENROLMENT_KEY)
    if not marker or not 0 <= time.time() - marker["at"] <= ENROLMENT_SECONDS:
        return None
    link = Link.objects.select_related("user").filter(pk=marker["link"]).first()
    if link is None or not (link.is_good and link.user.is_active):
        return None
    candidate = marker.get("candidate")
    candidates = link.totp_devices.filter(confirmed=False, sealing_id=candidate)
    is_going_on = link.kind in set(ENROLMENT_KINDS) and candidates.exists()
    return Enrolment(link, candidate) if is_going_on else None


def enrolment_end(request: HttpRequest) -> None:
    request.session.pop(ENROLMENT_KEY, None)
