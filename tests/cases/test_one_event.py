"""Reads too, exactly one event per request (S14): every route of the cases, from the resolver."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Case
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.access.routes import routes_of
from tests.factories.cases import make_case, make_document
from tests.sign_in import sign_in

People = Callable[..., User]
# What a GET by a member leaves; None: the route shows nothing and only leads elsewhere.
LEAVES = {
    "cases:list": AuditAction.CASES_LISTED,
    "cases:new": None,
    "cases:trail": AuditAction.TRAIL_READ,
    "cases:trail_file": AuditAction.TRAIL_READ,
    "cases:detail": AuditAction.CASE_READ,
    "cases:note_new": AuditAction.CASE_READ,
    "cases:document_new": AuditAction.CASE_READ,
    "cases:document_file": AuditAction.DOCUMENT_READ,
    "cases:document_delete": AuditAction.CASE_READ,
    "cases:identity": AuditAction.CASE_READ,
    "cases:identity_save": None,
}
# The forms, with what they send.
POSTS = {
    "cases:new": ({}, AuditAction.CASE_OPENED),
    "cases:note_new": ({"text": "a note"}, AuditAction.NOTE_WRITTEN),
    "cases:document_new": ({}, AuditAction.CASE_READ),
    "cases:document_delete": ({}, AuditAction.DOCUMENT_REMOVED),
    "cases:identity": ({"reason": "contact"}, AuditAction.IDENTITY_READ),
    "cases:identity_save": ({}, AuditAction.CASE_READ),
}


def paths_of_cases(case: Case) -> dict[str, str]:
    owner = User.objects.get(case_memberships__case=case)
    arguments = {"code": case.code, "document_id": make_document(owner, case).pk}
    return {
        route.name: route.path(arguments)
        for route in routes_of(Door.PORTAL)
        if route.name.startswith("cases:")
    }


@pytest.fixture
def member(person: People) -> User:
    return person(Role.COUNSELLOR)


@pytest.fixture
def client(member: User) -> Client:
    return sign_in(member, Door.PORTAL)


def events_of(ask: Callable[[], object]) -> list[tuple[int | None, str]]:
    start = AuditEvent.objects.latest("sequence").sequence
    ask()
    left = AuditEvent.objects.filter(sequence__gt=start)
    return list(left.values_list("actor_id", "action"))


def test_every_route_of_the_cases_is_in_the_table(member: User) -> None:
    assert set(paths_of_cases(make_case(member))) == set(LEAVES)


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_each_page_that_is_read_leaves_one_event_of_its_reader(
    member: User, client: Client, name: str
) -> None:
    path = paths_of_cases(make_case(member, "a note"))[name]
    action = LEAVES[name]
    expected = [(member.pk, action)] if action else []
    assert events_of(lambda: client.get(path)) == expected


@pytest.mark.parametrize("name", sorted(POSTS))
def test_each_form_that_is_sent_leaves_one_event_of_its_sender(
    member: User, client: Client, name: str
) -> None:
    path = paths_of_cases(make_case(member))[name]
    data, action = POSTS[name]
    assert events_of(lambda: client.post(path, data)) == [(member.pk, action)]


@pytest.mark.parametrize("name", ["cases:detail", "cases:note_new"])
def test_each_refusal_leaves_one_event(
    member: User, client: Client, person: People, name: str
) -> None:
    path = paths_of_cases(make_case(person(Role.COUNSELLOR)))[name]
    assert events_of(lambda: client.get(path)) == [(member.pk, AuditAction.CASE_REFUSED)]


def test_who_has_no_business_with_cases_leaves_one_refusal_everywhere(person: People) -> None:
    user = person(Role.ADMINISTRATOR)
    intruder = sign_in(user, Door.PORTAL)
    for path in paths_of_cases(make_case(person(Role.COUNSELLOR))).values():
        left = events_of(lambda path=path: intruder.get(path))  # type: ignore[misc]
        assert left == [(user.pk, AuditAction.ACCESS_REFUSED)]
