"""With the superuser flag and every permission there is: not one byte of a case, anywhere."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.apps import apps
from django.test import Client
from modelsearch.index import get_indexed_models
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from portal.doors import Door
from portal.enums import Role
from portal.inventory.declarations import declaration_of, inventoried_models, own_fields
from tests.access.asking import ask
from tests.access.identities import SUPERUSER, SUPERUSER_WITHOUT_ROLE, Identity
from tests.access.objects import CANARY, STATES, World, make_world
from tests.access.routes import routes_of
from tests.factories.portal import PersonFactory
from tests.sign_in import sign_in

EDITOR_SUPERUSER = Identity(
    "superuser flag, editor", frozenset({Role.EDITOR, Role.ADMINISTRATOR}), fields=SUPERUSER.fields
)
CONFIDENTIAL = [
    model._meta.label_lower
    for model in inventoried_models()
    if any(
        declaration is not None and declaration.data_class.must_be_sealed
        for field in own_fields(model)
        if (declaration := declaration_of(model, field.name))
    )
]
CASE_MODELS = [model._meta.label_lower for model in apps.get_app_config("cases").get_models()]
# Addresses of Wagtail that name a model, and its searches, lists and logs.
MODEL_PATHS = (
    "/bulk/{app}/{model}/delete/?id=1",
    "/snippets/{app}/{model}/",
    "/snippets/{app}/{model}/add/",
    "/snippets/{app}/{model}/edit/1/",
    "/snippets/{app}/{model}/history/1/",
    "/snippets/{app}/{model}/usage/1/",
    "/pages/usage/{app}/{model}/",
    "/pages/add/{app}/{model}/1/",
)
LOOKING_AROUND = (
    "/pages/search/?q=canary", "/search/?q=canary", "/images/?q=canary", "/documents/?q=canary",
    "/choose-page/search/?q=canary", "/reports/site-history/", "/reports/locked/",
    "/reports/aging-pages/", "/reports/workflow/", "/api/main/pages/?search=canary",
    "/api/main/pages/?fields=*", "/editing-sessions/ping/cases/case/1/1/",
)  # fmt: skip


def paths(door: Door, world: World) -> Iterator[str]:
    for route in routes_of(door):
        if door is Door.CMS or not route.arguments:
            yield route.path()
            continue
        yield from (world.path(route, state) for state in STATES)
    if door is Door.CMS:
        yield from LOOKING_AROUND
        for pattern, label in product(MODEL_PATHS, CASE_MODELS):
            app, model = label.split(".")
            yield pattern.format(app=app, model=model)


def everything_seen(client: Client, door: Door, world: World) -> Iterator[tuple[str, str]]:
    for path in paths(door, world):
        for method in ("get", "post") if "?" not in path else ("get",):
            answer = ask(client, method, path)
            headers = " ".join(f"{name}: {value}" for name, value in answer.response.items())
            # What she typed into the address herself is no finding.
            yield path, (headers + answer.body.decode(errors="replace")).replace(path, "")


def canaries(world: World) -> list[str]:
    codes = [
        arguments["code"] for state, arguments in world.arguments.items() if state != "missing"
    ]
    return [CANARY, *codes]


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
@pytest.mark.parametrize("identity", [SUPERUSER, SUPERUSER_WITHOUT_ROLE, EDITOR_SUPERUSER], ids=str)
def test_no_answer_to_a_superuser_holds_anything_of_a_case(
    db: None, identity: Identity, door: Door
) -> None:
    person = identity.make_person()
    assert person.has_perm("cases.view_case")
    world = make_world(person)
    client = identity.enter(person, door)
    seen = dict[str, str]()
    for path, text in everything_seen(client, door, world):
        seen[path] = seen.get(path, "") + text
    assert len(seen) > 30
    found = {
        (path, canary)
        for path, text in seen.items()
        for canary in canaries(world)
        if canary in text
    }
    assert found == set()


def test_the_same_walk_finds_the_canaries_where_they_may_be_seen(db: None) -> None:
    """Otherwise the test above would look for something that is shown to nobody."""
    person = PersonFactory(roles=(Role.COUNSELLOR,))
    world = make_world(person)
    client = sign_in(person, Door.PORTAL)
    seen = "".join(text for _path, text in everything_seen(client, Door.PORTAL, world))
    assert CANARY in seen
    assert str(world.arguments["own"]["code"]) in seen


def test_the_confidential_models_are_known() -> None:
    assert {"cases.note", "cases.casekey", "cases.document", "cases.identityrecord"} <= set(
        CONFIDENTIAL
    )


def test_nothing_confidential_is_registered_anywhere_in_wagtail() -> None:
    exposed = {model._meta.label_lower for model in {*get_snippet_models(), *get_indexed_models()}}
    assert exposed, "the lists that are looked through are not empty"
    assert exposed.isdisjoint({*CASE_MODELS, *CONFIDENTIAL})


def test_nothing_confidential_is_in_the_reference_index() -> None:
    followed = {*ReferenceIndex.tracked_models, *ReferenceIndex.indexed_models}
    labels = {model._meta.label_lower for model in followed}
    assert "website.homepage" in labels
    assert labels.isdisjoint({*CASE_MODELS, *CONFIDENTIAL})


def test_djangos_own_admin_is_not_there() -> None:
    assert apps.is_installed("wagtail.admin")
    assert not apps.is_installed("django.contrib.admin")
