"""From what somebody sends to a file that may be kept, or a clear no."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.uploads.kinds import STORED_AS, FileKind, kind_of
from portal.uploads.names import name_clean
from portal.uploads.refusals import Refusal, UploadRefusedError
from portal.uploads.worker import CLEANED

# Time on the clock; the worker's own limit counts computing time only.
WORKER_SECONDS = 40
WORKERS_AT_ONCE = 2
WAIT_SECONDS = 40
IMPORT_ROOT = Path(__file__).resolve().parents[2]

_free_workers = threading.BoundedSemaphore(WORKERS_AT_ONCE)


@dataclass(frozen=True, repr=False)
class CleanedFile:
    """A file that may be kept. Made by `upload_clean` only."""

    name: str
    media_type: str
    content: bytes


def upload_clean(content: bytes, claimed_name: str) -> CleanedFile:
    """The file without metadata and without anything that acts. Raises UploadRefusedError."""
    if len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise UploadRefusedError(Refusal.TOO_LARGE)
    kind = kind_of(content)
    return CleanedFile(
        name=name_clean(claimed_name, kind),
        media_type=STORED_AS[kind].media_type,
        content=_clean_apart(kind, content),
    )


def _clean_apart(kind: FileKind, content: bytes) -> bytes:
    verdict, cleaned = worker_run(content, "portal.uploads.worker", kind.value)
    if verdict == CLEANED:
        return cleaned
    raise UploadRefusedError(Refusal(verdict))


def worker_run(
    content: bytes, module: str, *arguments: str, seconds: float | None = None
) -> tuple[str, bytes]:
    """Open a hostile file in a process of its own: the first line that came back, and the rest.

    `module` is `portal.uploads.worker` or one that takes its limits before it reads a byte.
    Raises UploadRefusedError when there is no place for it or it did not come to an end.
    """
    # Each may take a gigabyte: many at once would take the server down as surely as a bomb.
    if not _free_workers.acquire(timeout=WAIT_SECONDS):
        raise UploadRefusedError(Refusal.BUSY)
    try:
        output = _worker_output(content, [module, *arguments], seconds or WORKER_SECONDS)
    finally:
        _free_workers.release()
    verdict, _line, rest = output.partition(b"\n")
    return verdict.decode(), rest


def _worker_output(content: bytes, command: list[str], seconds: float) -> bytes:
    """What the worker wrote. Whatever ends it early was too much for its limits."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-s", "-B", "-m", *command],
            input=content,
            stdout=subprocess.PIPE,
            # Libraries quote from the file in their complaints.
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            # None of the server's addresses and secrets.
            env={"PYTHONPATH": str(IMPORT_ROOT), "LC_ALL": "C.UTF-8"},
            timeout=seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        # `from None`: the error carries what the worker wrote.
        raise UploadRefusedError(Refusal.TOO_COMPLEX) from None
    return done.stdout
