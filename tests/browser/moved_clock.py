"""The portal on a clock that a test moves: it runs on, plus the seconds that stand in a file.

So that the limits of a session are the real ones, and nobody has to wait for them.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import time_machine

from config.wsgi import application as portal

CLOCK_FILE = Path(os.environ["CLOCK_FILE"])


class MovedClock:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shifted = 0.0
        self.traveller = time_machine.travel(time.time(), tick=True).start()

    def set(self) -> None:
        wanted = float(CLOCK_FILE.read_text())
        with self.lock:
            self.traveller.shift(wanted - self.shifted)
            self.shifted = wanted


clock = MovedClock()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    clock.set()
    return portal(environ, start_response)
