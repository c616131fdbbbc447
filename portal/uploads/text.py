"""Plain text: UTF-8 without control characters, and nothing that a program would carry out."""

import re

# Web pages, drawings, scripts, RTF (which carries objects) and PostScript are text as well.
PROGRAM_START = re.compile(r"\s*(?:<[a-z!?/]|#!|\{\\rtf|%!|%PDF-)", re.IGNORECASE)
PROGRAM_TAG = re.compile(
    r"<\s*(?:!doctype|!entity|html|head|body|script|svg|iframe|object|embed|meta|\?xml|\?php)\b",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
BYTE_ORDER_MARK = "\ufeff"


def is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    text = text.removeprefix(BYTE_ORDER_MARK)
    return not (PROGRAM_START.match(text) or PROGRAM_TAG.search(text) or CONTROL.search(text))


def clean_text(content: bytes) -> bytes:
    return content.decode().removeprefix(BYTE_ORDER_MARK).encode()
