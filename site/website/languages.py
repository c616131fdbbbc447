"""The public site's own table of languages: Django's lacks names and directions for several.

Read by the settings, therefore free of Django.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

TABLE = Path(__file__).with_name("languages.toml")


@dataclass(frozen=True)
class Language:
    code: str
    endonym: str
    direction: Literal["ltr", "rtl"]
    browser: tuple[str, ...]
    word: str


def _read_table() -> tuple[Language, ...]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["language"]
    return tuple(Language(**{**row, "browser": tuple(row["browser"])}) for row in rows)


PUBLIC_LANGUAGES = _read_table()
BY_CODE = {language.code: language for language in PUBLIC_LANGUAGES}
