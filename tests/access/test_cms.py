"""Every route of the cms × identity × method. What its people may do there is Wagtail's."""

import re
from collections.abc import Iterator

import pytest

from portal.doors import Door
from portal.enums import CMS_ROLES, LANGUAGE_ROLES, Role
from tests.access.asking import METHODS, TRACES, Answer, ask
from tests.access.cms_objects import CmsWorld, make_cms_world
from tests.access.identities import IDENTITIES, OUTSIDERS, SUPERUSER, Identity
from tests.access.routes import Route, routes_of

pytestmark = pytest.mark.usefixtures("bare_error_pages")

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
    "translation-states": EDITOR,
    "tasks": BOTH, "usage": BOTH, "link-types": BOTH, "translations": BOTH,
    # Of reviewers and translators: tests/website/approvals/test_roles.py.
    "approvals": EDITOR, "line-changes": EDITOR, "facts": EDITOR,
    # People are managed in the portal alone.
    "users": NOBODY, "groups": NOBODY,
}  # fmt: skip
# Open before sign-in: what both signed-in doors share, and signing out under Wagtail's address.
OPEN = {"healthz", "sign-in", "sign-out", "language", "logout"}
# For who is signed in, whatever her role or the statement.
OF_THE_DOOR = {"confirm", "statement"}
# Ways to publish, or to add a number, past the second person.
CLOSED_TO_ALL = re.compile(
    r"/api/main/pages/1/action/x/|/localize/page/1/convert_to_alias/|/localize/update/1/"
    r"|/snippets/choose/helpline/.*|/redirects/.*"
)
# Without a language of hers a translator or reviewer finds what names nothing.
OPEN_TO_BOUND = re.compile(
    r"/(|pages/|jsi18n/|sprite/|dismissibles/|logout/|api/main/pages/|localize/jsi18n/|"
    r"editing-sessions/release/1/|pages/1/|pages/1/results/|login/|account/|translation-states/)"
)
OPEN_TO_REVIEWERS = re.compile(
    rf"{OPEN_TO_BOUND.pattern}|/approvals/|/line-changes/(\d+/|numbers/\d+/)?"
)
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


def questions(world: CmsWorld) -> Iterator[tuple[str, str]]:
    """Every method at every address of an object that is there; at one that is not, one of them."""
    for number, route in enumerate(closed_routes()):
        there = world.there(route)
        yield from ((method, there) for method in METHODS)
        if route.arguments:
            yield METHODS[number % len(METHODS)], world.missing(route)


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
    world = make_cms_world()
    client = identity.enter(identity.make_person(), Door.CMS)
    asked = list(questions(world))
    assert len(asked) > 200 * len(METHODS)
    differences = [
        (method, path, answer.says, answer.written)
        for method, path in asked
        if not is_turned_away(answer := ask(client, method, path))
    ]
    assert differences == [], "\n".join(map(str, differences))


@pytest.mark.parametrize(
    "identity",
    [one for one in IDENTITIES if one.is_in and one.roles & (CMS_ROLES - LANGUAGE_ROLES)],
    ids=str,
)
def test_its_people_get_an_answer_everywhere_and_nothing_where_they_are_not_let_in(
    db: None, identity: Identity
) -> None:
    client = identity.enter(identity.make_person(), Door.CMS)
    assert ask(client, "get", "/").status == 200
    differences = []
    for route in closed_routes():
        is_open = not identity.roles.isdisjoint(
            PARTS[route.first_segment]
        ) and not CLOSED_TO_ALL.fullmatch(route.path())
        for method in ("get", "post") if is_open else METHODS:
            answer = ask(client, method, route.path())
            if not (is_open or answer.status == 404) or is_fault(route, answer):
                differences.append((method, route.path(), answer.says))
    assert differences == [], "\n".join(map(str, differences))


@pytest.mark.parametrize(
    ("role", "opened"),
    [(Role.TRANSLATOR, OPEN_TO_BOUND), (Role.REVIEWER, OPEN_TO_REVIEWERS)],
    ids=str,
)
def test_without_a_language_of_hers_a_translator_or_reviewer_finds_nothing(
    db: None, role: Role, opened: re.Pattern[str]
) -> None:
    identity = next(one for one in IDENTITIES if one.roles == {role})
    client = identity.enter(identity.make_person(), Door.CMS)
    assert ask(client, "get", "/").status == 200
    differences = []
    for route in closed_routes():
        for method in ("get", "post"):
            answer = ask(client, method, route.path())
            is_open = bool(opened.fullmatch(route.path()))
            if is_fault(route, answer) or (not is_open and answer.status != 404):
                differences.append((method, route.path(), answer.says))
    assert differences == [], "\n".join(map(str, differences))


@pytest.mark.parametrize("model", CLOSED_BULK_MODELS)
@pytest.mark.parametrize("method", METHODS)
def test_bulk_actions_reach_neither_people_nor_cases(db: None, model: str, method: str) -> None:
    client = SUPERUSER.enter(SUPERUSER.make_person(), Door.CMS)
    assert ask(client, method, f"/bulk/{model}/delete/?id=1").status == 404


def test_the_addresses_name_objects_that_are_there_and_objects_that_are_not(db: None) -> None:
    """Else a document or a page would be refused only because it does not exist."""
    world = make_cms_world()
    client = SUPERUSER.enter(SUPERUSER.make_person(), Door.CMS)
    wanted = {
        "documents/edit/<int:document_id>/",
        "snippets/knowledge/searchsynonym/edit/<int:pk>/",
        "pages/<int:page_id>/history/",
        "locales/edit/<int:pk>/",
    }
    routes = [route for route in closed_routes() if route.pattern in wanted]
    assert len(routes) == len(wanted)
    for route in routes:
        assert ask(client, "get", world.there(route)).status == 200, route.pattern
        assert ask(client, "get", world.missing(route)).status in {302, 404}, route.pattern
    assert {method for method, path in questions(world) if "999999" in path} == set(METHODS)


def test_the_outsiders_are_outsiders_at_the_cms_too() -> None:
    assert {"anonymous", "password only", "disabled"} <= {one.name for one in OUTSIDERS}
