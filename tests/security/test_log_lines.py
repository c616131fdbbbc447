"""Nobody writes lines of his own into the program's log."""

import io
import logging

import pytest

from portal.doors import Door
from portal.logging import ContentFilter, PlainFormatter
from tests.sign_in import door_client

FORGED = "x\n2026-01-01 00:00:00,000 INFO portal: all is well"


def test_a_typed_line_break_makes_no_line_in_the_log(db: None, error_log: io.StringIO) -> None:
    logger = logging.getLogger("django.request")
    handler = next(each for each in logger.handlers if each.formatter.__class__ is PlainFormatter)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        door_client(Door.PORTAL).get(f"/{FORGED}/", headers={"user-agent": FORGED})
    finally:
        logger.setLevel(level)
    assert isinstance(handler.filters[0], ContentFilter)
    assert len(error_log.getvalue().splitlines()) == 1
    assert "all is well" not in error_log.getvalue()


def test_the_message_of_an_exception_makes_no_line_in_the_log() -> None:
    with pytest.raises(ValueError, match="all is well") as caught:
        int(FORGED)
    text = PlainFormatter().formatException((caught.type, caught.value, caught.tb))
    assert text.splitlines()[0].strip() == "ValueError"
    assert "all is well" not in text
