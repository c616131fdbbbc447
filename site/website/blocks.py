"""Blocks of the public pages: short plain fields, which translators get one by one."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from website.enums import CallStep, Device, Icon, RightsTopic, SafetyStep, Situation
from website.plain_language import sentences_of, words_of
from website.rights_checklist import rule_choices

HEADING_MAX = 60
TEXT_MAX = 320
STEP_MAX = 120
SOURCE_MAX = 200
REVIEWER_MAX = 120
SENTENCE_WORDS = 20
STEP_WORDS = 12
QUESTIONS_MAX = 10
LONG_TEXT_MAX = 900
LONG_HEADING_MAX = 90
INDICATORS_MAX = 12


def _validate_sentences(text: str) -> None:
    """ValidationError for a sentence of more than 20 words (public-site.md, P22)."""
    for sentence in sentences_of(text):
        count = len(words_of(sentence))
        if count > SENTENCE_WORDS:
            raise ValidationError(
                gettext("This sentence has %(count)d words; at most %(limit)d: “%(sentence)s”")
                % {"count": count, "limit": SENTENCE_WORDS, "sentence": sentence}
            )


def _validate_step(text: str) -> None:
    """ValidationError for a step of more than 12 words (public-site.md, P14)."""
    count = len(words_of(text))
    if count > STEP_WORDS:
        raise ValidationError(
            gettext("A step has at most %(limit)d words; this one has %(count)d.")
            % {"count": count, "limit": STEP_WORDS}
        )


class SourceBlock(blocks.CharBlock):
    """Where a fact comes from. For editors; the same in every language."""

    def get_translatable_segments(self, _value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, _segments: list[Any]) -> str:
        return value


class PlainTextBlock(blocks.TextBlock):
    """A few sentences, each short enough to be read in a second language."""

    def __init__(self, **kwargs: Any) -> None:
        own = {
            "max_length": TEXT_MAX,
            "rows": 3,
            "help_text": _("Short sentences, at most 20 words each. Speak to the person."),
            "validators": [_validate_sentences],
        }
        super().__init__(**(own | kwargs))


class TextChoices:
    """Mixin: values that are text need no look through all choices to find out their type.

    Wagtail looks once for each value of each block that is read, which took a third of the time of
    the page with rights.
    """

    def normalize_choice(self, value: Any) -> str | None:
        return None if value is None else str(value)


class TextChoiceBlock(TextChoices, blocks.ChoiceBlock):
    pass


class MultipleTextChoiceBlock(TextChoices, blocks.MultipleChoiceBlock):
    pass


class IconBlock(TextChoiceBlock):
    """One of the drawings."""

    choices = Icon.choices

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"label": _("Drawing"), "default": Icon.SPEECH} | kwargs))


class HeadingBlock(blocks.CharBlock):
    """The heading of a block."""

    def __init__(self, **kwargs: Any) -> None:
        own = {
            "max_length": HEADING_MAX,
            "label": _("Heading of the point"),
            "help_text": _("A few everyday words."),
        }
        super().__init__(**(own | kwargs))


class PointBlock(blocks.StructBlock):
    icon = IconBlock()
    heading = HeadingBlock()
    text = PlainTextBlock(label=_("Text"))

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


class CheckedRightBlock(blocks.StructBlock):
    """A right that covers rules of the checklist, and who compared it with them."""

    icon = IconBlock(default=Icon.KEY)
    text = PlainTextBlock(label=_("Right"))
    rules = MultipleTextChoiceBlock(
        choices=rule_choices,
        label=_("Rules that it covers"),
        help_text=_("What the law says, from the checklist. Visitors do not see it."),
    )
    reviewed_on = blocks.DateBlock(
        required=False,
        label=_("Compared with the law on"),
        help_text=_("Empty means: no lawyer has compared this right with its rules."),
    )
    reviewed_by = SourceBlock(
        required=False, max_length=REVIEWER_MAX, label=_("Compared with the law by")
    )

    class Meta:
        icon = "key"
        label = _("Right")
        template = "website/blocks/step.html"


class RightsTopicBlock(blocks.StructBlock):
    topic = TextChoiceBlock(choices=RightsTopic.choices, label=_("Part"))
    icon = IconBlock()
    heading = HeadingBlock()
    rights = blocks.ListBlock(CheckedRightBlock(), label=_("Rights"), max_num=10)

    class Meta:
        icon = "key"
        label = _("Part")
        template = "website/blocks/rights_topic.html"


class CallStepBlock(blocks.StructBlock):
    topic = TextChoiceBlock(choices=CallStep.choices, label=_("What it tells"))
    icon = IconBlock()
    text = blocks.CharBlock(
        max_length=STEP_MAX,
        label=_("Step"),
        help_text=_("At most 12 words."),
        validators=[_validate_step],
    )
    source = SourceBlock(
        required=False,
        max_length=SOURCE_MAX,
        label=_("Source"),
        help_text=_("Who confirmed it, or who has to. Editors see it; visitors do not."),
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Step")
        template = "website/blocks/step.html"


class SituationBlock(blocks.StructBlock):
    situation = TextChoiceBlock(choices=Situation.choices, label=_("Situation"))
    icon = IconBlock()
    heading = HeadingBlock()
    questions = blocks.ListBlock(
        PlainTextBlock(rows=1, label=_("Question")),
        label=_("Questions"),
        help_text=_("At most ten. “Yes” has to mean: something is wrong."),
        max_num=QUESTIONS_MAX,
    )

    class Meta:
        icon = "help"
        label = _("Situation")


class SafetyPointBlock(PointBlock):
    topic = TextChoiceBlock(choices=SafetyStep.choices, label=_("What it tells"))

    class Meta:
        icon = "lock"
        label = _("Point")


class DeviceBlock(blocks.StructBlock):
    device = TextChoiceBlock(choices=Device.choices, label=_("Phone or browser"))
    icon = IconBlock(default=Icon.PHONE)
    heading = HeadingBlock()
    steps = blocks.ListBlock(PlainTextBlock(rows=1, label=_("Step")), label=_("Steps"), max_num=6)

    class Meta:
        icon = "mobile-alt"
        label = _("Phone or browser")
        template = "website/blocks/device.html"


class LongTextBlock(blocks.TextBlock):
    """A paragraph for people who read such texts in their work, or look something up."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"max_length": LONG_TEXT_MAX, "rows": 4, "help_text": _("Plain words, no links.")}
        super().__init__(**(own | kwargs))


