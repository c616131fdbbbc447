"""Saving while she types: what `/drafts/` and `/session/` take, from whom, and what they refuse."""

import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from cases.models import Note
from portal.access.sessions import session_owner
from portal.doors import Door
from portal.drafts import LONGEST_DRAFT, draft_keep, draft_open
from portal.enums import Role
from portal.forms import DraftedForm
from portal.models import Draft, Statement, User
from tests.factories.cases import make_case
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
IDLE, ABSOLUTE = 15 * 60, 8 * 60 * 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


class Typist:
    """A counsellor with the form for a note before her, as the page's script sees it."""

    def __init__(self, user: User, path: str = "") -> None:
        self.user = user
        self.client = sign_in(user, Door.PORTAL)
        self.path = path or f"/cases/{make_case(user).code}/notes/"
        self.form_id = uuid.uuid4()

    def send(self, text: str, client: Client | None = None, **fields: object) -> HttpResponse:
        data: dict[str, object] = {
            "draft_path": self.path,
            "draft_owner": session_owner(self.user),
            "form_id": str(self.form_id),
            "text": text,
            **fields,
        }
        return (client or self.client).post("/drafts/", data)  # type: ignore[return-value]

    @property
    def kept(self) -> str:
        draft = draft_open(user=self.user, path=self.path)
        return draft.fields["text"] if draft else ""

    def sign_in_again(self) -> Client:
        client = pass_first_step(self.user, Door.PORTAL)
        client.post("/sign-in/code/", {"code": usable_code(self.user)})
        return client


@pytest.fixture
def typist(person: People) -> Typist:
    return Typist(person(Role.COUNSELLOR))


def test_what_is_typed_is_kept_and_the_answer_says_when(typist: Typist) -> None:
    answer = typist.send("first words")
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "seconds_left"}
    assert typist.kept == "first words"
    typist.send("first words and more")
    assert typist.kept == "first words and more"
    assert Draft.objects.count() == 1


def test_saving_counts_as_being_there(typist: Typist, clock: time_machine.Traveller) -> None:
    for _quarter in range(4):
        clock.shift(IDLE - 60)
        assert typist.send("words").json()["seconds_left"] == IDLE
    assert typist.client.get("/").status_code == 200


