import time
from collections.abc import Callable, Iterator

import pytest
import time_machine

from cases.models import Note
from portal.doors import Door
from portal.drafts import draft_keep, draft_text
from portal.enums import Role
from portal.models import Draft, User
from tests.factories.cases import make_case
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
TEXT = "Forty minutes of typing.\r\nŽ"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    person: People, clock: time_machine.Traveller
) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    clock.shift(16 * 60)
    late = client.post(path, {"text": TEXT})
    assert late.status_code == 302
    assert Note.objects.count() == 0

    again = pass_first_step(owner, Door.PORTAL)
    again.post("/sign-in/code/", {"code": usable_code(owner)})
    page = again.get(path).content.decode()
    assert "Forty minutes of typing." in page
    assert "še ni shranjeno kot opomba" in page
    assert again.post(path, {"text": TEXT}).status_code == 302
    assert Note.objects.count() == 1
    assert Draft.objects.count() == 0


def test_the_sign_in_leads_back_to_the_form(person: People, clock: time_machine.Traveller) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    clock.shift(16 * 60)
    location = client.post(path, {"text": TEXT})["Location"]
    assert location.startswith("/sign-in/?next=%2Fcases%2F")


def test_a_draft_is_its_authors_alone(person: People) -> None:
    author, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    draft_keep(user=author, path="/x/", text=TEXT)
    assert draft_text(user=author, path="/x/") == TEXT
    assert draft_text(user=other, path="/x/") == ""


def test_a_stranger_leaves_no_draft(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    door_client(Door.PORTAL).post(path, {"text": TEXT})
    pass_first_step(owner, Door.PORTAL).post(path, {"text": TEXT})
    assert Draft.objects.count() == 0


def test_a_draft_is_forgotten_after_a_day(person: People, clock: time_machine.Traveller) -> None:
    author = person(Role.COUNSELLOR)
    draft_keep(user=author, path="/x/", text=TEXT)
    clock.shift(24 * 60 * 60 + 1)
    assert draft_text(user=author, path="/x/") == ""
    assert Draft.objects.count() == 1
    draft_keep(user=author, path="/y/", text=TEXT)
    assert Draft.objects.count() == 1


def test_a_second_late_form_takes_the_place_of_the_first(person: People) -> None:
    author = person(Role.COUNSELLOR)
    draft_keep(user=author, path="/x/", text="first")
    draft_keep(user=author, path="/x/", text="second")
    assert draft_text(user=author, path="/x/") == "second"
    assert Draft.objects.count() == 1


def test_a_form_that_was_too_old_shows_its_text_to_copy(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    client.handler.enforce_csrf_checks = True
    response = client.post(path, {"text": "Forty minutes <b>of typing."})
    assert response.status_code == 403
    assert "Forty minutes &lt;b&gt;of typing." in response.content.decode()
    assert Note.objects.count() == 0
