"""Foreign, erased and missing objects answer alike: nothing tells which of them there is.

The times are compared by `benchmarks/oracle.py`, not here.
"""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine

from portal.doors import Door
from tests.access.asking import METHODS, Answer, ask
from tests.access.identities import FORMER_MEMBER, ROLES, SUPERUSER, Identity
from tests.access.matrix import PORTAL, Row
from tests.access.objects import STATES, make_world
from tests.access.routes import routes_of

# Differs from request to request, whoever asks for what.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|data-seconds-[a-z-]+="\d+"')
CURIOUS = (*ROLES, SUPERUSER, FORMER_MEMBER)
RARE_METHODS = tuple(method for method in METHODS if method not in {"get", "post"})


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    """On a busy machine a request in between would write when the person was seen last."""
    with time_machine.travel(time.time(), tick=False):
        yield


def hidden_states(row: Row, identity: Identity) -> list[str]:
    """The states that have to look the same as `missing` to this person."""
    is_hers = row.roles is not None and not identity.roles.isdisjoint(row.finders or row.roles)
    if not is_hers or (row.is_of_a_case and identity.is_former):
        return list(STATES)
    return [state for state in STATES if state not in row.there]


def traits(path: str, answer: Answer) -> dict[str, object]:
    """All that can be seen of an answer, without the address that was typed and random tokens."""
    typed = path.encode()
    headers = {name: value.replace(path, "*") for name, value in answer.response.items()}
    headers.pop("Content-Length", None)
    return {
        "status": answer.status,
        "headers": headers,
        "length": len(answer.body) - answer.body.count(typed) * len(typed),
        "body": TOKEN.sub(b"", answer.body).replace(typed, b"*"),
        "cookies": sorted(answer.response.cookies),
        "queries": answer.queries,
    }


def methods_asked(identity: Identity, route_number: int) -> tuple[str, ...]:
    """What browsers send, and of the rest one: by turns, so that each is asked of each route."""
    turn = CURIOUS.index(identity) + route_number
    return ("get", "post", RARE_METHODS[turn % len(RARE_METHODS)])


def test_every_route_is_asked_with_every_method_by_somebody() -> None:
    for number in range(len(CURIOUS)):
        asked = {method for identity in CURIOUS for method in methods_asked(identity, number)}
        assert asked == set(METHODS)


@pytest.mark.parametrize("identity", CURIOUS, ids=str)
def test_what_is_not_hers_looks_as_if_it_had_never_been_there(db: None, identity: Identity) -> None:
    person = identity.make_person()
    world = make_world(person, is_former=identity.is_former)
    client = identity.enter(person, Door.PORTAL)
    ask(client, "get", "/")
    differences = []
    compared = 0
    for number, route in enumerate(routes_of(Door.PORTAL)):
        row = PORTAL[route.name]
        if not route.arguments:
            continue
        for method in methods_asked(identity, number):
            form = row.form if method == "post" else None
            path = world.path(route, "missing")
            missing = traits(path, ask(client, method, path, form))
            for state in hidden_states(row, identity):
                path = world.path(route, state)
                found = traits(path, ask(client, method, path, form))
                compared += 1
                differences += [
                    (route.name, method, state, trait, found[trait], missing[trait])
                    for trait in missing
                    if found[trait] != missing[trait]
                ]
    assert compared >= 3 * 3 * 3
    assert differences == []