def test_asking_about_the_session_does_not_count_as_being_there(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    clock.shift(IDLE - 60)
    assert typist.client.get("/session/").json()["seconds_left"] in {59, 60}
    clock.shift(61)
    assert typist.client.get("/session/").status_code == 401
    assert typist.client.get("/").status_code == 302


def test_saying_so_does(typist: Typist, clock: time_machine.Traveller) -> None:
    clock.shift(IDLE - 60)
    assert typist.client.post("/session/").json()["seconds_left"] == IDLE
    clock.shift(IDLE - 60)
    assert typist.client.get("/").status_code == 200


def test_nobody_stays_beyond_the_absolute_limit(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    for _step in range(ABSOLUTE // (IDLE - 60)):
        clock.shift(IDLE - 60)
        left = typist.client.post("/session/").json()["seconds_left"]
    assert ABSOLUTE % (IDLE - 60) - left in {0, 1}
    clock.shift(left + 2)
    assert typist.client.post("/session/").status_code == 401


def test_an_idle_session_cannot_be_brought_back(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    clock.shift(IDLE + 1)
    assert typist.client.post("/session/").status_code == 401
    assert typist.send("late words").json()["seconds_left"] == 0
    assert typist.client.get("/session/").status_code == 401
    assert typist.client.get("/").status_code == 302


@pytest.mark.parametrize("seconds", [IDLE + 1, ABSOLUTE - 60])
def test_the_last_words_before_the_lock_are_kept_although_nothing_can_be_read(
    typist: Typist, clock: time_machine.Traveller, seconds: int
) -> None:
    clock.shift(seconds)
    assert typist.send("last words").status_code == 200
    assert typist.kept == "last words"
    assert typist.client.get(typist.path).status_code == 302
    assert typist.client.post("/drafts/discard/", {"draft_path": typist.path}).status_code == 302
    assert "last words" in typist.sign_in_again().get(typist.path).content.decode()


def test_the_session_tells_who_is_signed_in_without_naming_her(
    typist: Typist, person: People
) -> None:
    other = Typist(person(Role.COUNSELLOR))
    mine, hers = typist.client.get("/session/").json(), other.client.get("/session/").json()
    assert mine["user"] != hers["user"]
    assert mine["user"] in typist.client.get("/").content.decode()
    again = typist.sign_in_again().get("/session/").json()
    assert again["user"] == mine["user"]


def test_a_stranger_learns_nothing_and_leaves_nothing(typist: Typist, person: People) -> None:
    between = pass_first_step(person(Role.COUNSELLOR), Door.PORTAL)
    for client in (door_client(Door.PORTAL), between):
        for answer in (client.get("/session/"), client.post("/session/")):
            assert (answer.status_code, answer.json()) == (401, {"seconds_left": 0})
        assert typist.send("words", client)["Location"] == "/sign-in/"
    assert Draft.objects.count() == 0


def test_after_signing_out_nothing_is_kept(typist: Typist) -> None:
    assert typist.send("before").status_code == 200
    typist.client.post("/sign-out/")
    assert typist.send("after").status_code == 302
    assert typist.kept == "before"


def test_a_session_that_was_ended_elsewhere_keeps_nothing(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    assert typist.send("before").status_code == 200
    clock.shift(60)
    typist.sign_in_again()
    assert typist.send("after").status_code == 302
    assert typist.kept == "before"


def test_a_session_of_the_cms_keeps_nothing(person: People, clock: time_machine.Traveller) -> None:
    typist = Typist(person(Role.EDITOR, Role.COUNSELLOR))
    assert typist.send("at the portal").status_code == 200
    clock.shift(60)
    cms = sign_in(typist.user, Door.CMS)
    smuggled = door_client(Door.PORTAL)
    smuggled.cookies["portal-session"] = cms.cookies["cms-session"].value
    assert typist.send("at the cms", smuggled).status_code == 302
    assert smuggled.get("/session/").status_code == 401
    assert typist.kept == "at the portal"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/cases/", "/account/", "/drafts/", "/sign-in/", "/not-there/", "//evil.example/",
     "https://evil.example/cases/X/notes/", "/cases/X/notes/?next=/", "/cases/X/notes"],
)  # fmt: skip
def test_only_the_path_of_a_form_that_keeps_drafts_is_taken(typist: Typist, path: str) -> None:
    assert typist.send("words").status_code == 200
    assert typist.send("words", draft_path=path, form_id=str(uuid.uuid4())).status_code == 404
    assert Draft.objects.count() == 1


def test_the_policy_of_the_forms_view_decides(typist: Typist, person: People) -> None:
    assert typist.send("as a counsellor").status_code == 200
    volunteer = Typist(person(Role.VOLUNTEER), typist.path)
    assert volunteer.send("words").status_code == 404
    assert Draft.objects.count() == 1


def test_who_lost_her_role_keeps_nothing_even_late(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    assert typist.send("before").status_code == 200
    clock.shift(IDLE + 1)
    typist.user.role_assignments.all().delete()
    assert typist.send("after").status_code in {302, 404}
    assert typist.kept == "before"


def test_a_closed_account_keeps_nothing(typist: Typist) -> None:
    assert typist.send("before").status_code == 200
    User.objects.filter(pk=typist.user.pk).update(is_active=False)
    assert typist.send("after").status_code == 302
    assert typist.kept == "before"


def test_only_the_declared_fields_are_kept(typist: Typist) -> None:
    typist.send("words", password="not this", csrfmiddlewaretoken="nor this")
    draft = draft_open(user=typist.user, path=typist.path)
    assert draft is not None
    assert draft.fields == {"text": "words"}


def test_the_id_of_somebody_elses_form_reaches_nothing_of_hers(
    typist: Typist, person: People
) -> None:
    other = Typist(person(Role.COUNSELLOR))
    other.send("hers")
    for text in ("mine", "mine and more"):
        assert typist.send(text, form_id=str(other.form_id)).status_code == 200
    hers = Draft.objects.get(user=other.user)
    typist.send("mine", form_id=str(hers.pk), drafts_shown=str(hers.pk))
    shown = {"form_id": str(other.form_id), "drafts_shown": str(hers.pk), "is_sure": "yes"}
    typist.client.post("/drafts/discard/", {"draft_path": other.path, **shown})
    assert other.kept == "hers"
    assert typist.kept == "mine and more"


def test_a_text_is_never_kept_for_who_signed_in_meanwhile(typist: Typist, person: People) -> None:
    other = Typist(person(Role.COUNSELLOR), typist.path)
    assert other.send("her own").status_code == 200
    assert typist.send("from the page before", other.client).status_code == 409
    assert other.kept == "her own"


def test_without_a_forms_id_nothing_is_kept(typist: Typist) -> None:
    assert typist.send("words", form_id="").status_code == 400
    assert typist.send("words", form_id="no id").status_code == 400
    assert Draft.objects.count() == 0


def test_what_is_too_long_is_refused_with_a_message_and_changes_nothing(typist: Typist) -> None:
    assert typist.send("x" * (LONGEST_DRAFT - 100)).status_code == 200
    answer = typist.send("x" * LONGEST_DRAFT)
    assert answer.status_code == 413
    assert "predolgo" in answer.json()["message"]
    assert len(typist.kept) == LONGEST_DRAFT - 100


@pytest.mark.parametrize("broken", ["portal.drafts.Draft.save", "portal.drafts.drafts_forget_old"])
def test_a_locked_database_is_said_and_not_an_error(
    typist: Typist, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(broken, locked)
        answer = typist.send("words")
    assert answer.status_code == 503
    assert "poskuša znova" in answer.json()["message"]
    assert typist.send("words").status_code == 200


def test_a_page_opens_even_when_the_last_sight_cannot_be_written(
    typist: Typist, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    clock.shift(60)
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", locked)
    assert typist.client.get("/").status_code == 200
    assert typist.send("words").status_code == 200
    assert typist.client.post("/session/").status_code == 200


def test_saving_needs_the_token_that_the_session_hands_out(typist: Typist) -> None:
    typist.client.handler.enforce_csrf_checks = True
    assert typist.send("words").status_code == 403
    assert Draft.objects.count() == 0
    token = typist.client.get("/session/").json()["csrf_token"]
    answer = typist.send("words", csrfmiddlewaretoken=token)
    assert answer.status_code == 200
    assert typist.client.post("/session/").status_code == 403


def test_a_new_confidentiality_statement_does_not_stop_what_is_being_typed(
    typist: Typist,
) -> None:
    latest = Statement.objects.latest()
    Statement.objects.create(
        version=latest.version + 1, text_sl="Novo besedilo", text_en="A new text"
    )
    assert typist.client.get("/")["Location"] == "/statement/"
    assert typist.send("words").status_code == 200
    assert typist.kept == "words"


class PlanForm(DraftedForm):
    aim = forms.CharField(widget=forms.Textarea)
    state = forms.ChoiceField(choices=[("open", "open"), ("done", "done")])


def test_of_several_drafts_texts_stand_one_below_the_other_and_the_latest_choice_counts(
    person: People,
) -> None:
    user = person(Role.COUNSELLOR)
    for aim, state in (("a flat", "open"), ("a course", "done")):
        fields = {"aim": aim, "state": state}
        draft_keep(user=user, path="/x/", draft_id=uuid.uuid4(), fields=fields)
    form = PlanForm.with_draft(draft_open(user=user, path="/x/"))
    assert form["aim"].value() == "a flat\n\na course"
    assert form["state"].value() == "done"
    assert form.shows_draft
    assert "autofocus" in str(form["aim"])
    empty = PlanForm.with_draft(None, initial={"aim": "as before"})
    assert (empty["aim"].value(), empty.shows_draft) == ("as before", False)


def test_nobody_reads_a_draft_through_the_endpoint(typist: Typist) -> None:
    typist.send("words")
    assert typist.client.get("/drafts/").status_code == 405
    assert "words" not in typist.send("other").content.decode()


def test_what_was_sent_earlier_and_arrives_later_is_not_kept(typist: Typist) -> None:
    typist.send("second", draft_number="2")
    assert typist.send("first", draft_number="1").status_code == 200
    assert typist.kept == "second"
    typist.send("third", draft_number="3")
    assert typist.kept == "third"


@pytest.mark.parametrize("number", ["", "-5", "x", "9" * 40, "²"])
def test_a_number_that_is_none_is_left_out(typist: Typist, number: str) -> None:
    assert typist.send("words", draft_number=number).status_code == 200
    assert typist.kept == "words"


def test_a_saving_that_arrives_after_the_note_leaves_the_text_only_in_the_note(
    typist: Typist,
) -> None:
    typist.send("words", draft_number="1")
    assert typist.kept == "words"
    form = {"text": "words", "form_id": str(typist.form_id), "draft_number": "3"}
    for _twice in range(2):
        assert typist.client.post(typist.path, form).status_code == 302
    assert typist.kept == ""
    typist.send("words", draft_number="2")
    assert typist.kept == ""
    assert Note.objects.count() == 1


def test_more_text_under_the_id_of_a_saved_note_is_another_note(typist: Typist) -> None:
    for text in ("first", "first and more"):
        form = {"text": text, "form_id": str(typist.form_id)}
        assert typist.client.post(typist.path, form).status_code == 302
    assert Note.objects.count() == 2


def test_note_and_draft_change_together_or_not_at_all(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist.send("words", draft_number="1")
    form = {"text": "words", "form_id": str(typist.form_id), "draft_number": "2"}

    def broken(**_kwargs: object) -> None:
        raise OperationalError("database is locked")

    typist.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("portal.access.drafted.draft_finish", broken)
        assert typist.client.post(typist.path, form).status_code == 503
    assert (Note.objects.count(), typist.kept) == (0, "words")
    assert typist.client.post(typist.path, form).status_code == 302
    assert (Note.objects.count(), typist.kept) == (1, "")


def test_a_form_that_was_emptied_leaves_an_empty_draft(typist: Typist) -> None:
    typist.send("words", draft_number="1")
    assert typist.kept == "words"
    typist.send("  ", draft_number="2")
    assert draft_open(user=typist.user, path=typist.path) is None


def test_a_text_that_goes_on_from_another_tabs_stands_there_once(typist: Typist) -> None:
    typist.send("one\ntwo")
    typist.send("one\r\ntwo\r\nthree", form_id=str(uuid.uuid4()))
    assert typist.kept == "one\r\ntwo\r\nthree"
    typist.send("something else", form_id=str(uuid.uuid4()))
    assert typist.kept == "one\r\ntwo\r\nthree\n\nsomething else"


def test_a_draft_is_thrown_away_after_asking_once(typist: Typist) -> None:
    typist.send("words", draft_number="1")
    page = typist.client.get(typist.path)
    assert "Zavrzi osnutek" in page.content.decode()
    shown = page.context["form"]["drafts_shown"].value()
    data = {"draft_path": typist.path, "form_id": str(uuid.uuid4()), "drafts_shown": shown}
    question = typist.client.post("/drafts/discard/", data)
    assert question.status_code == 200
    assert shown in question.content.decode()
    assert typist.kept == "words"
    gone = typist.client.post("/drafts/discard/", {**data, "is_sure": "yes"})
    assert (gone.status_code, gone["Location"]) == (302, typist.path)
    assert typist.kept == ""


@pytest.mark.parametrize("path", ["/", "//evil.example/", "https://evil.example/", "/cases/"])
def test_discarding_leads_nowhere_else(typist: Typist, path: str) -> None:
    data = {"draft_path": path, "form_id": str(typist.form_id), "is_sure": "yes"}
    assert typist.client.post("/drafts/discard/", data).status_code == 404


def test_pages_tell_their_script_how_long_the_session_lasts(
    typist: Typist, clock: time_machine.Traveller
) -> None:
    page = typist.sign_in_again().get("/").content.decode()
    assert f'data-seconds-left="{IDLE}"' in page
    assert f'data-seconds-at-most="{ABSOLUTE}"' in page
    assert "/static/js/session.js" in page
    assert "session.js" not in door_client(Door.PORTAL).get("/sign-in/").content.decode()


def test_what_is_typed_lies_nowhere_in_clear(
    committed_db: None, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    typist = Typist(person(Role.COUNSELLOR, first_name="Seen-in-the-clear"))
    canary = f"canary-{secrets.token_hex(12)}"
    assert typist.send(canary).status_code == 200
    assert typist.kept == canary
    raw = raw_database() + caplog.text.encode()
    assert b"Seen-in-the-clear" in raw
    assert canary.encode() not in raw
    assert canary.encode().hex().encode() not in raw


def raw_database() -> bytes:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT database_to_xml(true, false, '')")
            return str(cursor.fetchall()).encode()
    folder = Path(str(settings.DATA_DIR))
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
