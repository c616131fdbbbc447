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
