"""Every route of the portal × identity × method × state of its object, against one table."""

from collections.abc import Iterator

import pytest

from portal.doors import Door
from tests.access.asking import METHODS, TRACES, Answer, ask
from tests.access.identities import IDENTITIES, Identity
from tests.access.matrix import PORTAL, Row
from tests.access.objects import STATES, World, make_world
from tests.access.routes import Route, routes_of

pytestmark = pytest.mark.usefixtures("bare_error_pages")

REFUSALS = {"302 /sign-in/", "403", "404", "405"}


def expected(route: Route, row: Row, identity: Identity, method: str, state: str) -> str:
    """What the table says, in the order in which gate, view and service ask."""
    get, post = identity_answers(row, identity)
    answer = {"get": get, "head": get, "post": post}.get(method)
    if row.roles is None:
        return str(answer or 405)
    if not identity.is_in:
        return "403" if method == "post" and has_draft(route, row) else "302 /sign-in/"
    if identity.roles.isdisjoint(row.roles):
        return "404"
    if answer is None:
        return "405"
    if not is_there(row, identity, state):
        return "404"
    return str(row.read_only if row.read_only and (method, state) == ("post", "closed") else answer)


def identity_answers(row: Row, identity: Identity) -> tuple[int | None, int | None]:
    return row.apart.get(identity.name, (row.get, row.post))


def has_draft(route: Route, row: Row) -> bool:
    """Text that cannot be kept for its author is shown to her again, with 403."""
    assert route.access is not None
    return not set(route.access.draft_fields).isdisjoint(row.form)


def is_there(row: Row, identity: Identity, state: str) -> bool:
    if row.finders is not None and identity.roles.isdisjoint(row.finders):
        return False
    return state in row.there and not (row.is_of_a_case and identity.is_former)


def said(row: Row, answer: Answer) -> str:
    # An open route may itself lead to the sign-in.
    return str(answer.status) if row.roles is None else answer.says


def cells(world: World) -> Iterator[tuple[Route, Row, str, str]]:
    for route in routes_of(Door.PORTAL):
        for state in STATES if route.arguments else ("own",):
            for method in METHODS:
                yield route, PORTAL[route.name], method, state


def test_the_table_knows_every_route_of_the_portal_and_no_other() -> None:
    assert {route.name for route in routes_of(Door.PORTAL)} == set(PORTAL)


def test_every_view_of_the_portal_declares_who_may_open_it() -> None:
    routes = routes_of(Door.PORTAL)
    assert len(routes) >= 20
    assert [route.name for route in routes if route.access is None] == []


def test_what_the_table_opens_to_anybody_is_what_the_views_do() -> None:
    differences = [
        route.name
        for route in routes_of(Door.PORTAL)
        if route.access and (route.access.policy is None) != (PORTAL[route.name].roles is None)
    ]
    assert differences == []


def test_every_argument_of_an_address_has_objects_to_stand_for_it(db: None) -> None:
    world = make_world(IDENTITIES[0].make_person())
    unknown = {
        f"{route.name}: {name}"
        for route in routes_of(Door.PORTAL)
        for state in STATES
        for name, value in world.arguments_of(route, state).items()
        if value is None
    }
    assert unknown == set()


def test_the_matrix_has_the_identities_methods_and_states_it_promises() -> None:
    assert len(IDENTITIES) >= 10
    assert len(METHODS) == 7
    assert len(STATES) == 5


@pytest.mark.parametrize("identity", IDENTITIES, ids=str)
def test_every_route_answers_as_the_table_says(db: None, identity: Identity) -> None:
    person = identity.make_person()
    world = make_world(person, is_former=identity.is_former)
    client = identity.enter(person, Door.PORTAL)
    differences = []
    asked = 0
    for route, row, method, state in cells(world):
        path = world.path(route, state)
        answer = ask(client, method, path, row.form if method == "post" else None)
        asked += 1
        wanted = expected(route, row, identity, method, state)
        if said(row, answer) != wanted:
            differences.append(
                f"{method:7} {route.name} {state}: {said(row, answer)}, not {wanted}"
            )
        if row.roles is not None and wanted in REFUSALS and answer.written - TRACES:
            differences.append(
                f"{method:7} {route.name} {state}: {wanted}, yet wrote {answer.written}"
            )
    assert asked >= 250
    assert differences == [], "\n".join(["", *differences])
