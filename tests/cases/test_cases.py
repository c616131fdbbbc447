import io
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cases.case_keys import case_key_open
from cases.codes import ALPHABET, case_code_is_valid, case_code_new
from cases.enums import CaseStatus, KeyPurpose
from cases.models import Case, CaseKey, CaseMember
from cases.policies import user_can_read_case, user_can_write_note
from cases.selectors import case_read
from cases.services import CaseFormUsedError, NotAllowedError, case_open, note_write
from portal.audit import services as audit_services
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from portal.sealing.envelope import SealError
from tests.access.asking import ask
from tests.factories.cases import make_case, make_document, note_of
from tests.sign_in import pass_first_step, sign_in, usable_code

People = Callable[..., User]
SECRET = "She would like to learn Slovene. Žäđ"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


def actions_on(case: Case) -> list[str]:
    events = AuditEvent.objects.filter(subject_kind="case", subject_id=str(case.pk))
    return list(events.values_list("action", flat=True))


def test_a_counsellor_opens_a_case_writes_a_note_and_finds_it_in_her_list(person: People) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    opened = client.post("/cases/new/")
    case = Case.objects.get()
    assert opened["Location"] == f"/cases/{case.code}/"
    saved = client.post(f"/cases/{case.code}/notes/", {"text": SECRET})
    assert saved.status_code == 302
    assert SECRET in client.get(f"/cases/{case.code}/").content.decode()
    assert case.code in client.get("/cases/").content.decode()


def test_each_access_leaves_exactly_one_event(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    start = AuditEvent.objects.count()
    client.post("/cases/new/")
    case = Case.objects.get()
    client.get(f"/cases/{case.code}/")
    client.post(f"/cases/{case.code}/notes/", {"text": SECRET})
    client.post(f"/cases/{case.code}/notes/", {"text": "  "})
    client.get("/cases/")
    events = AuditEvent.objects.filter(sequence__gt=start)
    assert list(events.values_list("actor_id", "action")) == [
        (user.pk, AuditAction.CASE_OPENED),
        (user.pk, AuditAction.CASE_READ),
        (user.pk, AuditAction.NOTE_WRITTEN),
        (user.pk, AuditAction.CASE_READ),
        (user.pk, AuditAction.CASES_LISTED),
    ]


def test_another_counsellor_gets_404_and_the_try_is_recorded(person: People) -> None:
    owner, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    assert sign_in(owner, Door.PORTAL).get(f"/cases/{case.code}/").status_code == 200
    stranger = sign_in(other, Door.PORTAL)
    assert stranger.get(f"/cases/{case.code}/").status_code == 404
    assert stranger.post(f"/cases/{case.code}/notes/", {"text": "x"}).status_code == 404
    assert case.code not in stranger.get("/cases/").content.decode()
    assert actions_on(case)[-2:] == [AuditAction.CASE_REFUSED, AuditAction.CASE_REFUSED]


def test_a_foreign_and_a_missing_case_answer_alike(person: People) -> None:
    case = make_case(person(Role.COUNSELLOR), SECRET)
    stranger = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    missing_code = case_code_new()
    foreign = stranger.get(f"/cases/{case.code}/")
    missing = stranger.get(f"/cases/{missing_code}/")
    assert foreign.status_code == missing.status_code == 404
    assert dict(foreign.headers) == dict(missing.headers)
    without_tokens = [
        response.content.decode().replace(code, "").split("csrfmiddlewaretoken")[0]
        for response, code in ((foreign, case.code), (missing, missing_code))
    ]
    assert without_tokens[0] == without_tokens[1]


def test_a_former_member_loses_the_case_at_once(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    client = sign_in(owner, Door.PORTAL)
    assert client.get(f"/cases/{case.code}/").status_code == 200
    CaseMember.objects.filter(case=case, user=owner).update(left_at=timezone.now())
    assert client.get(f"/cases/{case.code}/").status_code == 404


def test_a_superuser_without_a_role_does_not_even_get_in(person: People) -> None:
    user = person(is_superuser=True, is_staff=True)
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 422
    assert client.get("/cases/").status_code == 302


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.VOLUNTEER])
def test_neither_superuser_nor_other_roles_reach_a_case_even_as_members(
    person: People, role: Role
) -> None:
    case = make_case(person(Role.COUNSELLOR), SECRET)
    intruder = person(role, is_superuser=True, is_staff=True)
    assert intruder.has_perm("cases.view_case")
    CaseMember.objects.create(case=case, user=intruder)
    assert not user_can_read_case(intruder, case)
    assert not user_can_write_note(intruder, case)
    with pytest.raises(NotAllowedError):
        case_open(actor=intruder)
    with pytest.raises(NotAllowedError):
        note_write(actor=intruder, case=case, text="x")
    client = sign_in(intruder, Door.PORTAL)
    for path in ("/cases/", f"/cases/{case.code}/"):
        response = client.get(path)
        assert response.status_code == 404
        assert case.code not in response.content.decode().replace(path, "")


