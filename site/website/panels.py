from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel


class ReviewNotice(HelpPanel):
    """Says at the top of the editor that no native speaker has read the text yet."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"template": "website/admin/review_notice.html", "heading": _("Not yet reviewed")}
        super().__init__(**(own | kwargs))

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not self.instance.is_reviewed
