"""The public door's style and script, put into the page and named in its policy by their hash."""

import base64
import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import ascii_letters

FOLDER = Path(__file__).with_name("inline")
TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
SHEET_STYLE = Path(__file__).with_name("printed_matter") / "sheet.css"

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
INDENTATION = re.compile(r"^\s+", re.MULTILINE)
BLANKS = re.compile(r"\s+")
TOKEN = re.compile(r"--[\w-]+")
USED_TOKEN = re.compile(r"var\((--[\w-]+)")
BLANKS_AT_PUNCTUATION = re.compile(r" ?([{};,]) ?")


@cache
def inline_style() -> str:
    return _with_short_names(without_blanks(_read(TOKENS) + _read(FOLDER / "www.css")))


@cache
def inline_script() -> str:
    return _without_line_comments(_read(FOLDER / "www.js"))


@cache
def paper_style() -> str:
    """For the pages that show a printed sheet: their bar, and the sheet as the PDF has it."""
    return without_blanks(_read(TOKENS) + _read(FOLDER / "paper.css") + _read(SHEET_STYLE))


def paper_style_hashes() -> list[str]:
    return [source_hash(paper_style())]


def style_hashes() -> list[str]:
    return [source_hash(inline_style())]


def script_hashes() -> list[str]:
    return [source_hash(inline_script())]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_blanks(css: str) -> str:
    """Fewer bytes for old phones; the style sheets keep no meaning in blanks or comments."""
    css = BLANKS.sub(" ", COMMENT.sub("", css))
    return BLANKS_AT_PUNCTUATION.sub(r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def _with_short_names(css: str) -> str:
    """The tokens that are used, each by one letter: every visitor pays for the long names."""
    used = Counter(USED_TOKEN.findall(css))
    for name in set(TOKEN.findall(css)) - set(used):
        css = re.sub(rf"{name}:[^;}}]*;?", "", css)
    letters = dict(zip((name for name, _count in used.most_common()), ascii_letters, strict=False))
    return TOKEN.sub(lambda token: f"--{letters.get(token[0], token[0][2:])}", css)


def _without_line_comments(script: str) -> str:
    """The script keeps its comments on lines of their own and has no text of several lines."""
    return INDENTATION.sub("", LINE_COMMENT.sub("", script))


def source_hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
