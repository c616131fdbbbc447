from collections.abc import Mapping
from typing import TypeVar

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knowledge.importing.structure import NOTE_MARK
from knowledge.law.linking import law_links_are, law_links_in

register = template.Library()
Value = TypeVar("Value")


@register.filter
def note_marks(text: str) -> SafeString:
    """The text escaped, each mark of a note and each citation of the law as a link."""
    shown: list[str] = []
    done = 0
    for link in law_links_in(text):
        shown.append(_with_marks(text[done : link.start]))
        # A mark in the middle of a citation is a link itself and ends the other one.
        mark = NOTE_MARK.search(text, link.start, link.end)
        done = mark.start() if mark else link.end
        cited = text[link.start : done]
        shown.append(format_html('<a class="law-link" href="{}">{}</a>', link.url, cited))
    shown.append(_with_marks(text[done:]))
    return mark_safe("".join(shown))  # noqa: S308


def _with_marks(text: str) -> str:
    parts = NOTE_MARK.split(text)
    # Splitting leaves text and note number in turns.
    shown = [note_mark(part) if turn % 2 else escape(part) for turn, part in enumerate(parts)]
    return "".join(shown)


@register.simple_tag
def note_mark(number: int | str) -> SafeString:
    """A small number that leads to its note."""
    return format_html(
        '<sup class="note-mark"><a id="mark-{0}" href="#note-{0}" aria-label="{1}">{0}</a></sup>',
        number,
        _("Note %(number)s") % {"number": number},
    )


class LawLinksNode(template.Node):
    def __init__(self, links: FilterExpression, nodelist: NodeList) -> None:
        self.links = links
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with law_links_are(self.links.resolve(context) or None):
            return self.nodelist.render(context)


@register.tag
def law_links(parser: Parser, token: Token) -> LawLinksNode:
    """`{% law_links LINKS %}…{% endlaw_links %}`: the citations in the texts between are links."""
    _name, links = token.split_contents()
    nodelist = parser.parse(("endlaw_links",))
    parser.delete_first_token()
    return LawLinksNode(parser.compile_filter(links), nodelist)


@register.filter
def entry(mapping: Mapping[int, Value], key: int) -> Value | None:
    return mapping.get(key)


@register.filter
def column(header: list[str], index: int) -> str:
    """The heading of a column; empty where the row has more cells than the header."""
    return header[index] if index < len(header) else ""
