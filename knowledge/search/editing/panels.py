from typing import Any, ClassVar

from wagtail.admin.ui.components import Component


class QuestionsPanel(Component):
    """On the editors' first page: how many questions wait for them."""

    name = "search-questions"
    order = 120
    template_name = "knowledge/cms/_questions_panel.html"

    class Media:
        css: ClassVar = {"all": ["css/search-editing.css"]}

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"waiting": self.waiting}
