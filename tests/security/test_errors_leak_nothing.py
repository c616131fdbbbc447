"""An exception in any view, whatever its message and variables hold, tells nobody anything."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils.log import AdminEmailHandler

from portal.doors import Door
from portal.enums import Role
from portal.models import AuditEvent, User
from portal.sealing.envelope import SealError
from tests.access.asking import ask
from tests.access.matrix import PORTAL
from tests.access.objects import World, make_world
from tests.access.routes import Route, routes_of
from tests.factories.portal import PersonFactory
from tests.sign_in import sign_in

SECRET = "canary-in-an-exception-77c0"


class Onlooker:
    """One person a role, who asks for every route that the role opens."""

    def __init__(self) -> None:
        self._clients: dict[Role, tuple[Client, World]] = {}

    def of(self, role: Role) -> tuple[Client, World]:
        if role not in self._clients:
            user: User = PersonFactory(roles=(role,))
            self._clients[role] = sign_in(user, Door.PORTAL), make_world(user)
        return self._clients[role]

    def ask(self, route: Route, method: str) -> Any:
        row = PORTAL[route.name]
        roles = row.finders or row.roles or frozenset({Role.VOLUNTEER})
        client, world = self.of(sorted(roles)[0])
        data = dict.fromkeys(row.form, SECRET) if method == "post" else None
        return ask(client, method, world.path(route, min(row.there)), data)


def audit_table() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {AuditEvent._meta.db_table}")  # noqa: S608
        return str(cursor.fetchall())


@pytest.fixture
def log(error_log: io.StringIO) -> Iterator[io.StringIO]:
    """Every logger's output, as the console's handler would format it."""
    handler = next(iter(logging.getLogger("django.request").handlers[-1:]))
    names = ["", "django", "django.security", "portal", "cases"]
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield error_log
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def break_view(route: Route, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_request: Any, **kwargs: Any) -> None:
        local_variable = f"{SECRET} {kwargs}"
        raise RuntimeError(local_variable)

    broken.access = route.access  # type: ignore[attr-defined]
    monkeypatch.setattr(route.entry, "callback", broken)


def test_an_exception_in_any_view_of_the_portal_shows_and_logs_nothing_of_it(
    db: None, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, settings: Any
) -> None:
    settings.ADMINS = [("Admin", "admin@example.org")]
    onlooker = Onlooker()
    for role in Role:
        onlooker.of(role)
    failed = set()
    for route in routes_of(Door.PORTAL):
        with monkeypatch.context() as patch:
            break_view(route, patch)
            for method in ("get", "post"):
                answer = onlooker.ask(route, method)
                assert answer.status == 500, route.name
                assert SECRET not in answer.body.decode() + str(answer.response.headers), route.name
                failed.add(route.name)
    assert failed == set(PORTAL)
    assert "RuntimeError" in log.getvalue()
    assert SECRET not in log.getvalue()
    assert "local_variable" not in log.getvalue()
    assert mail.outbox == []
    assert "signed_in" in audit_table()
    assert SECRET not in audit_table()


@pytest.mark.parametrize(("kind", "status"), [(SealError, 503), (ValueError, 500)])
def test_an_exception_in_the_sealing_shows_and_logs_nothing_of_it(
    db: None, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, kind: type[Exception], status: int
) -> None:
    onlooker = Onlooker()
    # Before the sealing breaks, which their authenticators need too.
    for role in Role:
        onlooker.of(role)
    client, world = onlooker.of(Role.COUNSELLOR)
    path = f"/cases/{world.arguments['own']['code']}/"
    assert ask(client, "get", path).status == 200

    def broken(*_args: Any) -> bytes:
        raise kind(SECRET)

    for module in ("portal.sealing.values", "portal.sealing.purpose_keys"):
        monkeypatch.setattr(f"{module}.unseal", broken)
    statuses = set()
    for route in routes_of(Door.PORTAL):
        for method in ("get", "post"):
            answer = onlooker.ask(route, method)
            statuses.add(answer.status)
            seen = answer.body.decode(errors="replace") + str(answer.response.headers)
            # What was typed is shown again to who typed it, on the form itself.
            if method == "get":
                assert SECRET not in seen, route.name
    assert ask(client, "get", path).status == status
    assert status in statuses
    assert kind.__name__ in log.getvalue()
    assert SECRET not in log.getvalue() + audit_table() + str(mail.outbox)


def test_no_logger_sends_reports_by_mail() -> None:
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    assert handlers
    assert [handler for handler in handlers if isinstance(handler, AdminEmailHandler)] == []
