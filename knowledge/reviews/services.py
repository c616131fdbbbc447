"""Looking a page over, and telling the editors what is due."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from knowledge.models import LegalArticlePage, SectionPage
from knowledge.reviews.selectors import reviews_due
from portal.doors import Door, door_origin
from portal.enums import Role
from portal.mail import mail_send
from portal.models import JobRun, User

MAILED = "knowledge.reviews_mailed"
MAIL_HOUR = 6


class MailNotSentError(RuntimeError):
    """No editor could be told."""


def page_review(*, actor: User, page: SectionPage | LegalArticlePage, months: int) -> None:
    """Write down that the page was looked over today and is due again in so many months.

    What is published gets the dates at once; text that waits as a draft stays a draft.
    """
    today = timezone.localdate()
    dates = {
        "reviewed_on": today,
        "reviewed_by": actor,
        "next_review_on": today + relativedelta(months=months),
    }
    with transaction.atomic():
        is_as_published = page.live and not page.has_unpublished_changes
        type(page).objects.filter(pk=page.pk).update(**dates)
        latest = page.get_latest_revision_as_object()
        for name, value in dates.items():
            setattr(latest, name, value)
        revision = latest.save_revision(user=actor, log_action=True)
        if is_as_published:
            revision.publish(user=actor)


def reviews_mail_send() -> int:
    """Tell each editor once a week how much is overdue; returns to how many it was sent.

    Raises MailNotSentError when nobody could be told: the next run tries again.
    """
    if JobRun.objects.filter(name=MAILED, ran_at__gte=_week_start()).exists():
        return 0
    due = reviews_due()
    editors = _editors() if due.overdue else []
    if not editors:
        return 0
    context = {"due": due, "address": f"{door_origin(Door.CMS)}/reviews/"}
    sent = sum(mail_send(editor, "reviews_due", context) for editor in editors)
    if not sent:
        raise MailNotSentError
    JobRun.objects.update_or_create(name=MAILED, defaults={"ran_at": timezone.now()})
    return sent


def _editors() -> list[User]:
    editors = User.objects.filter(is_active=True, role_assignments__role=Role.EDITOR)
    return list(editors.exclude(email="").distinct())


def _week_start() -> datetime:
    """The last Monday morning."""
    now = timezone.localtime()
    monday = now - timedelta(days=now.weekday())
    start = monday.replace(hour=MAIL_HOUR, minute=0, second=0, microsecond=0)
    return start if start <= now else start - timedelta(days=7)
