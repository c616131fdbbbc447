from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

HANDBOOK_DEPTH = 3


class SectionPageForm(WagtailAdminPageForm):
    """Two sections of one handbook never share a number: its address would show only one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number and self._is_taken(number):
            self.add_error("number", ValidationError(_("Another section has this number.")))
        return cleaned

    def _is_taken(self, number: str) -> bool:
        parent: Page = self.parent_page or self.instance.get_parent()
        handbook_path = parent.path[: HANDBOOK_DEPTH * Page.steplen]
        others = type(self.instance).objects.filter(number=number, path__startswith=handbook_path)
        return bool(others.exclude(pk=self.instance.pk).exists())


class LegalArticlePageForm(WagtailAdminPageForm):
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
