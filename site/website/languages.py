"""The public site's own table of languages: Django's lacks names and directions for several.

Read by the settings, therefore free of Django's.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

TABLE = Path(__file__).with_name("languages.toml")
BETWEEN_NAMES = " / "


@dataclass(frozen=True)
class Language:
    """`script` as ISO 15924 names it; `browser` are further codes that browsers send for it."""

    code: str
    names: tuple[str, ...]
    script: str
    direction: Literal["ltr", "rtl"]
    browser: tuple[str, ...]
    word: str

    @property
    def endonym(self) -> str:
        """Its name in itself; all of them where one text is read under several."""
        return BETWEEN_NAMES.join(self.names)


def _read_table() -> tuple[Language, ...]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["language"]
    lists = ("names", "browser")
    return tuple(Language(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows)


PUBLIC_LANGUAGES = _read_table()
BY_CODE = {language.code: language for language in PUBLIC_LANGUAGES}


def language_wanted(codes: Iterable[str]) -> Language | None:
    """The first of a browser's codes that means one of ours, e.g. `sr-RS` the one that is `bs`."""
    known = _by_browser_code()
    return next(
        (known[part] for code in codes for part in _beginnings(code) if part in known), None
    )


def _beginnings(code: str) -> Iterator[str]:
    """A code, then the same without its last part: `zh-hans-cn`, `zh-hans`, `zh`."""
    parts = code.lower().replace("_", "-").split("-")
    for count in range(len(parts), 0, -1):
        yield "-".join(parts[:count])


@cache
def _by_browser_code() -> dict[str, Language]:
    return {
        code: language
        for language in PUBLIC_LANGUAGES
        for code in (language.code, *language.browser)
    }
