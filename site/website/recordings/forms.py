from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Page

from website.models import Recording
from website.recordings.selectors import pages_to_record, text_fingerprint
from website.recordings.sound import (
    MOST_BYTES,
    MOST_BYTES_BROUGHT,
    MOST_SECONDS,
    Sound,
    SoundError,
    SoundProblem,
    sound_clean,
)

LIMITS = {
    "seconds": MOST_SECONDS,
    "kilobytes": MOST_BYTES // 1000,
    "brought": MOST_BYTES_BROUGHT // 1_000_000,
}
PROBLEM_WORDS = {
    SoundProblem.EMPTY: _("The file is empty."),
    SoundProblem.UNKNOWN_KIND: _(
        "This is neither MP3 nor Opus, whatever its name says. Save the recording as MP3."
    ),
    SoundProblem.DAMAGED: _(
        "The file is damaged or incomplete. Save the recording anew and choose the new file."
    ),
    SoundProblem.TOO_LONG: _(
        "The recording takes %(found)d seconds; at most %(seconds)d. Read the main points alone."
    ),
    SoundProblem.TOO_LARGE: _(
        "The sound takes %(found)d kB; at most %(kilobytes)d kB. Save it as mono, 32 kbit/s."
    ),
}
TOO_MUCH_BROUGHT = _("The file is over %(brought)d MB. Save it without pictures, as mono MP3.")


def _label(page: Page) -> str:
    draft = "" if page.live else f" ({_('draft')})"
    return f"{page.locale.get_display_name()}: {page.title}{draft}"


class RecordingForm(WagtailAdminModelForm):
    file = forms.FileField(
        label=_("File"),
        # What the browser offers to choose; what a file is, is decided by its content.
        widget=forms.FileInput(attrs={"accept": ".mp3,.ogg,.opus", "autocomplete": "off"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": PROBLEM_WORDS[SoundProblem.EMPTY],
        },
        help_text=_(
            "MP3 (plays on every phone) or Opus in Ogg; at most 60 seconds and 300 kB. Mono and "
            "32 kbit/s are enough for a voice. Title, names, pictures and comments within the file "
            "are taken out of it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        page = self.fields["page"]
        pages = pages_to_record()
        page.queryset = Page.objects.filter(pk__in=[one.pk for one in pages])
        page.widget = forms.Select(
            choices=[("", "---------"), *((one.pk, _label(one)) for one in pages)]
        )
        # Another page's words would not fit its recording.
        page.disabled = not is_new
        self.fields["file"].required = is_new

    def clean_file(self) -> Sound | None:
        """The sound without its tags; None where the one that is there stays."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        # The content of a file over the limit may not have been kept.
        if upload.size > MOST_BYTES_BROUGHT:
            raise forms.ValidationError(TOO_MUCH_BROUGHT, params=LIMITS)
        try:
            return sound_clean(upload.read())
        except SoundError as error:
            found = error.found
            if error.problem is SoundProblem.TOO_LARGE:
                found = -(-found // 1000)
            raise forms.ValidationError(
                PROBLEM_WORDS[error.problem], params={**LIMITS, "found": found}
            ) from None

    def save(self, commit: bool = True) -> Any:
        sound: Sound | None = self.cleaned_data["file"]
        if sound is not None:
            recording: Recording = self.instance
            recording.content, recording.size = sound.content, len(sound.content)
            recording.kind, recording.seconds = sound.kind, sound.seconds
            # Who reads a text aloud has its latest draft.
            page = recording.page.get_latest_revision_as_object()
            recording.text_fingerprint = text_fingerprint(page.specific)
            recording.brought_at = timezone.now()
        return super().save(commit)
