"""What the field says of a text: length, telling words, the block's own rules.

Wagtail-localize asks none of it, and Wagtail itself checks no stream when a page is saved.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.fields import StreamField

from website.models import NeutralPage, PublicPage
from website.models.victim import telling_word_error
from website.telling_words import telling_word_in

NEUTRAL_FIELDS = ("title", "slug", "seo_title", "search_description")


def text_error(model: type[PublicPage], field_path: str, text: str) -> str:
    """Why a text may not stand there, in the language of whoever asks; nothing where it may.

    `field_path` as wagtail-localize keeps it, e.g. `body.point.heading`.
    """
    try:
        _neutral(model, field_path, text)
        form_field_of(model, field_path).clean(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def text_limit(model: type[PublicPage], field_path: str) -> int | None:
    """How many characters the field takes, where it says so."""
    limit: int | None = getattr(form_field_of(model, field_path), "max_length", None)
    return limit


def form_field_of(model: type[PublicPage], field_path: str) -> forms.Field:
    """The field in which an editor would write the text."""
    name, *below = field_path.split(".")
    field = model._meta.get_field(name)
    if not isinstance(field, StreamField):
        found: forms.Field = field.formfield()
        return found
    block: Any = field.stream_block
    for part in below:
        block = _child(block, part)
    own: forms.Field = block.field
    return own


def _child(block: Any, name: str) -> Any:
    if isinstance(block, blocks.ListBlock):
        return block.child_block
    return block.child_blocks[name]


def _neutral(model: type[PublicPage], field_path: str, text: str) -> None:
    if issubclass(model, NeutralPage) and field_path in NEUTRAL_FIELDS:
        word = telling_word_in(text)
        if word:
            raise telling_word_error(word)