def test_case_and_note_are_registered_in_no_admin_snippet_or_search_index() -> None:
    from modelsearch.index import get_indexed_models
    from wagtail.models import ReferenceIndex
    from wagtail.snippets.models import get_snippet_models

    exposed = {*get_snippet_models(), *get_indexed_models()}
    assert exposed, "the lists that are looked through are not empty"
    for model in exposed:
        assert model._meta.app_label != "cases"
    assert not ReferenceIndex.model_is_indexable(Case)


def test_when_the_log_cannot_be_written_nothing_is_read_or_changed(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    assert case_read(user=owner, code=case.code) is not None

    def full_disk(*_args: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(audit_services, "event_hash", full_disk)
    with pytest.raises(OSError, match="no space"):
        case_read(user=owner, code=case.code)
    with pytest.raises(OSError, match="no space"):
        note_write(actor=owner, case=case, text="second")
    assert case.notes.count() == 1


def test_a_failed_log_shows_no_content_on_the_error_page(
    person: People, monkeypatch: pytest.MonkeyPatch, error_log: io.StringIO
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    client = sign_in(owner, Door.PORTAL)
    client.raise_request_exception = False

    def broken(*_args: object) -> str:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(audit_services, "event_hash", broken)
    response = client.post(f"/cases/{case.code}/notes/", {"text": SECRET})
    assert response.status_code == 500
    assert "RuntimeError" in error_log.getvalue()
    assert SECRET not in response.content.decode() + error_log.getvalue()


def test_a_note_moved_to_another_case_or_row_does_not_open(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    one, two = make_case(owner, "first"), make_case(owner, "second")
    note_one, note_two = note_of(one), note_of(two)
    opened = case_read(user=owner, code=one.code)
    assert opened is not None
    assert opened.notes[0].text == "first"
    note_one.sealed_text, note_two.sealed_text = note_two.sealed_text, note_one.sealed_text
    note_one.save()
    with pytest.raises(SealError):
        case_read(user=owner, code=one.code)


def test_a_key_row_moved_to_another_case_does_not_open_it(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    one, two = make_case(owner, "first"), make_case(owner, "second")
    CaseKey.objects.filter(case=two).delete()
    CaseKey.objects.filter(case=one).update(case=two)
    with pytest.raises(SealError):
        case_read(user=owner, code=two.code)


def test_destroying_the_key_makes_the_case_unreadable_for_good(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    assert case_read(user=owner, code=case.code) is not None
    case.keys.all().delete()
    assert case_read(user=owner, code=case.code) is None
    with pytest.raises(SealError, match="destroyed"):
        case_key_open(case)


def test_an_erased_case_answers_like_a_missing_one_everywhere(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    case = make_case(owner, SECRET)
    document = make_document(owner, case)
    paths = [
        f"/cases/{case.code}/",
        f"/cases/{case.code}/documents/{document.pk}/",
        f"/cases/{case.code}/documents/{document.pk}/remove/",
        f"/cases/{case.code}/identity/",
    ]
    assert [client.get(path).status_code for path in paths] == [200] * 4
    assert case.code in client.get("/cases/").content.decode()
    case.keys.filter(purpose=KeyPurpose.CONTENT).delete()
    forms = [f"/cases/{case.code}/notes/", f"/cases/{case.code}/documents/", *paths[2:]]
    asked = [("get", path) for path in paths + forms] + [("post", path) for path in forms]
    for method, path in asked:
        ask = getattr(client, method)
        erased, missing = ask(path), ask(path.replace(case.code, case_code_new()))
        assert erased.status_code == missing.status_code == 404
        assert dict(erased.headers) == dict(missing.headers)
    assert case.code not in client.get("/cases/").content.decode()


def test_a_closed_case_is_only_read(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    case = make_case(owner, SECRET)
    open_page = client.get(f"/cases/{case.code}/").content.decode()
    assert "Shrani opombo" in open_page
    assert "Dodaj dokument" in open_page
    assert "Primer je zaprt" not in open_page
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert SECRET in page
    assert "Primer je zaprt" in page
    assert "Shrani opombo" not in page
    assert "Dodaj dokument" not in page
    late = client.post(f"/cases/{case.code}/notes/", {"text": "typed a moment too late"})
    assert late.status_code == 422
    assert "typed a moment too late" in late.content.decode()
    assert case.notes.count() == 1
    assert not user_can_write_note(owner, case)
    assert user_can_read_case(owner, case)
    with pytest.raises(NotAllowedError):
        note_write(actor=owner, case=case, text="x")


def test_codes_are_random_and_a_mistyped_one_is_noticed() -> None:
    codes = {case_code_new() for _ in range(500)}
    assert len(codes) > 490
    for code in list(codes)[:50]:
        assert case_code_is_valid(code)
        for place, right in enumerate(code):
            for wrong in ALPHABET:
                if wrong != right:
                    assert not case_code_is_valid(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("code", ["", "ABC", "AAAAAAA", "ššššššš", "2345678901"])
def test_what_is_no_code_is_recognised(code: str) -> None:
    assert not case_code_is_valid(code)


@pytest.mark.parametrize(
    "text",
    [
        " \n", "\u200b", "\ufeff", "\u2060 \u200d\r\n", "\u00a0\u2003\u3000", "\u00ad",
        "\u3164", "\u2800", "\u202e", "\ufe0f",
    ],
)  # fmt: skip
def test_an_empty_note_is_not_saved_and_the_form_says_why(person: People, text: str) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    response = client.post(f"/cases/{case.code}/notes/", {"text": text})
    assert response.status_code == 422
    assert "Najprej kaj napišite" in response.content.decode()
    assert case.notes.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "\x00zero",
        "{{ 7*7 }}",
        ".",
        "\u200bx",
        "\U0001f44d",
        "\u202eright to left",
        "😀" * 5000,
        "<b>x</b>",
    ],
)
def test_strange_text_is_saved_or_refused_with_words_never_a_crash(
    person: People, text: str
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    response = client.post(f"/cases/{case.code}/notes/", {"text": text})
    if response.status_code == 302:
        opened = case_read(user=owner, code=case.code)
        assert opened is not None
        assert opened.notes[0].text == text
        assert "<b>x</b>" not in client.get(f"/cases/{case.code}/").content.decode()
    else:
        assert response.status_code == 422
        assert "field-error" in response.content.decode()


def test_the_raw_database_file_holds_no_clear_text_of_a_note(
    committed_db: None, person: People
) -> None:
    owner = person(Role.COUNSELLOR, username="canary-visible-name")
    make_case(owner, "canary-sealed-note")
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        raw = b"".join(
            file.read_bytes() for file in path.parent.glob(path.name + "*") if file.is_file()
        )
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT query_to_xml('SELECT * FROM cases_note', true, false, '')")
            raw = str(cursor.fetchall()).encode() + b"canary-visible-name"
    assert b"canary-visible-name" in raw
    assert b"canary-sealed-note" not in raw


def test_the_keys_command_opens_every_sealed_thing(
    person: People, capsys: pytest.CaptureFixture[str]
) -> None:
    person(Role.COUNSELLOR)
    call_command("keys", "check")
    assert "open every sealed" in capsys.readouterr().out


def test_a_form_sent_twice_leaves_one_case_and_one_note(person: People) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    case_id, note_id = str(uuid.uuid4()), str(uuid.uuid4())
    assert case_id != client.get("/cases/").context["form"]["case_id"].value()
    for _click in range(2):
        client.post("/cases/new/", {"case_id": case_id})
    case = Case.objects.get()
    for _click in range(2):
        answer = client.post(f"/cases/{case.code}/notes/", {"text": SECRET, "form_id": note_id})
        assert answer.status_code == 302
    assert str(case.notes.get().pk) == note_id


def test_the_id_of_somebody_elses_note_or_case_changes_nothing_of_theirs(person: People) -> None:
    owner, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    mine = make_case(other)
    assert note_write(actor=other, case=mine, text="x", note_id=note_of(case).pk).case == mine
    assert case_open(actor=other, case_id=case.pk).pk != case.pk
    opened = case_read(user=owner, code=case.code)
    assert opened is not None
    assert [note.text for note in opened.notes] == [SECRET]


def test_an_old_form_for_a_new_case_leads_into_no_earlier_one(
    person: People, clock: time_machine.Traveller
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    form = {"case_id": str(uuid.uuid4())}
    opened = client.post("/cases/new/", form)
    clock.shift(timedelta(minutes=9))
    assert client.post("/cases/new/", form)["Location"] == opened["Location"]
    assert "Primer je odprt" in client.get("/cases/").content.decode()
    clock.shift(timedelta(minutes=2))
    start = AuditEvent.objects.count()
    late = client.post("/cases/new/", form)
    case = Case.objects.get()
    page = late.content.decode()
    assert late.status_code == 409
    assert f'href="/cases/{case.code}/"' in page
    assert "Ta obrazec je bil že uporabljen" in page
    assert "Primer je odprt" not in page
    assert actions_on(case)[-1] == AuditAction.CASE_READ
    assert AuditEvent.objects.count() == start + 1
    fresh = str(late.context["form"]["case_id"].value())
    assert client.post("/cases/new/", {"case_id": fresh}).status_code == 302
    assert Case.objects.count() == 2


def test_the_form_of_a_colleague_is_never_taken_for_ones_own(person: People) -> None:
    owner, colleague = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case = make_case(owner)
    CaseMember.objects.create(case=case, user=colleague)
    assert case_open(actor=owner, case_id=case.pk) == case
    with pytest.raises(CaseFormUsedError):
        case_open(actor=colleague, case_id=case.pk)


def test_a_code_in_small_letters_leads_to_the_case(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, SECRET)
    # A code of digits alone would be the same in small letters.
    Case.objects.filter(pk=case.pk).update(code="BBBBBB2")
    case.refresh_from_db()
    document = make_document(owner, case)
    client = sign_in(owner, Door.PORTAL)
    start = AuditEvent.objects.count()
    for more in ("", "?x=1", "notes/", "identity/", f"documents/{document.pk}/"):
        answer = client.get(f"/cases/{case.code.lower()}/{more}")
        assert (answer.status_code, answer["Location"]) == (307, f"/cases/{case.code}/{more}")
    assert AuditEvent.objects.count() == start
    page = client.get(f"/cases/{case.code.lower()}/", follow=True)
    assert SECRET in page.content.decode()
    sent = client.post(f"/cases/{case.code.lower()}/notes/", {"text": "sent on"}, follow=True)
    assert "sent on" in sent.content.decode()


def test_a_code_in_small_letters_tells_a_stranger_nothing(person: People) -> None:
    """The same answer and as many queries, whether the case is somebody else's or nowhere."""
    owner, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    foreign, erased, mine = make_case(owner, SECRET), make_case(other), make_case(other)
    erased.keys.all().delete()
    # All have letters: a code of digits alone is the same in small letters.
    Case.objects.filter(pk=foreign.pk).update(code="BBBBBB2")
    Case.objects.filter(pk=erased.pk).update(code="CCCCCC2")
    Case.objects.filter(pk=mine.pk).update(code="DDDDDD2")
    client = sign_in(other, Door.PORTAL)
    assert ask(client, "get", "/cases/dddddd2/").status == 307
    for more in ("", "notes/", "documents/", "identity/", "identity/save/"):
        for method in ("get", "post") if more else ("get",):
            answers = {
                code: ask(client, method, f"/cases/{code}/{more}")
                for code in ("bbbbbb2", "cccccc2", "ffffff2")
            }
            assert {answer.status for answer in answers.values()} == {404}
            assert len({answer.queries for answer in answers.values()}) == 1
            assert len({len(answer.body) for answer in answers.values()}) == 1
    assert client.get("/cases/bbbbbb2/").status_code == 404
    assert actions_on(foreign)[-1] == AuditAction.CASE_REFUSED
