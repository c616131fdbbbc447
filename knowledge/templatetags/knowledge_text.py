from collections.abc import Mapping
from typing import TypeVar

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knowledge.importing.structure import NOTE_MARK

register = template.Library()
Value = TypeVar("Value")


@register.filter
def note_marks(text: str) -> SafeString:
    """The text escaped, each mark of a note as a link to it."""
    parts = NOTE_MARK.split(text)
    # Splitting leaves text and note number in turns.
    shown = [note_mark(part) if turn % 2 else escape(part) for turn, part in enumerate(parts)]
    return mark_safe("".join(shown))  # noqa: S308


@register.simple_tag
def note_mark(number: int | str) -> SafeString:
    """A small number that leads to its note."""
    return format_html(
        '<sup class="note-mark"><a id="mark-{0}" href="#note-{0}" aria-label="{1}">{0}</a></sup>',
        number,
        _("Note %(number)s") % {"number": number},
    )


@register.filter
def entry(mapping: Mapping[int, Value], key: int) -> Value | None:
    return mapping.get(key)


@register.filter
def column(header: list[str], index: int) -> str:
    """The heading of a column; empty where the row has more cells than the header."""
    return header[index] if index < len(header) else ""
