from collections.abc import Mapping
from typing import TypeVar

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from knowledge.law.linking import law_links_are
from knowledge.reading.marks import TextMarks

register = template.Library()
Value = TypeVar("Value")


@register.filter
def note_marks(text: str) -> SafeString:
    """The text escaped, each mark of a note and each citation of the law as a link."""
    return TextMarks().text(text)


@register.filter
def marked(text: str, marks: TextMarks) -> SafeString:
    """The text escaped, with the marks of its page."""
    return marks.text(text)


@register.filter
def plain_marked(text: str, marks: TextMarks) -> SafeString:
    """The same for a heading or caption: no word is explained there."""
    return marks.heading(text)


@register.filter
def plain_marks(text: str) -> SafeString:
    """The text escaped, marks of notes as numbers: on paper nothing is a link."""
    return TextMarks(is_printed=True).text(text)


@register.filter
def note_number(number: int, marks: TextMarks) -> SafeString:
    """The mark of a note, as its page shows it."""
    return marks.note(number)


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
