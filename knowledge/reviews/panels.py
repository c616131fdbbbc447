from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from knowledge.reviews.selectors import reviews_due


class ReviewsPanel(Component):
    """On the editors' dashboard: what is overdue, and what soon will be."""

    name = "knowledge_reviews"
    template_name = "knowledge/admin/reviews_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"due": reviews_due(), "today": timezone.localdate()}
