"""The first texts of the public site, one file a language."""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.fields import StreamField

from website.languages import PUBLIC_LANGUAGES

FOLDER = Path(__file__).parent
# The same key gives the same id in each language, so that translations can be matched later.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "website/starter")
# What the files call the streams and texts of a page, and their fields.
STREAM_FIELDS = {
    "points": "body",
    "steps": "body",
    "topics": "topics",
    "situations": "situations",
    "next": "next_steps",
    "devices": "devices",
    "sections": "sections",
    "indicators": "indicators",
    "acts": "steps",
    "avoid": "avoid",
}
# Choices among the plain fields: nobody reads them as they are.
CHOICES = frozenset({"slug", "profession"})
FIELD_NAMES = {"description": "search_description"}
NO_TEXT = frozenset(
    {"key", "icon", "source", "topic", "device", "situation", "rules", "reviewed_on"}
)


@dataclass(frozen=True)
class StarterPage:
    """The texts of one page in one language."""

    name: str
    fields: dict[str, str]
    lists: dict[str, tuple[dict[str, Any], ...]]

    @property
    def translation_key(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.name)

    @property
    def points(self) -> tuple[dict[str, Any], ...]:
        return self.lists.get("points", ())

    def streams(self, model: type[Model]) -> dict[str, list[dict[str, Any]]]:
        """Its lists as the raw data of the model's stream fields, by the name of the field."""
        return {
            STREAM_FIELDS[name]: self._blocks(model, STREAM_FIELDS[name], entries)
            for name, entries in self.lists.items()
        }

    def texts(self) -> Iterator[str]:
        """Every text that a visitor reads."""
        yield from (self.fields[name] for name in self.fields if name not in CHOICES)
        for entries in self.lists.values():
            for entry in entries:
                yield from _texts(entry)

    def _blocks(
        self, model: type[Model], field_name: str, entries: tuple[dict[str, Any], ...]
    ) -> list[dict[str, Any]]:
        field = model._meta.get_field(field_name)
        assert isinstance(field, StreamField)  # noqa: S101
        ((block_name, block),) = field.stream_block.child_blocks.items()
        return [
            {
                "type": block_name,
                "id": str(uuid.uuid5(NAMESPACE, key)),
                "value": _raw(block, _value(block, entry), key),
            }
            for entry in entries
            for key in [f"{self.name}.{entry['key']}"]
        ]


def _value(block: blocks.Block, entry: dict[str, Any]) -> Any:
    """An entry without its key; the text alone where the block is no struct."""
    if isinstance(block, blocks.StructBlock):
        return {name: value for name, value in entry.items() if name != "key"}
    return entry["text"]


def _raw(block: blocks.Block, value: Any, key: str) -> Any:
    """The stored form of a value, with an id for each item of a list."""
    if isinstance(block, blocks.StructBlock):
        return {
            name: _raw(block.child_blocks[name], child, f"{key}.{name}")
            for name, child in value.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "id": str(uuid.uuid5(NAMESPACE, f"{key}.{number}")),
                "value": _raw(block.child_block, item, f"{key}.{number}"),
            }
            for number, item in enumerate(value)
        ]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name not in NO_TEXT:
                yield from _texts(child)


def starter_languages() -> list[str]:
    return [lang.code for lang in PUBLIC_LANGUAGES if (FOLDER / f"{lang.code}.toml").exists()]


@cache
def starter_pages(language_code: str) -> dict[str, StarterPage]:
    """The pages of a language by name: home, phone, call, questions, rights, …"""
    content = tomllib.loads((FOLDER / f"{language_code}.toml").read_text(encoding="utf-8"))
    return {
        name: StarterPage(
            name=name,
            fields={
                FIELD_NAMES.get(field, field): text
                for field, text in page.items()
                if isinstance(text, str)
            },
            lists={
                field: tuple(entries)
                for field, entries in page.items()
                if isinstance(entries, list)
            },
        )
        for name, page in content.items()
    }
