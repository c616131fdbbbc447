from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from helpline.selectors import line_changes_waiting
from website.approvals.selectors import pages_waiting


class ApprovalsPanel(Component):
    """What waits for a second person, on the first page of the cms."""

    name = "website_approvals"
    template_name = "website/admin/approvals/panel.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        self.user: Any = request.user

    def get_context_data(self, parent_context: Any) -> Mapping[str, Any]:
        return {
            "waiting": pages_waiting(self.user),
            "changes": line_changes_waiting(self.user),
        }
