from typing import Any

from wagtail.admin.forms.pages import CopyForm

from knowledge.forms import EditedPageForm
from portal.policies import user_can_approve_language

# Both lead to visitors, one of them by a second person.
PUBLISHING = ("action-publish", "action-submit", "action-restart-workflow")
# What is said about a text, not the text.
SIGNED_FIELDS = ("checked_on", "reviewed_on", "reviewed_by")


class PublicPageForm(EditedPageForm):
    """A draft may be as long as it likes; what goes out to visitors may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and not self._may_sign():
            for name in SIGNED_FIELDS:
                if name in self.fields:
                    self.fields[name].disabled = True

    def _may_sign(self) -> bool:
        user: Any = self.for_user
        page: Any = self.instance if self.instance.locale_id else self.parent_page
        return page is None or user_can_approve_language(user, page.locale.language_code)

    def _post_clean(self) -> None:
        page: Any = self.instance
        page.is_saved_as_draft = True
        # Here the instance gets what was typed; `clean` comes before that.
        super()._post_clean()
        if any(button in self.data for button in PUBLISHING):
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
