"""Enrolling by a link: whoever acts for it has to be the one who follows it now.

Asked again under the lock of the link: a request that passed the gate a moment ago may have waited
behind one that began the enrolment anew.
"""

from portal.access.enrolment import Enrolment
from portal.models import Link, TotpDevice


class LinkSpentError(Exception):
    """The link is used, withdrawn or too old, or somebody else follows it now."""


def locked_link(link: Link) -> Link:
    """The link, locked. Raises LinkSpentError."""
    locked = Link.objects.select_for_update(of=("self",)).select_related("user").get(pk=link.pk)
    if not locked.is_good or not locked.user.is_active:
        raise LinkSpentError
    return locked


def enrolment_locked(enrolment: Enrolment) -> tuple[Link, TotpDevice]:
    """The link of an enrolment, locked, and the authenticator that it is setting up.

    Raises LinkSpentError.
    """
    link = locked_link(enrolment.link)
    device = link.totp_devices.filter(sealing_id=enrolment.candidate, confirmed=False).first()
    if device is None:
        raise LinkSpentError
    return link, device
