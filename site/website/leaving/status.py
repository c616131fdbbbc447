"""What the page about the state of the portal says of the ways out."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import StatusLevel
from portal.status import StatusRow
from website.models import ExitTarget

LABEL = gettext_lazy("Public site: ways out")


def exit_targets_status() -> list[StatusRow]:
    """One row: whether every address answers, and when it was asked last."""
    targets = list(ExitTarget.objects.all())
    if not any(target.language_code == "" for target in targets):
        text = _("There is none for all other languages; an editor sets it in cms.")
        return [StatusRow(LABEL, text, StatusLevel.ATTENTION)]
    if faulty := [str(target) for target in targets if target.is_faulty]:
        text = _("An address does not answer as it should: %(targets)s.")
        return [StatusRow(LABEL, text % {"targets": ", ".join(faulty)}, StatusLevel.ATTENTION)]
    asked = [target.asked_at for target in targets]
    if None in asked:
        return [StatusRow(LABEL, _("Not all were asked yet; the next tick asks them."))]
    oldest = min(moment for moment in asked if moment is not None)
    shown = formats.date_format(timezone.localtime(oldest), "DATETIME_FORMAT")
    return [StatusRow(LABEL, _("All answer. Asked on %(asked_at)s.") % {"asked_at": shown})]
