import io
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from portal.doors import Door
from portal.enums import Role
from portal.logging import ContentFilter, PlainFormatter
from portal.models import User
from portal.sealing.master_keys import KeyRing, make_master_key, master_key_versions
from tests.factories.portal import PersonFactory
from tests.migrated_database import migrations_remembered
from tests.real_parts import REAL_PARTS
from tests.sign_in import sign_in


@pytest.fixture(scope="session", autouse=True)
def master_key() -> None:
    for ring in KeyRing:
        if not master_key_versions(ring):
            make_master_key(1, ring)


@pytest.fixture(autouse=True)
def _clean_process_state() -> Iterator[None]:
    language = translation.get_language()
    yield
    Path(settings.AUDIT_ANCHORS_FILE).unlink(missing_ok=True)
    cache.clear()
    translation.activate(language or settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def _migrations_remembered(pytestconfig: pytest.Config) -> Iterator[Callable[[], None]]:
    with ExitStack() as stack:
        stack.enter_context(migrations_remembered(pytestconfig.rootpath / ".pytest_cache"))
        yield stack.close


@pytest.fixture(scope="session")
def django_db_setup(
    _migrations_remembered: Callable[[], None],
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Between tests PostgreSQL's tables are emptied by TRUNCATE, which a trigger refuses."""
    _migrations_remembered()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER portal_auditevent_no_truncate ON portal_auditevent")


@pytest.fixture
def _as_the_migrations_left_it(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """After a test with real commits the tables are emptied; this fills them again."""
    yield
    with django_db_blocker.unblock():
        contents = connection._test_serialized_contents  # type: ignore[attr-defined]
        connection.creation.deserialize_db_from_string(contents)


@pytest.fixture
def committed_db(
    _as_the_migrations_left_it: None,
    transactional_db: None,
    django_db_serialized_rollback: None,
) -> Iterator[None]:
    """A database in which commits are real; afterwards it is as the migrations left it."""
    yield
    triggers = _sqlite_triggers()
    with connection.cursor() as cursor:
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM portal_auditevent")
            cursor.execute("DELETE FROM portal_audithead")
        for _name, sql in triggers:
            cursor.execute(sql)


def _sqlite_triggers() -> list[tuple[str, str]]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return list(cursor.fetchall())


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person with the given roles, a passphrase and an authenticator."""

    def make(*roles: Role, **fields: object) -> User:
        user: User = PersonFactory(roles=roles, **fields)
        return user

    return make


@pytest.fixture
def enter(person: Callable[..., User]) -> Callable[..., Client]:
    """A client that went through both steps of the sign-in as a person with the given roles."""

    def make(*roles: Role, door: Door = Door.PORTAL, user: User | None = None) -> Client:
        return sign_in(user or person(*roles), door)

    return make


@pytest.fixture
def error_log() -> Iterator[io.StringIO]:
    """What the console would show of failed requests, as the settings format it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(ContentFilter())
    handler.setFormatter(PlainFormatter())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield text
    logger.removeHandler(handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what this machine has no part for; the summary says what and how to get it."""
    for item in items:
        for marker, (is_there, how) in REAL_PARTS.items():
            if item.get_closest_marker(marker) and not is_there:
                item.add_marker(pytest.mark.skip(reason=f"did not run: {how}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing = [how for is_there, how in REAL_PARTS.values() if not is_there]
    if not settings.TEST_DATABASE_URL:
        missing.append(
            "this run used SQLite; to run it on PostgreSQL too: "
            "TEST_DATABASE_URL=postgres://USER:PASSWORD@localhost/NAME make test"
        )
    for how in missing:
        terminalreporter.write_line(f"not run here: {how}")
