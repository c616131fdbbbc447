"""The first texts of the public site, one file a language."""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from website.languages import PUBLIC_LANGUAGES

FOLDER = Path(__file__).parent
# The same key gives the same id in each language, so that translations can be matched later.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "website/starter")


@dataclass(frozen=True)
class StarterPage:
    """The texts of one page in one language."""

    name: str
    fields: dict[str, str]
    points: tuple[dict[str, str], ...]

    @property
    def translation_key(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.name)

    def blocks(self, block_name: str) -> list[dict[str, Any]]:
        """The points as the raw data of a stream field."""
        return [
            {
                "type": block_name,
                "id": str(uuid.uuid5(NAMESPACE, f"{self.name}.{point['key']}")),
                "value": {name: value for name, value in point.items() if name != "key"},
            }
            for point in self.points
        ]

    def texts(self) -> Iterator[str]:
        """Every text that a visitor reads."""
        yield from (self.fields[name] for name in self.fields if name != "slug")
        for point in self.points:
            yield point["heading"]
            yield point["text"]


def starter_languages() -> list[str]:
    return [lang.code for lang in PUBLIC_LANGUAGES if (FOLDER / f"{lang.code}.toml").exists()]


@cache
def starter_pages(language_code: str) -> dict[str, StarterPage]:
    """The pages of a language by name: home, phone, rights."""
    content = tomllib.loads((FOLDER / f"{language_code}.toml").read_text(encoding="utf-8"))
    return {
        name: StarterPage(
            name=name,
            fields={field: text for field, text in page.items() if field != "points"},
            points=tuple(page["points"]),
        )
        for name, page in content.items()
    }
