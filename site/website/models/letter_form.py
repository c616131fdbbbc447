from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.utils import translation

from helpline.enums import LetterKind
from helpline.retention import letters_kept

if TYPE_CHECKING:
    from wagtail.models import Page as PageWithForm
else:
    PageWithForm = object


class LetterFormPage(PageWithForm):
    """What a page has whose form ends in the letterbox. The forms are in `website.letters`."""

    letter_kind: ClassVar[LetterKind]
    # The sender gets a code to ask about the letter; a victim's phone gets none to keep.
    gives_receipt: ClassVar[bool] = True
    answers_to = frozenset({"GET", "HEAD", "POST"})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With an empty form; also for the preview, where the view does not come along."""
        # The forms read the table of languages and the services, hence not at import.
        from website.letters.kinds import FORMS

        language = translation.get_language()
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "form": FORMS[self.letter_kind](initial={"language": language}),
            "days_at_most": letters_kept(self.letter_kind).at_most.days,
        }
