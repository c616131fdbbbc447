"""The desk's screens in the portal, as who helps sees them."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from helpline.enums import Pretext
from helpline.models import Letter
from portal.enums import Role
from portal.models import User
from tests.factories.call_backs import CONTACT, make_call_back, make_request

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
LIST = "/helpline/letters/"


def page_of(call_back: Letter) -> str:
    return f"{LIST}{call_back.pk}/"


def step(client: Client, call_back: Letter, what: str, **options: object) -> object:
    seen = Letter.objects.get(pk=call_back.pk).step_count
    return client.post(f"{page_of(call_back)}step/", {"step": what, "seen": seen}, **options)


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_the_first_page_says_how_many_wait_and_leads_there(enter: Enter) -> None:
    client = enter(Role.VOLUNTEER)
    assert "čaka na klic" not in text(client.get("/"))
    make_call_back()
    assert "1 oseba čaka na klic" in text(client.get("/"))
    make_call_back()
    home = text(client.get("/"))
    assert "2 osebi čakata na klic" in home
    assert f'href="{LIST}"' in home


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_who_does_not_help_sees_neither_number_nor_list(enter: Enter, role: Role) -> None:
    call_back = make_call_back()
    client = enter(role)
    home = text(client.get("/"))
    assert LIST not in home
    assert "čaka na klic" not in home
    for path in (LIST, page_of(call_back)):
        assert client.get(path).status_code == 404


def test_the_list_shows_nothing_of_what_was_written(enter: Enter) -> None:
    make_call_back(make_request(safe_times="canary-times", code_word="canary-word"))
    listed = text(enter(Role.VOLUNTEER).get(LIST))
    assert "čaka" in listed
    assert "canary" not in listed
    assert CONTACT not in listed


def test_how_to_call_safely_comes_before_where(enter: Enter) -> None:
    end = timezone.now() + datetime.timedelta(days=2)
    call_back = make_call_back(
        make_request(
            safe_times="torek po 18.00", code_word="oblak", pretext=Pretext.LANGUAGE_SCHOOL
        ),
        not_after=end,
    )
    client = enter(Role.VOLUNTEER)
    before = text(client.get(page_of(call_back)))
    assert CONTACT not in before
    assert "torek po 18.00" in before
    step(client, call_back, "take")
    page = text(client.get(page_of(call_back)))
    places = [
        page.index(words)
        for words in ("NE kličite po", "torek po 18.00", "jezikovna šola", "oblak", CONTACT)
    ]
    assert places == sorted(places)


def test_after_the_end_the_page_says_not_to_call_and_shows_nothing(enter: Enter) -> None:
    call_back = make_call_back(not_after=timezone.now() + datetime.timedelta(minutes=5))
    client = enter(Role.VOLUNTEER)
    step(client, call_back, "take")
    assert CONTACT in text(client.get(page_of(call_back)))
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)):
        page = text(client.get(page_of(call_back)))
        assert "NE kličite. Oseba je določila konec" in page
        assert CONTACT not in page
        assert "Prepozno. Ne kličite." in text(client.get(LIST))


def test_a_closed_one_shows_nothing_of_what_was_written(enter: Enter) -> None:
    call_back = make_call_back()
    client = enter(Role.COUNSELLOR)
    for what in ("take", "reach"):
        step(client, call_back, what)
    assert CONTACT in text(client.get(page_of(call_back)))
    step(client, call_back, "close")
    page = text(client.get(page_of(call_back)))
    assert CONTACT not in page
    assert "bo izbrisano" in page
    # Closed by mistake: it can be taken again while it is kept.
    step(client, call_back, "take")
    assert CONTACT in text(client.get(page_of(call_back)))


def test_who_comes_second_is_told_and_nothing_happens(
    enter: Enter, person: Callable[..., User]
) -> None:
    call_back = make_call_back()
    one, other = enter(Role.VOLUNTEER), enter(Role.VOLUNTEER)
    form = {"step": "take", "seen": 0}
    assert one.post(f"{page_of(call_back)}step/", form).status_code == 302
    answer = other.post(f"{page_of(call_back)}step/", form)
    assert answer.status_code == 409
    assert "Nekdo je to vmes spremenil." in text(answer)
    assert CONTACT not in text(answer)


def test_a_damaged_request_is_an_error_and_never_half_shown(enter: Enter) -> None:
    call_back = make_call_back()
    client = enter(Role.VOLUNTEER)
    client.raise_request_exception = False
    assert client.get(page_of(call_back)).status_code == 200
    Letter.objects.update(sealed_content=bytes(call_back.sealed_content)[:-1] + b"\x00")
    assert client.get(page_of(call_back)).status_code == 503
