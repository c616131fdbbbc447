"""Mail to the organisation's own people. It says that there is something, never what.

An address that a mail carries leads to our own door; names, roles and records stay out.
"""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.doors import Door, door_origin
from portal.models.user import User

logger = logging.getLogger(__name__)


def mail_send(user: User, template: str, context: dict[str, Any] | None = None) -> bool:
    """Send one plain mail in the person's language; False when it could not be sent."""
    if not user.email:
        return False
    with translation.override(user.language):
        text = render_to_string(
            f"portal/mail/{template}.txt",
            {"portal": door_origin(Door.PORTAL), "at": timezone.now(), **(context or {})},
        )
    subject, _blank, body = text.strip().partition("\n")
    message = EmailMessage(subject=subject, body=body.strip() + "\n", to=[user.email])
    try:
        message.send()
    except (OSError, SMTPException, ImproperlyConfigured):
        logger.warning("a mail could not be sent")
        return False
    return True


def person_notify(user: User) -> None:
    """Tell a person, after the change is made, that something about her way in was changed."""
    transaction.on_commit(lambda: mail_send(user, "account_changed"))


def person_warn(user: User) -> None:
    """Tell a person that somebody who knows her passphrase gives wrong codes."""
    transaction.on_commit(lambda: mail_send(user, "codes_refused"))
