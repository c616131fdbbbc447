"""The end of the log goes out by mail once a day: what was filed outside cannot be rewritten."""

from datetime import UTC

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.anchors import anchor_file, anchors_filed
from portal.audit.chain import ChainBreak
from portal.audit.selectors import (
    ALARM,
    HEAD,
    HeadState,
    chain_find_break,
    head_is_there,
    head_state,
    was_sent_today,
)
from portal.audit.services import audit_record_alone
from portal.enums import AuditAction


class ChainBrokenError(RuntimeError):
    """The log was bent."""


def audit_head_send() -> bool:
    """Mail the head to its recipients unless that was done today; False when nothing was sent.

    The chain is verified first, against the ends that were mailed before too: a broken one is told
    by an alarm, once a day, and raises ChainBrokenError. Recorded after the mail: when mailing
    fails, the next run tries again.
    """
    if not settings.AUDIT_HEAD_RECIPIENTS or was_sent_today(HEAD):
        return False
    broken = _find_break()
    if broken:
        _alarm_send()
        raise ChainBrokenError(f"chain broken at event {broken.sequence}: {broken.reason}")
    state = head_state()
    with translation.override(settings.LANGUAGE_CODE):
        _mail(_("End of the log"), _head_text(state))
    anchor_file(state.anchor)
    audit_record_alone(
        actor=None,
        action=AuditAction.AUDIT_HEAD_SENT,
        subject_kind=HEAD,
        subject_id=state.sequence,
    )
    return True


def _find_break() -> ChainBreak | None:
    try:
        return chain_find_break(anchors_filed())
    except ValueError:
        return ChainBreak(0, "the file with the earlier ends cannot be read")


def _alarm_send() -> None:
    if was_sent_today(ALARM):
        return
    with translation.override(settings.LANGUAGE_CODE):
        _mail(
            _("The log does not hold together"),
            _("Keep the last mails with the end of the log, and call the administrator today."),
        )
    if head_is_there():
        audit_record_alone(actor=None, action=AuditAction.AUDIT_HEAD_SENT, subject_kind=ALARM)


def _head_text(state: HeadState) -> str:
    lines = [
        _("Number and hash: %(anchor)s") % {"anchor": state.anchor},
        _("Time (UTC): %(at)s") % {"at": state.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")},
        _("Events of the last 24 hours: %(count)s") % {"count": state.events_of_last_day},
    ]
    return "\n".join(lines) + "\n"


def _mail(subject: str, text: str) -> None:
    # One mail each: the recipients need not know one another's address.
    for recipient in settings.AUDIT_HEAD_RECIPIENTS:
        send_mail(subject, text, None, [recipient])
