"""The address of a link: its id, signed, so that no guess ever reaches the database."""

import uuid

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from portal.doors import Door, door_origin, door_reverse
from portal.mail import mail_send
from portal.models.link import Link

SIGNER = Signer(salt="portal.link")


def link_address(link: Link) -> str:
    token = SIGNER.sign(link.pk.hex)
    return door_origin(Door.PORTAL) + door_reverse(Door.PORTAL, "welcome", token=token)


def link_of_token(token: str) -> Link | None:
    """The link of an address, good or not; None when nobody signed it."""
    try:
        pk = uuid.UUID(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Link.objects.select_related("user").filter(pk=pk).first()


def link_mail(link: Link) -> None:
    """Send the link to its person, and note that it left."""
    context = {"address": link_address(link), "until": link.expires_at}
    if mail_send(link.user, "link", context):
        Link.objects.filter(pk=link.pk).update(mailed_at=timezone.now())
