"""Few PDF at once: each takes the processor for seconds, which everybody else needs too."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

TURNS = BoundedSemaphore(settings.PDF_AT_ONCE)
RETRY_AFTER_SECONDS = 10


class PrintingBusyError(RuntimeError):
    """As many PDF as may be are being made in this process."""


@contextmanager
def printing_turn() -> Iterator[None]:
    """Wait a little for a turn. Raises PrintingBusyError when none comes free."""
    if not TURNS.acquire(timeout=settings.PDF_PATIENCE_SECONDS):
        raise PrintingBusyError
    try:
        yield
    finally:
        TURNS.release()
