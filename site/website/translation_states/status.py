"""What the page about the state of the portal says of the translations."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import StatusLevel
from portal.status import StatusRow
from website.models import TranslationState

LABEL = gettext_lazy("Public site: states of translations")
SHOWN_FOR = timedelta(days=7)


def translation_states_status() -> list[StatusRow]:
    """One row: whether the nightly comparison found what a state did not know."""
    since = timezone.now() - SHOWN_FOR
    corrected = TranslationState.objects.filter(corrected_at__gte=since).count()
    if corrected:
        text = _(
            "Within a week %(count)d states were other than their pages, and were put right: "
            "something changed pages past the portal."
        )
        return [StatusRow(LABEL, text % {"count": corrected}, StatusLevel.ATTENTION)]
    return [StatusRow(LABEL, _("Every night each is compared with its page; they agree."))]
