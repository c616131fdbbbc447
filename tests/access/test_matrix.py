"""The access matrix: door × route × identity → answer. A route that nobody listed fails."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.access.routes import Route, routes_of
from tests.factories.cases import make_case
from tests.sign_in import door_client, pass_first_step, sign_in

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
EVERYBODY_IN = frozenset(Role)
CASEWORK = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
KNOWLEDGE = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR})
PEOPLE = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
CMS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Row:
    """`roles` None: open before sign-in. `get`: the answer to GET for those who may."""

    roles: frozenset[Role] | None
    get: int = 200
    kwargs: dict[str, object] = field(default_factory=dict)


DOOR_ROWS = {
    "healthz": Row(None),
    "sign_in": Row(None),
    "sign_in_code": Row(None, get=302),
    "sign_out": Row(None, get=405),
    "language": Row(None, get=405),
}
PORTAL_ROWS = {
    **DOOR_ROWS,
    "home": Row(EVERYBODY_IN),
    "account": Row(EVERYBODY_IN),
    "people": Row(PEOPLE),
    "person_deactivate": Row(PEOPLE, get=405),
    "person_activate": Row(PEOPLE, get=405),
    "person_unlock": Row(PEOPLE, get=405),
    "cases:list": Row(CASEWORK),
    "cases:new": Row(CASEWORK, get=302),
    # For everybody but its members a case is not there; members are tested below.
    "cases:detail": Row(frozenset()),
    "cases:note_new": Row(frozenset()),
    "knowledge:home": Row(KNOWLEDGE),
    "knowledge:section": Row(KNOWLEDGE, get=404),
    "knowledge:article": Row(KNOWLEDGE, get=404),
    "knowledge:search": Row(KNOWLEDGE),
}
# Wagtail's admin, by the first part of the address: who among the people of the door gets in at
# all. What each of them may do there is Wagtail's own permission system.
CMS_PARTS = {
    "": CMS, "pages": CMS, "images": CMS, "documents": CMS, "snippets": CMS, "reports": CMS,
    "workflows": CMS, "choose-page": CMS, "choose-external-link": CMS, "choose-email-link": CMS,
    "choose-phone-link": CMS, "choose-anchor-link": CMS, "tag-autocomplete": CMS,
    "collections": CMS, "block-preview": CMS, "test404": CMS, ".*": CMS,
    "account": CMS, "logout": CMS, "jsi18n": CMS, "sprite": CMS, "editing-sessions": CMS,
    "settings": CMS, "sites": CMS, "redirects": CMS, "locales": CMS, "localize": CMS,
    "bulk": CMS, "userbar": CMS, "login": CMS, "embeds": CMS, "api": CMS, "icons": CMS,
    "failwhale": CMS, "password_reset": CMS, "dismissibles": CMS, "search": CMS, "generic": CMS,
    "tasks": CMS, "usage": CMS, "link-types": CMS, "translations": CMS,
    # People are managed in the portal alone.
    "users": frozenset(), "groups": frozenset(),
}  # fmt: skip
# Signing out is open to anyone, under Wagtail's address too; Wagtail's test of the error page
# fails by design.
CMS_APART = {"/logout/", "/failwhale/"}
WWW_NAMES = {"healthz", "languages", "wagtail_serve", "wagtailcore_login"}

Identity = Callable[[Door], Client]


@pytest.fixture
def password_only(person: Callable[..., User]) -> Identity:
    return lambda door: pass_first_step(person(Role.COUNSELLOR), door)


@pytest.fixture
def without_second_factor(person: Callable[..., User]) -> Identity:
    def enter(door: Door) -> Client:
        client = door_client(door)
        client.force_login(person(Role.TEAM_LEAD, is_superuser=True))
        return client

    return enter


@pytest.fixture
def disabled(person: Callable[..., User]) -> Identity:
    def enter(door: Door) -> Client:
        user = person(Role.EDITOR)
        client = sign_in(user, door)
        assert client.get("/").status_code == 200
        User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    return enter


@pytest.fixture
def anonymous(db: None) -> Identity:
    return door_client


OUTSIDERS = ("anonymous", "password_only", "without_second_factor", "disabled")


def closed_routes(door: Door) -> list[Route]:
    return [
        route
        for route in routes_of(door)
        if route.name not in DOOR_ROWS and route.path() not in CMS_APART
    ]


def ask(client: Client, route: Route, method: str, row: Row | None = None) -> tuple[int, str]:
    response = getattr(client, method)(route.path(row.kwargs if row else None))
    return response.status_code, response.headers.get("Location", "")


def test_every_route_of_the_portal_is_in_the_matrix() -> None:
    assert {route.name for route in routes_of(Door.PORTAL)} == set(PORTAL_ROWS)


def test_every_route_of_the_public_door_is_in_the_matrix() -> None:
    names = {route.name for route in routes_of(Door.WWW)}
    assert "wagtail_serve" in names
    assert names - WWW_NAMES == set()


def test_every_part_of_the_cms_is_in_the_matrix() -> None:
    parts = {route.first_segment for route in routes_of(Door.CMS)} - set(DOOR_ROWS)
    assert {"pages", "users"} <= parts
    assert parts - set(CMS_PARTS) - {"sign-in", "sign-out", "language", "healthz"} == set()


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_who_is_not_all_the_way_in_is_sent_to_sign_in_everywhere(
    request: pytest.FixtureRequest, outsider: str, door: Door
) -> None:
    client: Client = request.getfixturevalue(outsider)(door)
    differences = []
    routes = closed_routes(door)
    assert len(routes) >= len(PORTAL_ROWS) - len(DOOR_ROWS)
    for route in routes:
        for method in METHODS if door is Door.PORTAL else ("get", "post"):
            status, location = ask(client, route, method)
            if not (status == 404 or (status == 302 and location.startswith("/sign-in/"))):
                differences.append((method, route.path(), status, location))
    assert differences == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_matrix_says_and_nothing_else(
    person: Callable[..., User], role: Role
) -> None:
    foreign = make_case(person(Role.COUNSELLOR), "a note")
    client = sign_in(person(role), Door.PORTAL)
    differences = []
    for route in routes_of(Door.PORTAL):
        row = PORTAL_ROWS[route.name]
        if row.roles is None:
            continue
        path = route.path({**row.kwargs, "code": foreign.code})
        if role in row.roles:
            status = client.get(path).status_code
            if status != row.get:
                differences.append(("get", path, status))
            continue
        for method in METHODS:
            status = getattr(client, method)(path).status_code
            # A method that a view does not know is refused before anything is looked up.
            if status != 404 and not (status == 405 and not row.roles and role in CASEWORK):
                differences.append((method, path, status))
    assert differences == []


def test_the_superuser_flag_opens_nothing_more(person: Callable[..., User]) -> None:
    make_case(person(Role.COUNSELLOR), "a note")
    plain = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    flagged = sign_in(person(Role.ADMINISTRATOR, is_superuser=True, is_staff=True), Door.PORTAL)
    for route in routes_of(Door.PORTAL):
        if PORTAL_ROWS[route.name].roles is not None:
            assert ask(flagged, route, "get") == ask(plain, route, "get")


def test_a_member_opens_her_case(person: Callable[..., User]) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, "a note")
    client = sign_in(owner, Door.PORTAL)
    assert client.get(f"/cases/{case.code}/").status_code == 200


@pytest.mark.parametrize("role", sorted(CMS))
def test_the_cms_answers_its_people_and_keeps_people_management_closed(
    person: Callable[..., User], role: Role
) -> None:
    client = sign_in(person(role), Door.CMS)
    assert client.get("/").status_code == 200
    differences = []
    for route in closed_routes(Door.CMS):
        if "<" in route.pattern:
            continue
        status, _location = ask(client, route, "get")
        closed = not CMS_PARTS.get(route.first_segment, CMS)
        if status >= 500 or (closed and status != 404):
            differences.append((route.path(), status))
    assert differences == []


@pytest.mark.parametrize("role", sorted(set(Role) - CMS))
def test_nobody_else_has_a_session_at_the_cms(person: Callable[..., User], role: Role) -> None:
    user = person(role)
    portal = sign_in(user, Door.PORTAL)
    assert portal.get("/").status_code == 200
    cms = door_client(Door.CMS)
    cms.cookies["cms-session"] = portal.cookies["portal-session"].value
    for route in closed_routes(Door.CMS):
        assert ask(cms, route, "get")[0] in {302, 404}
