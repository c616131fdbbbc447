from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from website.models.base import PublicPage
from website.panels import PlainLanguageNotice, ReviewNotice
from website.telling_words import telling_word_in
from website.translation_states.panels import TranslationsNotice

TELLING_WORD = _(
    "The phone keeps titles and addresses in its history, and “%(word)s” tells there what the "
    "page is about. Write everyday words instead, e.g. “Phone and hours”."
)


def telling_word_error(word: str) -> ValidationError:
    return ValidationError(TELLING_WORD, code="telling_word", params={"word": word})


class NeutralPage(PublicPage):
    """A page that a victim may come to: its title and address tell nothing."""

    content_panels = [
        ReviewNotice(),
        TranslationsNotice(),
        FieldPanel(
            "title",
            heading=_("Neutral title"),
            help_text=_(
                "The phone keeps it in its history. Everyday words only, e.g. "
                "“Phone and hours”; nothing that tells what the page is about."
            ),
        ),
        FieldPanel("heading"),
        FieldPanel("intro"),
    ]
    promote_panels = [
        FieldPanel(
            "slug",
            help_text=_("Part of the address, which the phone keeps too. Neutral words only."),
        ),
        FieldPanel(
            "search_description",
            heading=_("Description"),
            help_text=_("One neutral sentence; other pages show it beside the link."),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """ValidationError where title or address tell too much, or a public page breaks a limit."""
        telling = {
            name: word
            for name in ("title", "slug")
            if (word := telling_word_in(getattr(self, name) or ""))
        }
        if telling:
            raise ValidationError(
                {name: telling_word_error(word) for name, word in telling.items()}
            )
        super().clean()


class VictimPage(NeutralPage):
    """A page for the person who needs help: short, in plain words, within every limit."""

    content_panels = [PlainLanguageNotice(), *NeutralPage.content_panels]

    class Meta:
        abstract = True
