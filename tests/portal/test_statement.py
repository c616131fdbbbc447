import time
from collections.abc import Callable, Iterator

import pytest
import time_machine

from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, Statement, StatementAcceptance, User
from portal.services import statement_publish
from tests.sign_in import sign_in

People = Callable[..., User]
DAY = 24 * 60 * 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_who_has_not_promised_confidentiality_gets_no_further(person: People, door: Door) -> None:
    client = sign_in(person(Role.EDITOR, statement=False), door)
    assert client.get("/")["Location"] == "/statement/"
    page = client.get("/statement/")
    assert "zaupnosti" in page.content.decode()
    form = {"version": page.context["statement"].version}
    assert client.post("/statement/", form).status_code == 302
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.filter(action=AuditAction.STATEMENT_ACCEPTED).count() == 1


def test_the_promise_lapses_after_twelve_months(
    person: People, clock: time_machine.Traveller
) -> None:
    user = person(Role.COUNSELLOR)
    clock.shift(364 * DAY)
    assert sign_in(user, Door.PORTAL).get("/").status_code == 200
    clock.shift(2 * DAY)
    assert sign_in(user, Door.PORTAL).get("/")["Location"] == "/statement/"


def test_a_new_version_is_asked_for_at_once_and_the_old_promise_stays_on_record(
    person: People,
) -> None:
    user, lead = person(Role.COUNSELLOR), person(Role.TEAM_LEAD)
    client, leading = sign_in(user, Door.PORTAL), sign_in(lead, Door.PORTAL)
    assert client.get("/").status_code == 200
    text = {"text_sl": "Nove besede.", "text_en": "New words."}
    assert leading.post("/statement/new/", text).status_code == 302
    assert client.get("/")["Location"] == "/statement/"
    assert "Nove besede." in client.get("/statement/").content.decode()
    assert StatementAcceptance.objects.filter(user=user, statement_id=1).count() == 1


def test_a_version_that_was_replaced_while_she_read_is_not_accepted_blindly(
    person: People,
) -> None:
    user, lead = person(Role.COUNSELLOR, statement=False), person(Role.TEAM_LEAD)
    client = sign_in(user, Door.PORTAL)
    shown = client.get("/statement/").context["statement"].version
    statement_publish(actor=lead, text_sl="Nove besede.", text_en="New words.")
    answer = client.post("/statement/", {"version": shown})
    assert "pravkar" in answer.content.decode().casefold()
    assert not StatementAcceptance.objects.filter(user=user).exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TEAM_LEAD}))
def test_only_a_team_lead_changes_the_words(person: People, role: Role) -> None:
    client = sign_in(person(role), Door.PORTAL)
    text = {"text_sl": "x", "text_en": "x"}
    assert client.post("/statement/new/", text).status_code == 404
    assert Statement.objects.count() == 1
