"""Ends of the audit log that were mailed, kept in a file outside the database.

Who cuts the end off the log and puts its head back has to reach this file as well, and the mails.
"""

import os
from pathlib import Path

from django.conf import settings


def anchors_filed() -> dict[int, str]:
    """Number and hash of each end that was filed. Raises OSError, ValueError for a bent file."""
    path = Path(settings.AUDIT_ANCHORS_FILE)
    if not path.exists():
        return {}
    lines = (line.split(":") for line in path.read_text(encoding="ascii").split())
    return {int(number): filed for number, filed in lines}


def anchor_file(anchor: str) -> None:
    """Add an end to the file, on the disk before this returns. Raises OSError."""
    path = Path(settings.AUDIT_ANCHORS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{anchor}\n")
        file.flush()
        os.fsync(file.fileno())
