"""The numbers as they were shown last, in a file.

For a process that starts while the database is away: "you can still call" needs the number.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core import serializers
from django.core.serializers.base import DeserializationError

from helpline.models import PhoneLine

logger = logging.getLogger(__name__)


def numbers_keep(lines: Sequence[PhoneLine]) -> None:
    """Write them down. A disk that takes nothing costs nobody her page."""
    if settings.LAST_NUMBERS_FILE is None:
        return
    path = Path(settings.LAST_NUMBERS_FILE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
            file.write(serializers.serialize("json", lines))
        Path(file.name).replace(path)
    except OSError:
        logger.warning("the numbers shown last could not be written down")


def numbers_kept() -> list[PhoneLine]:
    """Without asking the database; none when none were written down, or nobody can read them."""
    if settings.LAST_NUMBERS_FILE is None:
        return []
    try:
        text = Path(settings.LAST_NUMBERS_FILE).read_text(encoding="utf-8")
        found = [each.object for each in serializers.deserialize("json", text)]
        return [line for line in found if isinstance(line, PhoneLine)]
    except (OSError, ValueError, DeserializationError):
        return []
