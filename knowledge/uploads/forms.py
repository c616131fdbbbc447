from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.uploads.selectors import HandbookChoice, handbook_choices
from knowledge.uploads.words import PROBLEM_WORDS, problem_words

# What the browser offers to choose; what a file is, is decided by its content.
OFFERED = ".pdf,.docx,.html,.htm,.md,.markdown,.txt"
# No handbook has this address: it is no slug.
NEW_HANDBOOK = "+"


def handbook_label(handbook: HandbookChoice) -> str:
    """Title, number of sections and last change: several may have one title."""
    sections = ngettext("%(count)d section", "%(count)d sections", handbook.sections) % {
        "count": handbook.sections
    }
    if handbook.changed_at is None:
        return f"{handbook.title} ({sections})"
    changed_at = date_format(localtime(handbook.changed_at), "SHORT_DATETIME_FORMAT")
    changed = gettext("last changed %(when)s") % {"when": changed_at}
    return f"{handbook.title} ({sections}, {changed})"


class HandbookUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Document"),
        help_text=_("PDF, Word (DOCX), web page (HTML), Markdown or plain text; 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": OFFERED, "autocomplete": "off"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": PROBLEM_WORDS[DocumentProblem.EMPTY],
        },
    )
    # Its choices are records: filled in when the form is shown.
    handbook = forms.ChoiceField()
    title = forms.CharField(
        label=_("Title of a new handbook"),
        required=False,
        max_length=255,
        help_text=_("Empty: the title that the document has."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handbooks = [(one.slug, handbook_label(one)) for one in handbook_choices()]
        several = len(handbooks) > 1
        self.fields["handbook"] = forms.ChoiceField(
            label=_("Handbook"),
            required=several,
            choices=[*handbooks, (NEW_HANDBOOK, _("a new handbook"))],
            initial=None if several else [*handbooks, (NEW_HANDBOOK, "")][0][0],
            # A list that opens is as wide as its longest line: too wide for a phone.
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose the handbook that the document belongs to.")},
        )

    def clean_handbook(self) -> str:
        """The handbook's address; empty for a new one."""
        chosen: str = self.cleaned_data["handbook"]
        return "" if chosen == NEW_HANDBOOK else chosen

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        # The content of a file over the limit was not kept.
        if upload.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise forms.ValidationError(PROBLEM_WORDS[DocumentProblem.TOO_LARGE])
        return upload

    def refuse(self, error: DocumentError) -> None:
        """Say at the file's field why it could not be read."""
        self.add_error("file", problem_words(error))
