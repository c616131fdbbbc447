"""Django's SQLite, with turns that every writer gets.

SQLite's own waiting asks ever more rarely, at last every 100 ms, while quicker writers go on: of
eight busy threads some waited five seconds in vain, and the asking of many slows the one that
writes. Here the threads of a process queue before they ask SQLite; between processes SQLite's
own waiting remains.
"""

from collections import defaultdict

from django.db.backends.sqlite3 import base

from portal.sqlite.turns import Turns

DEFAULT_TIMEOUT_SECONDS = 5.0
_turns_of_file: defaultdict[str, Turns] = defaultdict(Turns)


class DatabaseWrapper(base.DatabaseWrapper):
    _turns: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = _turns_of_file[str(self.settings_dict["NAME"])]
        timeout = self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT_SECONDS)
        # Who waited in vain asks SQLite all the same: it has the last word.
        self._turns = turns if turns.take(timeout) else None
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        if self._turns is not None:
            self._turns.give()
            self._turns = None
