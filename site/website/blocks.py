"""Blocks of the public pages: short plain fields, which translators get one by one."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from website.enums import Icon

HEADING_MAX = 60
TEXT_MAX = 320
SOURCE_MAX = 200


class SourceBlock(blocks.CharBlock):
    """Where a fact comes from. For editors; the same in every language."""

    def get_translatable_segments(self, _value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, _segments: list[Any]) -> str:
        return value


class PointBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(choices=Icon.choices, default=Icon.SPEECH, label=_("Drawing"))
    heading = blocks.CharBlock(
        max_length=HEADING_MAX,
        label=_("Heading"),
        help_text=_("A few everyday words."),
    )
    text = blocks.TextBlock(
        max_length=TEXT_MAX,
        label=_("Text"),
        help_text=_("Short sentences, at most 20 words each. Speak to the person."),
        rows=3,
    )

    class Meta:
        icon = "doc-full"
        label = _("Point")
        template = "website/blocks/point.html"
        preview_value = {
            "icon": Icon.SPEECH,
            "heading": _("You decide"),
            "text": _("You say what you want to say."),
        }
        description = _("One idea: a drawing, a heading, a few sentences.")


class RightBlock(PointBlock):
    source = SourceBlock(
        max_length=SOURCE_MAX,
        label=_("Source"),
        help_text=_("The law and its paragraph. Editors see it; visitors do not."),
    )

    class Meta:
        icon = "key"
        label = _("Right")
        template = "website/blocks/point.html"
        preview_value = {
            "icon": Icon.CLOCK,
            "heading": _("Time to decide"),
            "text": _("You say what you want to say."),
            "source": "",
        }
        description = _("One right in plain words, with the source of the fact.")
