from typing import Any

from wagtail.admin.forms.pages import CopyForm

from knowledge.forms import EditedPageForm

PUBLISHING = "action-publish"


class PublicPageForm(EditedPageForm):
    """A draft may be as long as it likes; what goes out to visitors may not."""

    def _post_clean(self) -> None:
        page: Any = self.instance
        page.is_saved_as_draft = True
        # Here the instance gets what was typed; `clean` comes before that.
        super()._post_clean()
        if PUBLISHING in self.data:
            page.is_saved_as_draft = False
            if not self.errors:
                self._refuse_publication(page)

    def _refuse_publication(self, page: Any) -> None:
        # Limits read the models, which read this form.
        from website.limits import publication_problems

        for problem in publication_problems(page):
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class PublicCopyForm(CopyForm):
    """No aliases: visitors would find the same page under two addresses, and editors only one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
