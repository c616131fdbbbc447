"""Nobody writes lines of his own into the program's log."""

import io
import logging

import pytest

from portal.logging import PlainFormatter

FORGED = "x\n2026-01-01 00:00:00,000 INFO portal: all is well"


def test_a_typed_line_break_makes_no_line_in_the_log(error_log: io.StringIO) -> None:
    """As Django reports a failed request, with the path that was asked for."""
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", FORGED, extra={"status_code": 500}
    )
    (line,) = error_log.getvalue().splitlines()
    assert line.endswith("error 500")


def test_the_message_of_an_exception_makes_no_line_in_the_log() -> None:
    with pytest.raises(ValueError, match="all is well") as caught:
        int(FORGED)
    text = PlainFormatter().formatException((caught.type, caught.value, caught.tb))
    assert text.splitlines()[0].strip() == "ValueError"
    assert "all is well" not in text
