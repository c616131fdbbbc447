"""Logs without content: an error report names the place and the kind of error, nothing else."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class ContentFilter(logging.Filter):
    """Drops the request object and arguments, which carry addresses and form content."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if record.name.startswith("django.request") or record.name.startswith("django.security"):
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{record.levelname.lower()} {status}".strip(), None
        return True


class PlainFormatter(logging.Formatter):
    """One line a record; an exception as its type and code places, without its message."""

    default_format = "%(asctime)s %(levelname)s %(name)s: %(message)s"

    def __init__(self) -> None:
        super().__init__(self.default_format)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        kind, _error, tb = ei
        places = [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(tb)
        ]
        name = getattr(kind, "__name__", "Exception")
        return "\n".join([f"  {name}", *(f"    {place}" for place in places)])
