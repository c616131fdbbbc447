"""Strange text into every form and address of the portal, as each role that may open it.

`INJECTION_EXAMPLES=5000` runs as many as the promise says; the suite alone runs fewer.
"""

import os
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.access.asking import ask
from tests.access.matrix import PORTAL
from tests.access.objects import World, make_world
from tests.access.routes import Route, routes_of
from tests.factories.portal import PersonFactory
from tests.sign_in import door_client, sign_in

EXAMPLES = int(os.environ.get("INJECTION_EXAMPLES", "300"))
MEGABYTE = 1024 * 1024
NASTY = (
    "\x00", "a\x00b", "\u202eright to left\u202c", "\u200f\u2066x", "😀" * 2000, "👩‍👩‍👧‍👧",
    "{{ 7*7 }}", "{% debug %}", "{{ request.user.password }}", "${7*7}", "%s%n%x", "'", '"',
    "' OR 1=1 --", "\"; DROP TABLE cases_case; --", "<script>alert(1)</script>", "</textarea><b>",
    "\ud800", "\udfff\ud800", "\U0010ffff", "\ufdfd" * 500, "Z\u0351\u036b" * 500,
    "\r\nSet-Cookie: x=1", "../../etc/passwd", "-1", "0", "9" * 400, "1e999", "NaN", "\t", " ",
    "", "ı", "ß" * 300,
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
# What every form may carry besides its own fields.
HIDDEN_FIELDS = ("next", "form_id", "drafts_shown", "case_id", "version", "language", "username",
                 "password", "code", "q")  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=200),
    st.text(st.characters(categories=("Cs", "Cc", "Cf", "Co", "Cn", "Mn")), max_size=50),
)


def encoded(text: str) -> str:
    """As a hostile client would send it: lone surrogates as bytes that are no UTF-8."""
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def fields_of(route: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*PORTAL[route.name].form, *HIDDEN_FIELDS]))


class People:
    """Each role signed in once, with objects of her own; and somebody who is not signed in."""

    def __init__(self) -> None:
        self.entered: dict[Role | None, tuple[Client, World]] = {}
        for role in Role:
            user: User = PersonFactory(roles=(role,))
            self.entered[role] = sign_in(user, Door.PORTAL), make_world(user)
        self.entered[None] = door_client(Door.PORTAL), self.entered[Role.COUNSELLOR][1]

    def of(self, route: Route) -> tuple[Client, World]:
        """Somebody whom the route lets in."""
        roles = PORTAL[route.name].roles
        return self.entered[sorted(roles)[0] if roles else None]


@pytest.fixture
def people(db: None) -> People:
    return People()


def doors_of_forms() -> list[tuple[Role | None, Route]]:
    """Who may open which form."""
    forms = [route for route in routes_of(Door.PORTAL) if PORTAL[route.name].post is not None]
    return [
        (role, route)
        for route in forms
        for role in (*Role, None)
        if (PORTAL[route.name].roles or {role}) >= {role}
    ]


FORMS = doors_of_forms()


def send(people: People, form: tuple[Role | None, Route], typed: dict[str, str]) -> int:
    role, route = form
    client, world = people.entered[role]
    path = world.path(route, min(PORTAL[route.name].there))
    body = "&".join(f"{name}={encoded(text)}" for name, text in typed.items())
    return ask(client, "post", path, body, content_type=FORM).status


def test_there_are_forms_of_every_role() -> None:
    assert {role for role, _route in FORMS} == {*Role, None}


def test_every_form_takes_every_known_trick_in_every_field(people: People) -> None:
    one_person_each = {route.name: (role, route) for role, route in FORMS}.values()
    failed = [
        (route.name, trick[:20])
        for role, route in one_person_each
        for trick in NASTY
        if send(people, (role, route), dict.fromkeys(fields_of(route), trick)) >= 500
    ]
    assert len(one_person_each) * len(NASTY) > 300
    assert failed == []


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(form=st.sampled_from(FORMS), data=st.data())
def test_no_text_makes_a_form_fail(
    people: People, form: tuple[Role | None, Route], data: st.DataObject
) -> None:
    typed = data.draw(st.dictionaries(st.sampled_from(fields_of(form[1])), texts, max_size=4))
    assert send(people, form, typed) < 500


@pytest.mark.parametrize("text", ["a", "\x00", "😀", "{{"])
def test_a_megabyte_makes_no_form_fail(people: People, text: str) -> None:
    long_text = text * (MEGABYTE // len(text.encode()))
    one_person_each = {route.name: (role, route) for role, route in FORMS}.values()
    failed = []
    for form in one_person_each:
        typed = dict.fromkeys([*PORTAL[form[1].name].form, "next"], long_text)
        failed += [form[1].name] if send(people, form, typed) >= 500 else []
    assert failed == []


def strange_addresses(route: Route, trick: str) -> Iterator[str]:
    """The trick in place of every argument, or in every question after the address."""
    if route.arguments:
        yield route.path({name: encoded(trick) or "x" for name in route.arguments})
    else:
        questions = "&".join(f"{name}={encoded(trick)}" for name in ("q", "next", "page"))
        yield f"{route.path()}?{questions}"


def test_no_address_and_no_question_in_it_makes_a_page_fail(people: People) -> None:
    failed = [
        (route.name, trick[:20])
        for route in routes_of(Door.PORTAL)
        for trick in NASTY
        for path in strange_addresses(route, trick)
        if ask(people.of(route)[0], "get", path).status >= 500
    ]
    assert failed == []
