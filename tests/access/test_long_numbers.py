"""A number that no database holds is not found; it breaks nothing."""

import re

import pytest

from portal.doors import Door
from portal.enums import CMS_ROLES
from tests.access.asking import ask
from tests.access.identities import ROLES, Identity
from tests.access.routes import Route, routes_of

OURS = ("cases.", "config.", "helpline.", "knowledge.", "portal.", "website.")
NUMBER = re.compile(r"<(?:int|id):(\w+)>")
# The longest that an address takes, and one that is longer than any.
LONG_NUMBERS = ("9" * 18, "9" * 30)


def numbered_routes(door: Door) -> list[Route]:
    return [
        route
        for route in routes_of(door)
        if NUMBER.search(route.pattern) and route.view.__module__.startswith(OURS)
    ]


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_every_number_in_an_address_of_ours_has_an_end(door: Door) -> None:
    patterns = [route.pattern for route in numbered_routes(door)]
    assert patterns
    # The addresses of snippets are written by Wagtail, whatever the view.
    own = [pattern for pattern in patterns if not pattern.startswith("snippets/")]
    assert [pattern for pattern in own if "<int:" in pattern] == []


@pytest.mark.parametrize("identity", ROLES, ids=str)
def test_a_number_too_long_is_not_found(db: None, identity: Identity) -> None:
    person = identity.make_person()
    for door in (Door.PORTAL, Door.CMS):
        if door is Door.CMS and identity.roles.isdisjoint(CMS_ROLES):
            continue
        client = identity.enter(person, door)
        for route in numbered_routes(door):
            for number in LONG_NUMBERS:
                arguments = dict.fromkeys(NUMBER.findall(route.pattern), number)
                # Of the pages that take a kind, one whose number is looked for.
                for kind in ("section", "card", "paragraph", "totp"):
                    path = route.path({**arguments, "kind": kind})
                    status = ask(client, "get", path).status
                    assert status in (403, 404, 405), f"{route.name}: {status}"
                    if "kind" not in route.arguments:
                        break
