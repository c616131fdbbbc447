"""Telling second people, once a day at most, that something waits for them."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from helpline.selectors import line_changes_waiting
from portal.doors import Door, door_origin
from portal.enums import Role
from portal.mail import mail_send
from portal.models import JobRun, User
from website.approvals.selectors import pages_waiting

MAILED = "website.approvals_mailed"
# Somewhat less than a day: a run that is late today is not later tomorrow.
MAILED_EVERY = timedelta(hours=23)


def approvals_mail_send() -> int:
    """Mail everybody who could decide something that waits; returns to how many it was sent."""
    if JobRun.objects.filter(name=MAILED, ran_at__gt=timezone.now() - MAILED_EVERY).exists():
        return 0
    context = {"address": f"{door_origin(Door.CMS)}/approvals/"}
    told = [mail_send(person, "approvals_due", context) for person in _people() if _waits(person)]
    if any(told):
        JobRun.objects.update_or_create(name=MAILED, defaults={"ran_at": timezone.now()})
    return sum(told)


def _people() -> list[User]:
    roles = Q(role_assignments__role__in=[Role.EDITOR, Role.REVIEWER])
    people = User.objects.filter(roles, is_active=True).exclude(email="")
    return list(people.distinct())


def _waits(person: User) -> bool:
    return any(not each.is_hers for each in pages_waiting(person)) or any(
        each.may_decide for each in line_changes_waiting(person)
    )
