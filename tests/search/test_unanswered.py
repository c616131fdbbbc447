"""Questions that found nothing: counted without who asked, and without what could name a person."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from knowledge.models import UnansweredQuestion
from knowledge.search.analysis import fold
from knowledge.search.services import index_rebuild
from knowledge.search.thesaurus import Language, entry_of, general_thesaurus
from knowledge.search.unanswered import services
from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.masking import key_of, question_counted, question_masked
from portal.doors import Door
from portal.enums import Role
from portal.jobs import jobs_run_due
from tests.search.pages import handbook_published

Enter = Callable[..., Client]
ADDRESS = "/knowledge/search/"
LIST = "/search-words/questions/"
FIRST_DAY = date(2026, 3, 2)


@pytest.fixture
def handbook(db: None) -> None:
    handbook_published()
    index_rebuild()


def masked(question: str) -> str:
    return question_masked(question, general_thesaurus())


def ask(client: Client, question: str, on: date = FIRST_DAY, **parameters: str) -> str:
    with time_machine.travel(f"{on}T10:00:00+01:00"):
        response = client.get(ADDRESS, {"q": question, **parameters})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("palačinke za otroke", "palačinke za otroke"),
        ("PALAČINKE, prosim!", "palačinke prosim"),
        ("palacinke", "palacinke"),
        ("burnout of the counsellor", "burnout of the counsellor"),
    ],
)
def test_everyday_words_are_kept(question: str, kept: str) -> None:
    assert masked(question) == kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        # Names of persons, with and without a capital letter, also those that are words too.
        ("Marija Novak palačinka", "… palačinka"),
        ("marija novak palačinka", "… palačinka"),
        ("palačinka za Goloba", "palačinka za …"),
        ("Blessing Osagie palačinka", "… palačinka"),
        # Numbers, however they are written.
        ("palačinka po 50. členu", "palačinka po … členu"),
        ("palačinka 041 123 456", "palačinka …"),
        ("palačinka 1990", "palačinka …"),
        ("palačinka 12. 3. 90", "palačinka …"),
        ("palačinka A1234", "palačinka …"),
        ("palačinka ana@example.org", "palačinka …"),
        # Other scripts.
        ("تصريح palačinka", "… palačinka"),
        # A word as long as no word is.
        ("palačinka " + "a" * 60, "palačinka …"),
    ],
)
def test_names_and_numbers_are_not_kept(question: str, kept: str) -> None:
    assert masked(question) == kept


@pytest.mark.parametrize("question", ["Marija Novak", "041 123 456", "kromodinamika", "in za", ""])
def test_what_says_nothing_without_names_is_not_kept_at_all(question: str) -> None:
    assert masked(question) == ""


@pytest.mark.parametrize(
    "question",
    [
        # All of it but the first name stands in the dictionary.
        "Anastasija Kanarček Poljanska 5",
        "kanarček poljanska 5",
        "5 poljanska kanarček",
        "Palačinka za Kanarčka",
        "palačinke v Poljanski ulici",
        "PALAČINKE ZA OTROKE",
        "palačinka, rojena 12. 3. 90",
        "palačinka ana@example.org",
        "palačinka https://example.org/a",
        # As much unknown as known.
        "palačinke za xyzanastasijo",
        "xyzanastasija kanarček",
        "تصريح palačinka",
    ],
)
def test_what_looks_like_a_name_or_an_address_is_not_counted(question: str) -> None:
    assert masked(question) != ""
    assert question_counted(question, general_thesaurus()) == ""


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("Palačinke za otroke", "palačinke za otroke"),
        ("palačinke in potica za xyzanastasijo", "palačinke in potica za …"),
        # An abbreviation of the search vocabulary is written with capitals.
        ("palačinke za ZPPDFT", "palačinke za zppdft"),
    ],
)
def test_other_questions_are_counted(question: str, counted: str) -> None:
    thesaurus = general_thesaurus().extended([entry_of("ZPPDFT", "zakon", Language.SLOVENE)])
    assert question_counted(question, thesaurus) == counted


def test_the_key_tells_no_words_and_is_worth_nothing_without_the_secret(settings: Any) -> None:
    key = key_of("palačinke za …")
    assert key == key_of("palacinke za")
    assert key != key_of("palačinke")
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    settings.SECRET_KEY = "another"
    assert key_of("palačinke za …") != key


def test_the_editors_own_terms_are_kept() -> None:
    thesaurus = general_thesaurus().extended([entry_of("kšeft", "delo", Language.SLOVENE)])
    assert masked("kšeft") == ""
    assert question_masked("kšeft", thesaurus) == "kšeft"


def test_a_long_question_fits_into_its_field() -> None:
    kept = masked("palačinka nezaposlenost " * 100)
    assert kept
    assert len(kept) <= UnansweredQuestion._meta.get_field("text").max_length  # type: ignore[operator]


def test_a_question_that_finds_nothing_is_counted_and_its_words_kept_on_the_third_day(
    handbook: None, enter: Enter
) -> None:
    client = enter(Role.VOLUNTEER)
    for day in (0, 0, 3):
        ask(client, "Palacinke za otroke", FIRST_DAY + timedelta(days=day))
    [question] = UnansweredQuestion.objects.all()
    assert (question.text, question.times, question.days) == ("", 3, 2)
    assert (question.first_on, question.last_on) == (FIRST_DAY, FIRST_DAY + timedelta(days=3))
    ask(client, "palačinke za otroke", FIRST_DAY + timedelta(days=5))
    question.refresh_from_db()
    assert (question.text, question.times, question.days) == ("palačinke za otroke", 4, 3)


def stored_words() -> str:
    rows = UnansweredQuestion.objects.values_list("text", "key")
    return " ".join(value for row in rows for value in row)


def test_before_the_third_day_no_word_of_a_question_is_stored(handbook: None, enter: Enter) -> None:
    client = enter(Role.VOLUNTEER)
    for day in range(2):
        ask(client, "palačinke za kanarčka", FIRST_DAY + timedelta(days=day))
    assert UnansweredQuestion.objects.get().days == 2
    assert "kanarc" not in fold(stored_words())
    ask(client, "palačinke za kanarčka", FIRST_DAY + timedelta(days=2))
    assert "kanarc" in fold(stored_words())


def test_a_name_and_an_address_leave_nothing_however_often_they_are_asked_for(
    handbook: None, enter: Enter
) -> None:
    client = enter(Role.VOLUNTEER)
    for day in range(4):
        ask(client, "Anastasija Kanarček Poljanska 5", FIRST_DAY + timedelta(days=day))
        ask(client, "palačinka", FIRST_DAY + timedelta(days=day))
    assert [one.text for one in UnansweredQuestion.objects.all()] == ["palačinka"]


def test_nothing_in_the_count_says_who_asked() -> None:
    fields = {field.name for field in UnansweredQuestion._meta.get_fields()}
    assert fields == {
        "id", "text", "key", "times", "days", "first_on", "last_on", "is_told", "state",
    }  # fmt: skip


def test_what_found_something_or_was_narrowed_is_not_counted(handbook: None, enter: Enter) -> None:
    client = enter(Role.VOLUNTEER)
    assert "search-hit" in ask(client, "tečaj")
    assert "search-hit" not in ask(client, "palačinka", exact="1")
    assert "search-hit" not in ask(client, "palačinka", kind="law")
    client.head(ADDRESS, {"q": "palačinka"})
    assert not UnansweredQuestion.objects.exists()
    ask(client, "palačinka")
    assert UnansweredQuestion.objects.exists()


def test_a_search_without_an_index_is_not_counted(db: None, enter: Enter) -> None:
    ask(enter(Role.VOLUNTEER), "palačinka")
    assert not UnansweredQuestion.objects.exists()


def test_a_count_that_cannot_be_written_keeps_nobody_from_searching(
    handbook: None,
    enter: Enter,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("database is locked: palačinka")

    client = enter(Role.VOLUNTEER)
    monkeypatch.setattr(services, "_count", fail)
    assert "search-missing" in ask(client, "palačinka")
    assert "was not counted: DatabaseError" in caplog.text
    assert "palačinka" not in caplog.text


def test_editors_see_what_was_asked_on_three_days(handbook: None, enter: Enter) -> None:
    reader, editor = enter(Role.COUNSELLOR), enter(Role.EDITOR, door=Door.CMS)
    for day in (0, 0, 0, 1):
        ask(reader, "palačinka", FIRST_DAY + timedelta(days=day))
    listed = editor.get(LIST).content.decode()
    assert "palačinka" not in listed
    assert "settle" not in listed
    ask(reader, "palačinka", FIRST_DAY + timedelta(days=2))
    assert "palačinka" in editor.get(LIST).content.decode()


def boxes(page: str) -> dict[str, bool]:
    """The words that a reader may send, and whether they are ticked beforehand."""
    found = re.findall(r'name="word" value="([^"]+)"( checked)?', page)
    return {word: bool(ticked) for word, ticked in found}


def send(reader: Client, *ticked: str) -> str:
    response = reader.post("/knowledge/search/missing/", {"word": ticked}, follow=True)
    return response.content.decode()


def test_a_reader_sends_the_editors_exactly_the_words_that_she_ticks(
    handbook: None, enter: Enter
) -> None:
    reader, editor = enter(Role.COUNSELLOR), enter(Role.EDITOR, door=Door.CMS)
    offered = boxes(ask(reader, "palačinka in palačinke za Marijo"))
    assert set(offered) == {"palačinka", "in", "palačinke", "za"}
    assert "Urednice so obveščene" in send(reader, "palačinka", "palačinke")
    assert [one.text for one in UnansweredQuestion.objects.shown()] == ["palačinka palačinke"]
    listed = editor.get(LIST).content.decode()
    assert "palačinka palačinke" in listed
    assert "Marij" not in listed


def test_words_of_what_may_name_somebody_are_not_ticked_beforehand(
    handbook: None, enter: Enter
) -> None:
    reader = enter(Role.COUNSELLOR)
    assert boxes(ask(reader, "palačinke za otroke")) == dict.fromkeys(
        ("palačinke", "za", "otroke"), True
    )
    page = ask(reader, "Anastasija Kanarček Poljanska 5")
    assert boxes(page) == {"kanarček": False, "poljanska": False}
    assert "ime ali naslov" in page


def test_nothing_is_sent_when_nothing_is_ticked(handbook: None, enter: Enter) -> None:
    assert "Nič ni bilo poslano" in send(enter(Role.COUNSELLOR))
    assert not UnansweredQuestion.objects.exists()


def test_words_sent_are_kept_at_once_where_they_were_only_counted(
    handbook: None, enter: Enter
) -> None:
    reader = enter(Role.COUNSELLOR)
    ask(reader, "palačinke za otroke")
    assert UnansweredQuestion.objects.get().text == ""
    send(reader, "palačinke", "za", "otroke")
    question = UnansweredQuestion.objects.get()
    assert (question.text, question.times, question.is_told) == ("palačinke za otroke", 1, True)


def test_what_may_not_be_kept_cannot_be_passed_on_even_with_a_form_of_ones_own(
    handbook: None, enter: Enter
) -> None:
    reader = enter(Role.COUNSELLOR)
    assert "search-missing" not in ask(reader, "Marija Novak")
    assert "Nič ni bilo poslano" in send(reader, "Marija Novak", "041 123 456")
    assert not UnansweredQuestion.objects.exists()
    send(reader, "Marija", "palačinka")
    assert UnansweredQuestion.objects.get().text == "… palačinka"


def told(text: str = "palačinka") -> UnansweredQuestion:
    services.unanswered_question_tell(text)
    return UnansweredQuestion.objects.get(text=text)


def settle(editor: Client, question: UnansweredQuestion, state: str) -> int:
    data = {"question": question.pk, "state": state}
    return editor.post("/search-words/settle/", data).status_code


def test_an_editor_settles_a_question_and_opens_it_again(db: None, enter: Enter) -> None:
    editor, question = enter(Role.EDITOR, door=Door.CMS), told()
    assert "palačinka" in editor.get(LIST).content.decode()
    assert settle(editor, question, "ignored") == 302
    assert "palačinka" not in editor.get(LIST).content.decode()
    assert "palačinka" in editor.get(LIST, {"state": "ignored"}).content.decode()
    assert settle(editor, question, "open") == 302
    assert "palačinka" in editor.get(LIST).content.decode()


def test_an_answered_question_that_finds_nothing_again_is_open_again(
    handbook: None, enter: Enter
) -> None:
    answered, ignored = told("palačinka"), told("nezakonit lov")
    UnansweredQuestion.objects.filter(pk=answered.pk).update(state=QuestionState.ANSWERED)
    UnansweredQuestion.objects.filter(pk=ignored.pk).update(state=QuestionState.IGNORED)
    for question in (answered, ignored):
        services.unanswered_question_count(question.text)
        question.refresh_from_db()
    assert answered.state == QuestionState.OPEN
    assert ignored.state == QuestionState.IGNORED


def test_a_question_that_editors_do_not_see_cannot_be_settled(db: None, enter: Enter) -> None:
    editor = enter(Role.EDITOR, door=Door.CMS)
    services.unanswered_question_count("palačinka")
    question = UnansweredQuestion.objects.get()
    assert settle(editor, question, "ignored") == 302
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN


@pytest.mark.parametrize(
    "data", [{}, {"question": "x", "state": "open"}, {"question": "1", "state": "gone"}]
)
def test_a_settlement_that_makes_no_sense_is_404(
    db: None, enter: Enter, data: dict[str, str]
) -> None:
    assert enter(Role.EDITOR, door=Door.CMS).post("/search-words/settle/", data).status_code == 404


def test_the_editors_first_page_counts_what_waits(db: None, enter: Enter) -> None:
    editor, administrator = (
        enter(role, door=Door.CMS) for role in (Role.EDITOR, Role.ADMINISTRATOR)
    )
    assert "questions-waiting" not in editor.get("/").content.decode()
    told()
    content = editor.get("/").content.decode()
    assert "questions-waiting" in content
    assert LIST in content
    assert "questions-waiting" not in administrator.get("/").content.decode()
    assert LIST not in administrator.get("/").content.decode()
    for address in (LIST, "/search-words/try/"):
        assert editor.get(address).status_code == 200
        assert administrator.get(address).status_code == 404


def test_what_was_not_asked_for_ninety_days_is_erased(db: None) -> None:
    for days, text in ((91, "palačinka"), (90, "potica")):
        with time_machine.travel(FIRST_DAY - timedelta(days=days)):
            services.unanswered_question_count(text)
    with time_machine.travel(f"{FIRST_DAY}T10:00:00+01:00"):
        assert UnansweredQuestion.objects.count() == 2
        assert jobs_run_due() == []
        assert [question.key for question in UnansweredQuestion.objects.all()] == [key_of("potica")]


def test_the_migration_forgets_the_words_of_what_was_not_asked_on_three_days(db: None) -> None:
    def old(text: str, days: int, **fields: bool) -> None:
        when = {"first_on": FIRST_DAY, "last_on": FIRST_DAY}
        UnansweredQuestion.objects.create(text=text, key=fold(text), days=days, **when, **fields)

    old("… kanarček poljanska", 2)
    old("… kanarček poljanska 5", 7)
    old("palačinka", 3)
    old("palačinka …", 1)
    old("potica po 50 členu", 1, is_told=True)
    assert "kanarček" in stored_words()
    migration = import_module("knowledge.migrations.0011_unanswered_hashes")
    migration.keep_hashes(apps, None)
    kept = dict(UnansweredQuestion.objects.values_list("text", "key"))
    assert kept == {
        "": key_of("kanarček poljanska"),
        "palačinka": key_of("palačinka"),
        "potica po … členu": key_of("potica po … členu"),
    }


def test_tick_erases_them(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(FIRST_DAY - timedelta(days=200)):
        services.unanswered_question_count("palačinka")
    assert UnansweredQuestion.objects.exists()
    call_command("tick")
    assert not UnansweredQuestion.objects.exists()