class SectionBlock(blocks.StructBlock):
    heading = HeadingBlock(max_length=LONG_HEADING_MAX)
    text = LongTextBlock(label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Section")
        template = "website/blocks/section.html"


class IndicatorGroupBlock(blocks.StructBlock):
    heading = HeadingBlock(max_length=LONG_HEADING_MAX)
    indicators = blocks.ListBlock(
        LongTextBlock(
            rows=1,
            max_length=TEXT_MAX,
            label=_("Indicator"),
            help_text=_("One thing that can be seen or heard. It is printed with a box to tick."),
        ),
        label=_("Indicators"),
        max_num=INDICATORS_MAX,
    )

    class Meta:
        icon = "list-ul"
        label = _("Group of indicators")
        template = "website/blocks/indicators.html"


def texts_of(block: blocks.Block, value: Any) -> Iterator[str]:
    """Every text in a block that a visitor reads, in reading order."""
    match block:
        case blocks.StreamBlock():
            for child in value:
                yield from texts_of(child.block, child.value)
        case blocks.ListBlock():
            for child in value:
                yield from texts_of(block.child_block, child)
        case blocks.StructBlock():
            for name, child_block in block.child_blocks.items():
                yield from texts_of(child_block, value[name])
        case blocks.CharBlock() | blocks.TextBlock() if not isinstance(block, SourceBlock):
            yield str(value)
