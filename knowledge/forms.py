from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

HANDBOOK_DEPTH = 3
_STALE = gettext_lazy(
    "Somebody saved this page after you had opened it. Nothing was saved now, and what you typed "
    "is still here. Look at the newer version in another window. If you save here once more, your "
    "text takes its place."
)


class EditedPageForm(WagtailAdminPageForm):
    """A page is never written over by a form that was opened before somebody else saved it.

    Wagtail looks for that only where it saves by itself. What was typed stays in the form, which
    now knows of the newer version: sent once more, it counts.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_out_of_date:
            self.add_error(None, ValidationError(_STALE, code="out_of_date"))
        return cleaned

    @property
    def is_out_of_date(self) -> bool:
        newest = self.instance.latest_revision
        seen = self.data.get("overwrite_revision_id") or self.data.get("loaded_revision_id")
        if newest is None or not seen:
            return False
        if seen != str(newest.pk):
            return True
        # Wagtail saves into the same revision while somebody types on.
        loaded_at = self.data.get("loaded_revision_created_at")
        is_own = bool(self.data.get("overwrite_revision_id"))
        return not is_own and bool(loaded_at) and loaded_at != newest.created_at.isoformat()


class RestrictedCopyForm(CopyForm):
    """No aliases: a second copy that nobody can edit would be a second address of one text.

    Nor are copies published that more people could read than the text they were made from.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        place = cleaned.get("new_parent_page")
        if cleaned.get("publish_copies") and place and self._opens_at(place):
            message = _(
                "There more people could read it. Copy it without publishing, choose who may read "
                "the copy, then publish it."
            )
            self.add_error("publish_copies", message)
        return cleaned

    def _opens_at(self, place: Page) -> bool:
        # Selectors read the models, which read these forms.
        from knowledge.models import SectionPage
        from knowledge.selectors import readers_after_move, readers_at

        page = self.page.specific
        return isinstance(page, SectionPage) and readers_after_move(page, place) != readers_at(
            page.path
        )


class SectionPageForm(EditedPageForm):
    """Two sections of one handbook never share a number: its address would show only one.

    An older version that is brought back keeps the readers of the newest: its text comes back, not
    who could read it then.
    """

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.latest_revision if self.instance.pk else None
        if newest is not None and "readers" in newest.content:
            self.initial["readers"] = newest.content["readers"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number and self._is_taken(number):
            self.add_error("number", ValidationError(_("Another section has this number.")))
        self._warn_of_other_readers(cleaned.get("readers"))
        return cleaned

    def _warn_of_other_readers(self, chosen: str | None) -> None:
        """Who restricted the page meanwhile must not be overruled by a box nobody looked at."""
        if not self.is_out_of_date:
            return
        newest = self.instance.latest_revision.content.get("readers")
        if chosen != newest:
            label = dict(self.fields["readers"].choices).get(newest, newest)
            words = _("In the newer version it is: %(readers)s.") % {"readers": label}
            self.add_error("readers", ValidationError(words, code="out_of_date"))
            # The page saves itself again within a second: what is closed has to stay so there.
            self.data = self.data.copy()
            self.data[self.add_prefix("readers")] = newest

    def _is_taken(self, number: str) -> bool:
        parent: Page = self.parent_page or self.instance.get_parent()
        handbook_path = parent.path[: HANDBOOK_DEPTH * Page.steplen]
        others = type(self.instance).objects.filter(number=number, path__startswith=handbook_path)
        return bool(others.exclude(pk=self.instance.pk).exists())


class LegalArticlePageForm(EditedPageForm):
    """One article a number, one wording a day, one paragraph a number: each is an address."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number and self._is_taken(number):
            self.add_error("number", ValidationError(_("Another article has this number.")))
        return cleaned

    def is_valid(self) -> bool:
        """The wordings are forms of their own, which hold what was sent only after this."""
        valid = bool(super().is_valid())
        wordings = self.formsets.get("wordings")
        if not valid or wordings is None:
            return valid
        _refuse_doubles(wordings, "valid_from", _("Another wording is valid from this day."))
        for wording in _kept(wordings):
            paragraphs = wording.formsets["paragraphs"]
            _refuse_doubles(paragraphs, "number", _("Another paragraph has this number."))
        return not any(form.errors for form in _all_forms(wordings))

    def _is_taken(self, number: str) -> bool:
        act: Page = self.parent_page or self.instance.get_parent()
        others = type(self.instance).objects.child_of(act).filter(number=number)
        return bool(others.exclude(pk=self.instance.pk).exists())


def _kept(formset: Any) -> list[Any]:
    """The forms of a formset that are filled in and not to be deleted."""
    deleted = formset.deleted_forms
    return [one for one in formset.forms if one not in deleted and one.cleaned_data]


def _refuse_doubles(formset: Any, field: str, message: str) -> None:
    seen = set()
    for one in _kept(formset):
        value = one.cleaned_data.get(field)
        if value in seen:
            one.add_error(field, ValidationError(message))
        seen.add(value)


def _all_forms(wordings: Any) -> Iterable[Any]:
    for wording in _kept(wordings):
        yield wording
        yield from _kept(wording.formsets["paragraphs"])
