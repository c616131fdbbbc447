"""Every route of the cms × identity × GET and POST. What its people may do there is Wagtail's."""

import re

import pytest

from portal.doors import Door
from portal.enums import CMS_ROLES, Role
from tests.access.asking import TRACES, Answer, ask
from tests.access.identities import IDENTITIES, OUTSIDERS, SUPERUSER, Identity
from tests.access.routes import Route, routes_of

EDITOR, ADMINISTRATOR = frozenset({Role.EDITOR}), frozenset({Role.ADMINISTRATOR})
BOTH, NOBODY = EDITOR | ADMINISTRATOR, frozenset[Role]()
# The first part of an address → whom the gate lets in.
PARTS = {
    "": BOTH, "pages": BOTH, "images": BOTH, "documents": BOTH, "snippets": BOTH,
    "reports": BOTH, "workflows": BOTH, "choose-page": EDITOR, "choose-external-link": BOTH,
    "choose-email-link": BOTH, "choose-phone-link": BOTH, "choose-anchor-link": BOTH,
    "tag-autocomplete": BOTH, "collections": BOTH, "block-preview": BOTH, "test404": BOTH,
    ".*": BOTH, "account": BOTH, "jsi18n": BOTH, "sprite": BOTH, "editing-sessions": BOTH,
    "settings": BOTH, "sites": BOTH, "redirects": BOTH, "locales": BOTH, "localize": BOTH,
    "bulk": BOTH, "userbar": BOTH, "login": BOTH, "embeds": BOTH, "api": BOTH, "icons": BOTH,
    "password_reset": BOTH, "dismissibles": BOTH, "search": BOTH, "generic": BOTH,
    "handbook-import": EDITOR, "search-words": EDITOR,
    "reviews": EDITOR, "wordings": EDITOR, "printed-matter": EDITOR,
    "tasks": BOTH, "usage": BOTH, "link-types": BOTH, "translations": BOTH,
    # People are managed in the portal alone.
    "users": NOBODY, "groups": NOBODY,
}  # fmt: skip
# Open before sign-in: what both signed-in doors share, and signing out under Wagtail's address.
OPEN = {"healthz", "sign-in", "sign-out", "language", "logout"}
# For who is signed in, whatever her role or the statement.
OF_THE_DOOR = {"confirm", "statement"}
# Wagtail's test of the error page fails by design.
FAILS_BY_DESIGN = {"/failwhale/"}
# Wagtail's own views that fail on a question which its screens never ask: to move, sort or lock
# the root of all pages, or to send one of its windows without its fields.
WAGTAIL_FAULTS = re.compile(
    r"/pages/1/(move/1/confirm|set_position|lock|unlock)/"
    r"|/choose-external-link/"
    r"|/snippets/choose/\w+/\w+/create/"
)
CLOSED_BULK_MODELS = ("portal/user", "auth/group", "cases/case", "cases/note", "helpline/phoneline")


def closed_routes() -> list[Route]:
    return [
        route
        for route in routes_of(Door.CMS)
        if route.first_segment not in OPEN | OF_THE_DOOR and route.path() not in FAILS_BY_DESIGN
    ]


def is_turned_away(answer: Answer) -> bool:
    return answer.says in {"302 /sign-in/", "404", "403"} and answer.written <= TRACES


def is_fault(route: Route, answer: Answer) -> bool:
    return answer.status >= 500 and not WAGTAIL_FAULTS.fullmatch(route.path())


def test_every_part_of_the_cms_is_in_the_table() -> None:
    parts = {route.first_segment for route in closed_routes()}
    assert {"pages", "users"} <= parts
    assert parts - set(PARTS) == set()


@pytest.mark.parametrize(
    "identity",
    [one for one in IDENTITIES if not one.is_in or one.roles.isdisjoint(CMS_ROLES)],
    ids=str,
)
def test_who_does_not_belong_to_the_cms_gets_nothing_there(db: None, identity: Identity) -> None:
    client = identity.enter(identity.make_person(), Door.CMS)
    routes = closed_routes()
    assert len(routes) > 200
    differences = [
        (method, route.path(), answer.says, answer.written)
        for route in routes
        for method in ("get", "post")
        if not is_turned_away(answer := ask(client, method, route.path()))
    ]
    assert differences == [], "\n".join(map(str, differences))


@pytest.mark.parametrize(
    "identity", [one for one in IDENTITIES if one.is_in and one.roles & CMS_ROLES], ids=str
)
def test_its_people_get_an_answer_everywhere_and_nothing_where_they_are_not_let_in(
    db: None, identity: Identity
) -> None:
    client = identity.enter(identity.make_person(), Door.CMS)
    assert ask(client, "get", "/").status == 200
    differences = []
    for route in closed_routes():
        is_open = not identity.roles.isdisjoint(PARTS[route.first_segment])
        for method in ("get", "post"):
            answer = ask(client, method, route.path())
            if not (is_open or answer.status == 404) or is_fault(route, answer):
                differences.append((method, route.path(), answer.says))
    assert differences == [], "\n".join(map(str, differences))


@pytest.mark.parametrize("model", CLOSED_BULK_MODELS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_bulk_actions_reach_neither_people_nor_cases(db: None, model: str, method: str) -> None:
    client = SUPERUSER.enter(SUPERUSER.make_person(), Door.CMS)
    assert ask(client, method, f"/bulk/{model}/delete/?id=1").status == 404


def test_the_outsiders_are_outsiders_at_the_cms_too() -> None:
    assert {"anonymous", "password only", "disabled"} <= {one.name for one in OUTSIDERS}
