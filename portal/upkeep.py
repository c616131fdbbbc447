"""What the portal forgets by itself; run by `manage.py tick`."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.models import Link, PersonSession

LINKS_KEPT = timedelta(days=30)


@transaction.atomic
def sessions_forget_ended() -> None:
    """Sessions that have run out, and who had them."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.values("session_key")
    PersonSession.objects.exclude(session_key__in=alive).delete()


def links_forget_old() -> None:
    """Links that ended 30 days ago.

    Not those that still hold something back: a person to be confirmed, a device that waits.
    """
    limit = timezone.now() - LINKS_KEPT
    ended = Q(expires_at__lt=limit) | Q(finished_at__lt=limit) | Q(withdrawn_at__lt=limit)
    awaits = Q(
        needs_confirmation=True,
        finished_at__isnull=False,
        withdrawn_at__isnull=True,
        confirmed_at__isnull=True,
    )
    done = Link.objects.filter(ended, totp_devices=None, passkeys=None).exclude(awaits)
    Link.objects.filter(pk__in=done.values("pk")).delete()
