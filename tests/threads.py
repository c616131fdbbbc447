"""Many requests at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def all_at_once(calls: Iterable[Callable[[], Result]]) -> list[Result]:
    """What the calls return, all of them begun together. Needs real commits (`committed_db`)."""
    waiting = list(calls)
    start = Barrier(len(waiting))

    def run(call: Callable[[], Result]) -> Result:
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))
