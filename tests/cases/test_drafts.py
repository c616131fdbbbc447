import time
import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine

from cases.models import Note
from portal.doors import Door
from portal.drafts import draft_keep, draft_open
from portal.enums import Role
from portal.models import Draft, User
from tests.factories.cases import make_case
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
TEXT = "Forty minutes of typing.\r\nŽ"


def keep(user: User, path: str, text: str, draft_id: uuid.UUID | None = None) -> bool:
    return draft_keep(
        user=user, path=path, draft_id=draft_id or uuid.uuid4(), fields={"text": text}
    )


def kept(user: User, path: str) -> str:
    draft = draft_open(user=user, path=path)
    return draft.fields["text"] if draft else ""


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
    assert "smo ohranili kot osnutek" in page
    shown = again.get(path).context["form"]["drafts_shown"].value()
    assert again.post(path, {"text": TEXT, "drafts_shown": shown}).status_code == 302
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
    keep(author, "/x/", TEXT)
    assert kept(author, "/x/") == TEXT
    assert kept(other, "/x/") == ""


def test_a_stranger_leaves_no_draft(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    door_client(Door.PORTAL).post(path, {"text": TEXT})
    pass_first_step(owner, Door.PORTAL).post(path, {"text": TEXT})
    assert Draft.objects.count() == 0


def test_a_draft_is_forgotten_after_a_day(person: People, clock: time_machine.Traveller) -> None:
    author = person(Role.COUNSELLOR)
    keep(author, "/x/", TEXT)
    clock.shift(24 * 60 * 60 + 1)
    assert kept(author, "/x/") == ""
    assert Draft.objects.count() == 1
    keep(author, "/y/", TEXT)
    assert Draft.objects.count() == 1


def test_a_second_late_form_stands_below_the_first(person: People) -> None:
    author = person(Role.COUNSELLOR)
    for text in ("first", "second"):
        assert keep(author, "/x/", text)
    assert kept(author, "/x/") == "first\n\nsecond"
    assert Draft.objects.count() == 2


def test_a_form_that_is_saved_again_overwrites_its_own_draft_and_nobody_elses(
    person: People,
) -> None:
    author, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    form_id = uuid.uuid4()
    assert keep(author, "/x/", "first", form_id)
    assert keep(author, "/x/", "first and second", form_id)
    assert keep(other, "/x/", "hers", form_id)
    assert kept(author, "/x/") == "first and second"
    assert kept(other, "/x/") == "hers"


def test_another_note_does_not_discard_a_draft_that_was_not_shown(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    code = make_case(owner).code
    path = f"/cases/{code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    keep(owner, path, TEXT)
    client.post(path, {"text": "a short one"})
    assert "Forty minutes" in client.get(f"/cases/{code}/").content.decode()
    shown = client.get(path).context["form"]["drafts_shown"].value()
    client.post(path, {"text": TEXT, "drafts_shown": shown})
    assert Draft.objects.count() == 0
    assert Note.objects.count() == 2


def test_a_text_that_cannot_be_kept_is_shown_to_copy(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    ended = sign_in(owner, Door.PORTAL)
    sign_in_elsewhere = pass_first_step(owner, Door.PORTAL)
    assert sign_in_elsewhere.post("/sign-in/code/", {"code": usable_code(owner)}).status_code == 302
    response = ended.post(path, {"text": TEXT})
    assert response.status_code == 403
    assert "Forty minutes of typing." in response.content.decode()
    assert Draft.objects.count() == Note.objects.count() == 0


def test_a_draft_that_was_damaged_does_not_close_the_page(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    keep(owner, path, TEXT)
    assert "Forty minutes" in client.get(path).content.decode()
    Draft.objects.update(path=f"{path}x")
    Draft.objects.update(path=path, sealed_fields=b"damaged")
    page = client.get(path)
    assert page.status_code == 200
    assert "Forty minutes" not in page.content.decode()


def test_a_forged_form_shows_nothing_to_a_stranger(db: None) -> None:
    stranger = door_client(Door.PORTAL, enforce_csrf_checks=True)
    for path, field in (("/cases/x/notes/", "text"), ("/sign-in/", "")):
        response = stranger.post(path, {field: "billboard"})
        assert response.status_code == 403
        assert "billboard" not in response.content.decode()


def test_a_form_that_was_too_old_shows_its_text_to_copy(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    path = f"/cases/{make_case(owner).code}/notes/"
    client = sign_in(owner, Door.PORTAL)
    client.handler.enforce_csrf_checks = True
    response = client.post(path, {"text": "Forty minutes <b>of typing."})
    assert response.status_code == 403
    assert "Forty minutes &lt;b&gt;of typing." in response.content.decode()
    assert Note.objects.count() == 0
