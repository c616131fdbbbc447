"""pytest plugin for mutation runs: a database made once, and a data folder for each process.

mutmut runs the tests of every mutant in a fork of one process. The migrations would cost each of
them ten seconds or more, and the forks would write into one another's database, keys and files.
"""

import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import utils

# The first run, which finds out which test reaches what, leaves its empty database in `mutants/`.
ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.sqlite3"
# What the migrations wrote, as Django serialises it for tests with real commits.
TEMPLATE_ROWS = ROOT / "template.json"
# Settings that name a folder below DATA_DIR.
FOLDERS = {
    "KEYS_DIR": "keys",
    "IDENTITY_KEYS_DIR": "identity-keys",
    "MEDIA_ROOT": "media",
    "STATIC_ROOT": "static",
    "SEARCH_DIR": "search",
}

make_databases = utils.setup_databases


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-mutant-"))
    session.config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    settings.DATA_DIR = folder
    for setting, name in FOLDERS.items():
        setattr(settings, setting, folder / name)
    settings.AUDIT_ANCHORS_FILE = folder / "anchors" / "audit.txt"
    connection.settings_dict["TEST"]["NAME"] = str(folder / "test-portal.sqlite3")
    utils.setup_databases = setup_databases
    utils.teardown_databases = teardown_databases


def setup_databases(*args: Any, **kwargs: Any) -> list[Any]:
    if not TEMPLATE.exists():
        make_databases(*args, **kwargs)
        _keep_as_template()
    name = connection.settings_dict["TEST"]["NAME"]
    connection.close()
    shutil.copyfile(TEMPLATE, name)
    for suffix in ("-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)
    connection.settings_dict["NAME"] = name
    connection._test_serialized_contents = TEMPLATE_ROWS.read_text(encoding="utf-8")
    return []


def teardown_databases(*_args: Any, **_kwargs: Any) -> None:
    connection.close()


def _keep_as_template() -> None:
    TEMPLATE_ROWS.write_text(connection.creation.serialize_db_to_string(), encoding="utf-8")
    connection.close()
    with sqlite3.connect(connection.settings_dict["NAME"]) as database:
        database.execute("VACUUM INTO ?", [str(TEMPLATE)])
    database.close()
