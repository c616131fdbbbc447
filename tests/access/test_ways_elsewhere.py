"""Before the view: the confidentiality statement, and a fresh second factor for sensitive acts.

Which routes these are is read from the views' own declarations; a view made for these tests
stands among them, so that the tests never look through an empty list.
"""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.urls import cms, portal
from portal.access.declarations import access_if
from portal.access.sessions import FACTOR_KEY
from portal.doors import Door
from portal.enums import Role
from portal.models import PersonSession, StatementAcceptance, User
from portal.policies import user_has_any_role
from tests.access.asking import METHODS, TRACES, Answer, ask
from tests.access.matrix import PORTAL, Row
from tests.access.objects import World, make_world
from tests.access.routes import Route, routes_of
from tests.factories.portal import PersonFactory
from tests.sign_in import sign_in

PROBE = "probe"


@access_if(user_has_any_role, fresh_factor=True)
def probe(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


@pytest.fixture(autouse=True)
def _a_sensitive_view_at_both_doors(settings: object) -> None:
    urlconfs = {}
    for door, urls in ((Door.PORTAL, portal), (Door.CMS, cms)):
        module = ModuleType(f"tests.{door}_with_probe")
        module.__dict__.update(
            urlpatterns=[path("probe/", probe, name=PROBE), *urls.urlpatterns],
            handler404=urls.handler404,
        )
        urlconfs[door] = module
    settings.DOOR_URLCONFS = {**settings.DOOR_URLCONFS, **urlconfs}  # type: ignore[attr-defined]


def row_of(route: Route) -> Row:
    return Row(frozenset(Role), post=200) if route.name == PROBE else PORTAL[route.name]


def who_may(row: Row) -> Role:
    roles = row.finders or row.roles
    assert roles is not None
    return sorted(roles)[0]


class People:
    """One signed-in person a role, with a world of her own."""

    def __init__(self, change: Callable[[Client, User], None]) -> None:
        self._change = change
        self._clients: dict[Role, tuple[Client, World]] = {}

    def of(self, role: Role) -> tuple[Client, World]:
        if role not in self._clients:
            user: User = PersonFactory(roles=(role,))
            client = sign_in(user, Door.PORTAL)
            assert client.get("/").status_code == 200
            self._change(client, user)
            self._clients[role] = client, make_world(user)
        return self._clients[role]


def forget_the_factor(_client: Client, user: User) -> None:
    session = SessionStore(PersonSession.objects.get(user=user).session_key)
    assert session[FACTOR_KEY] > 0
    session[FACTOR_KEY] = 0
    session.save()


def take_back_the_statement(_client: Client, user: User) -> None:
    StatementAcceptance.objects.filter(user=user).delete()


def asked_by_who_may(
    routes: list[Route], change: Callable[[Client, User], None]
) -> Iterator[tuple[Route, str, Answer]]:
    people = People(change)
    for route in routes:
        row = row_of(route)
        client, world = people.of(who_may(row))
        state = min(row.there)
        for method in METHODS:
            form = row.form if method == "post" else None
            yield route, method, ask(client, method, world.path(route, state), form)


def differences(
    routes: list[Route], change: Callable[[Client, User], None], where: str
) -> list[tuple[str, str, str, frozenset[str]]]:
    return [
        (route.name, method, answer.says, answer.written)
        for route, method, answer in asked_by_who_may(routes, change)
        if answer.says != f"302 {where}" or answer.written - TRACES
    ]


def test_with_a_stale_second_factor_every_sensitive_route_asks_for_it_and_does_nothing(
    db: None,
) -> None:
    sensitive = [one for one in routes_of(Door.PORTAL) if one.access and one.access.fresh_factor]
    assert PROBE in {route.name for route in sensitive}
    assert differences(sensitive, forget_the_factor, "/confirm/") == []


def test_with_a_fresh_second_factor_the_same_routes_answer(db: None) -> None:
    client = People(lambda _client, _user: None).of(Role.TEAM_LEAD)[0]
    assert ask(client, "post", "/probe/").body == b"done"


def test_who_has_not_accepted_the_statement_gets_it_everywhere_at_the_portal(db: None) -> None:
    behind = [
        route
        for route in routes_of(Door.PORTAL)
        if route.access and route.access.policy and not route.access.before_statement
    ]
    assert len(behind) >= 13
    # Text that is typed is kept, and the answer is the statement all the same.
    assert differences(behind, take_back_the_statement, "/statement/") == []


def test_the_statement_itself_and_the_second_factor_are_open_before_it(db: None) -> None:
    before = [one for one in routes_of(Door.PORTAL) if one.access and one.access.before_statement]
    assert {"statement", "step_up"} <= {route.name for route in before}
    for route, method, answer in asked_by_who_may(before, take_back_the_statement):
        assert answer.says != "302 /statement/", (route.name, method)


def test_at_the_cms_the_statement_comes_first_too(db: None, person: Callable[..., User]) -> None:
    user = person(Role.EDITOR)
    client = sign_in(user, Door.CMS)
    assert client.get("/").status_code == 200
    take_back_the_statement(client, user)
    apart = {
        route.name
        for route in routes_of(Door.CMS)
        if (access := route.access) and (access.policy is None or access.before_statement)
    }
    assert {"sign_in", "step_up", "statement"} <= apart
    others = [
        (route.path(), method, answer.says)
        for route in routes_of(Door.CMS)
        if route.name not in apart and route.first_segment not in {"logout", "users", "groups"}
        for method in ("get", "post")
        if (answer := ask(client, method, route.path())).says not in {"302 /statement/", "404"}
    ]
    assert others == []
    assert ask(client, "get", "/probe/").says == "302 /statement/"


def test_at_the_cms_a_stale_second_factor_is_asked_for_too(
    db: None, person: Callable[..., User]
) -> None:
    user = person(Role.EDITOR)
    client = sign_in(user, Door.CMS)
    assert ask(client, "post", "/probe/").body == b"done"
    forget_the_factor(client, user)
    assert ask(client, "post", "/probe/").says == "302 /confirm/"
