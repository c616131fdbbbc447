"""The process in which a hostile file is opened: little memory, little time, nothing to write to.

Started by `portal.uploads.cleaning` without Django, without the server's environment. Reads the
file from its input and writes one line with the verdict, then the cleaned file, to its output.
"""

import contextlib
import resource
import sys
from collections.abc import Callable
from importlib import import_module

from portal.uploads.kinds import FileKind
from portal.uploads.refusals import Refusal, UploadRefusedError

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_CPU_SECONDS = 20
MAX_OUTPUT_BYTES = 40 * 1024 * 1024
CLEANED = "cleaned"
# Imported only when needed: each brings a library in C with it.
CLEANERS = {
    FileKind.PDF: "portal.uploads.pdf:clean_pdf",
    FileKind.JPEG: "portal.uploads.images:clean_jpeg",
    FileKind.PNG: "portal.uploads.images:clean_png",
    FileKind.WEBP: "portal.uploads.images:clean_webp",
    FileKind.HEIC: "portal.uploads.images:clean_heic",
    FileKind.DOCX: "portal.uploads.docx:clean_docx",
    FileKind.TEXT: "portal.uploads.text:clean_text",
}


def clean(kind: FileKind, content: bytes) -> bytes:
    """The cleaned file. Raises UploadRefusedError."""
    try:
        cleaned = _cleaner(kind)(content)
    except (MemoryError, RecursionError) as error:
        raise UploadRefusedError(Refusal.TOO_COMPLEX) from error
    if len(cleaned) > MAX_OUTPUT_BYTES:
        raise UploadRefusedError(Refusal.TOO_LARGE)
    return cleaned


def _cleaner(kind: FileKind) -> Callable[[bytes], bytes]:
    module, _colon, name = CLEANERS[kind].partition(":")
    cleaner: Callable[[bytes], bytes] = getattr(import_module(module), name)
    return cleaner


def limit_this_process(cpu_seconds: int = MAX_CPU_SECONDS) -> None:
    # Not every system knows all of them (macOS has no limit of memory).
    for limit, most in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        # A core dump would hold the file in clear.
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def main() -> None:
    kind = FileKind(sys.argv[1])
    limit_this_process()
    try:
        verdict, cleaned = CLEANED, clean(kind, sys.stdin.buffer.read())
    except UploadRefusedError as error:
        verdict, cleaned = error.refusal.value, b""
    sys.stdout.buffer.write(verdict.encode() + b"\n" + cleaned)


if __name__ == "__main__":
    main()
