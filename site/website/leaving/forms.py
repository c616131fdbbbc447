from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from website.enums import ExitAnswer


class ExitTargetForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> Any:
        # What the former address answered says nothing of the new one.
        if "url" in self.changed_data:
            self.instance.answer = ExitAnswer.NOT_ASKED
            self.instance.asked_at = None
        if "spare_url" in self.changed_data:
            self.instance.spare_answer = ExitAnswer.NOT_ASKED
            self.instance.asked_at = None
        return super().save(commit)
