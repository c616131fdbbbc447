"""The marker that lets who opened a link and knows the passphrase enrol, and nothing else."""

import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from portal.access.enrolment import (
    ENROLMENT_KEY,
    ENROLMENT_SECONDS,
    enrolment_begin,
    enrolment_end,
    enrolment_of,
)
from portal.access.session_store import SessionStore
from portal.enums import LinkKind, Role
from portal.models import Link, TotpDevice, User
from portal.services import device_reset_start, link_enrolment_start

People = Callable[..., User]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def link(person: People) -> Link:
    return device_reset_start(actor=person(Role.ADMINISTRATOR), user=person(Role.COUNSELLOR))


def request_with(session: SessionBase | None = None) -> HttpRequest:
    request = HttpRequest()
    request.session = session or SessionStore()  # type: ignore[assignment]
    return request


def followed(request: HttpRequest) -> Link | None:
    enrolment = enrolment_of(request)
    return enrolment.link if enrolment else None


def begun(link: Link) -> HttpRequest:
    request = request_with()
    enrolment_begin(request, link, link_enrolment_start(link=link))
    return request


def test_who_began_enrols_for_her_own_link(link: Link) -> None:
    found = followed(begun(link))
    assert found == link
    assert found is not None
    assert found.user == link.user


def test_without_a_marker_nobody_enrols(link: Link) -> None:
    assert followed(begun(link)) == link
    assert followed(request_with()) is None


def test_beginning_empties_the_session(link: Link) -> None:
    request = request_with()
    request.session["left"] = "by somebody else"
    enrolment_begin(request, link, link_enrolment_start(link=link))
    assert "left" not in request.session
    assert followed(request) == link


def test_the_marker_goes_with_its_end(link: Link) -> None:
    request = begun(link)
    assert followed(request) == link
    enrolment_end(request)
    assert followed(request) is None
    enrolment_end(request)


def test_a_marker_is_good_for_half_an_hour_to_the_second(
    link: Link, clock: time_machine.Traveller
) -> None:
    request = begun(link)
    assert ENROLMENT_SECONDS == 1800
    clock.shift(1800)
    assert followed(request) == link
    clock.shift(1)
    assert followed(request) is None


def test_a_marker_from_the_future_is_good_for_nothing(
    link: Link, clock: time_machine.Traveller
) -> None:
    request = begun(link)
    assert followed(request) == link
    clock.shift(-1)
    assert followed(request) is None


def test_who_follows_the_link_later_puts_an_end_to_the_earlier_enrolment(link: Link) -> None:
    earlier = begun(link)
    assert followed(earlier) == link
    later = begun(link)
    assert followed(earlier) is None
    assert followed(later) == link


def test_a_candidate_in_use_already_ends_the_enrolment(link: Link) -> None:
    request = begun(link)
    assert followed(request) == link
    TotpDevice.objects.filter(link=link).update(confirmed=True)
    assert followed(request) is None


def test_a_marker_without_a_candidate_is_good_for_nothing(link: Link) -> None:
    request = begun(link)
    assert followed(request) == link
    marker = request.session[ENROLMENT_KEY]
    request.session[ENROLMENT_KEY] = {key: marker[key] for key in ("link", "at")}
    assert followed(request) is None


@pytest.mark.parametrize("fate", ["gone", "withdrawn", "finished", "too old", "closed account"])
def test_the_enrolment_shares_the_fate_of_its_link(link: Link, fate: str) -> None:
    request, links = begun(link), Link.objects.filter(pk=link.pk)
    assert followed(request) == link
    if fate == "gone":
        links.delete()
    elif fate == "closed account":
        User.objects.filter(pk=link.user_id).update(is_active=False)
    else:
        column = {"withdrawn": "withdrawn_at", "finished": "finished_at", "too old": "expires_at"}
        links.update(**{column[fate]: timezone.now()})
    assert followed(request) is None


@pytest.mark.parametrize(
    ("kind", "enrols"),
    [
        (LinkKind.INVITATION, True),
        (LinkKind.DEVICE_RESET, True),
        (LinkKind.PASSPHRASE_RESET, False),
    ],
)
def test_a_link_for_a_new_passphrase_enrols_nothing(
    link: Link, kind: LinkKind, enrols: bool
) -> None:
    request = begun(link)
    Link.objects.filter(pk=link.pk).update(kind=kind)
    assert (followed(request) is not None) is enrols
