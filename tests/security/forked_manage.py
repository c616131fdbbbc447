"""`manage.py` in children of a process that has loaded Django once, for tests that start many.

Each line of standard input is a command line. Its child says its process id, then whatever the
command says; when it is gone this process says how it ended.
"""

import os
import sys
from pathlib import Path

STARTED, ENDED = "started as ", "ended with "


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
    import django
    from django.core.management import call_command

    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            print(f"{STARTED}{os.getpid()}", flush=True)  # noqa: T201
            call_command(*line.split())
            sys.stdout.flush()
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        print(f"{ENDED}{os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
