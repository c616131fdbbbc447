"""Writing down that facts were compared, or a text was read, and telling who is late.

Neither changes a word that visitors read as text: it needs no second person, and what was
approved stays approved.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from helpline.selectors import numbers_overdue
from portal.doors import Door, door_origin
from portal.enums import Role
from portal.mail import mail_send
from portal.models import JobRun, User
from website.fact_checks.policies import user_can_check_facts, user_can_sign_language
from website.facts import facts_overdue
from website.models import PublicPage
from website.translation_states.services import page_states_follow

CHECKED_ACTION = "website.facts_checked"
SIGNED_ACTION = "website.language_reviewed"
MAILED = "website.facts_mailed"
MAILED_EVERY = timedelta(days=7)


class MailNotSentError(RuntimeError):
    """No editor could be told."""


@transaction.atomic
def page_facts_check(*, actor: User, page: PublicPage) -> None:
    """Write down that the facts were compared with their sources today. Raises PermissionDenied."""
    if not user_can_check_facts(actor, page):
        raise PermissionDenied
    _note(page, checked_on=timezone.localdate())
    log(instance=page, action=CHECKED_ACTION, user=actor)


@transaction.atomic
def page_language_sign(*, actor: User, page: PublicPage) -> None:
    """Write down that a native speaker has read the text today. Raises PermissionDenied."""
    if not user_can_sign_language(actor, page):
        raise PermissionDenied
    _note(page, reviewed_on=timezone.localdate(), reviewed_by=actor.display_name)
    log(instance=page, action=SIGNED_ACTION, user=actor)


def _note(page: PublicPage, **fields: date | str) -> None:
    """In what was written last; and in what is public, where that is the same text."""
    latest = page.get_latest_revision()
    if latest is None or latest.pk == page.live_revision_id or not page.live:
        type(page).objects.filter(pk=page.pk).update(**fields)
        page_states_follow(page)
    if latest is None:
        return
    latest.content |= {name: str(value) for name, value in fields.items()}
    # A new revision would be one that nobody approved.
    Revision.objects.filter(pk=latest.pk).update(content=latest.content)


def facts_mail_send() -> int:
    """Tell each editor, once a week at most, how much is overdue; returns to how many it was sent.

    Raises MailNotSentError when nobody could be told: the next run tries again.
    """
    if JobRun.objects.filter(name=MAILED, ran_at__gt=timezone.now() - MAILED_EVERY).exists():
        return 0
    context: dict[str, Any] = {
        "pages": len(facts_overdue()),
        "numbers": len(numbers_overdue()),
        "address": f"{door_origin(Door.CMS)}/",
    }
    editors = _editors() if context["pages"] or context["numbers"] else []
    if not editors:
        return 0
    sent = sum(mail_send(editor, "facts_due", context) for editor in editors)
    if not sent:
        raise MailNotSentError
    JobRun.objects.update_or_create(name=MAILED, defaults={"ran_at": timezone.now()})
    return sent


def _editors() -> list[User]:
    editors = User.objects.filter(is_active=True, role_assignments__role=Role.EDITOR)
    return list(editors.exclude(email="").distinct())
