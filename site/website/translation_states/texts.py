"""The texts of a page by their path, e.g. `body.<id of the block>.heading`.

The paths are wagtail-localize's and the same in every language. Its own reading takes each text
through a parser of HTML, which is most of the time of saving a page; a test holds the two together.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields

from website.blocks import SourceBlock
from website.models import PublicPage

# Each language has addresses of its own: they are no translations of each other.
NO_TEXT = frozenset({"slug"})
# Field and block: what is replaced for visitors, and what a person says "it still holds" of.
BLOCK_PARTS = 2

Texts = dict[str, str]


def page_texts(page: PublicPage) -> Texts:
    """Every text of the page that is translated and not empty, in the order of its fields."""
    return {path: text for path, text in _texts_of_page(page) if text.strip()}


def same_text(one: str | None, other: str | None) -> bool:
    """Whether two texts differ in nothing that is read: blanks and ways to write a letter do not
    count."""
    return _read_text(one) == _read_text(other)


def has_words(text: str) -> bool:
    """Whether there is anything to translate in it; numbers are the same in every language."""
    return any(character.isalpha() for character in text)


def block_of(path: str) -> str:
    """The block that a text stands in; of a plain field the field."""
    return ".".join(path.split(".")[:BLOCK_PARTS])


def field_of(path: str) -> str:
    return path.partition(".")[0]


@cache
def text_fields(model: Any) -> tuple[str, ...]:
    """Names of the fields of a page type whose texts are compared."""
    names = [field.field_name for field in get_translatable_fields(model)]
    return tuple(dict.fromkeys(name for name in names if name not in NO_TEXT))


def _texts_of_page(page: PublicPage) -> Iterator[tuple[str, str]]:
    model: Any = type(page)
    for name in text_fields(model):
        field = page._meta.get_field(name)
        value = getattr(page, name)
        if isinstance(field, StreamField):
            yield from _texts_of_block(field.stream_block, value, name)
        else:
            yield name, value or ""


def _texts_of_block(block: blocks.Block, value: Any, path: str) -> Iterator[tuple[str, str]]:
    match block:
        case blocks.StreamBlock():
            for child in value:
                yield from _texts_of_block(child.block, child.value, f"{path}.{child.id}")
        case blocks.ListBlock():
            for child in value.bound_blocks:
                yield from _texts_of_block(child.block, child.value, f"{path}.{child.id}")
        case blocks.StructBlock():
            for name, child_block in block.child_blocks.items():
                yield from _texts_of_block(child_block, value[name], f"{path}.{name}")
        case blocks.CharBlock() | blocks.TextBlock() if not isinstance(block, SourceBlock):
            yield path, str(value or "")


def _read_text(text: str | None) -> str | None:
    return None if text is None else " ".join(unicodedata.normalize("NFC", text).split())
