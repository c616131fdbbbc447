"""Asking for a call at the public door: without cookies, without script, and nothing is lost."""

import datetime
import logging
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.signing import TimestampSigner
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpline.enums import CallBackChannel, LetterState, Pretext, WhoAnswers
from helpline.letter_contents import CallBackRequest, letter_content_unseal
from helpline.models import Letter, OpeningHours, PhoneLine
from portal.doors import Door
from portal.letterboxes import letterbox_make
from portal.models import LetterboxKey
from portal.sealing.envelope import SealError
from tests.website.html import Document, read
from tests.website.test_queries import QUERIES_OF_A_PAGE
from website.models import CallBackPage

CALL = {"sl": "/sl/poklicite-me/", "en": "/en/call-me/", "ar": "/ar/ittisal/"}
CONTACT, SAFE, WORD = "040 000 017", "canary-after-six", "canary-cloud"
FILLED = {
    "channel": "sms",
    "contact": CONTACT,
    "hide_number": "on",
    "safe_times": SAFE,
    "who_answers": "hang_up",
    "pretext": "delivery",
    "code_word": WORD,
    "language": "ar",
}
Send = Callable[..., HttpResponse]


@pytest.fixture
def client() -> Client:
    """A visitor; the check of Django's own proof is on, as for real browsers."""
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


@pytest.fixture
def send(public_site: None, client: Client) -> Iterator[Send]:
    """Open the form and send it, as a browser does; `changed` fields are typed otherwise."""
    letterbox_make()

    def filled(page: str = "en", headers: dict[str, str] | None = None, **changed: str) -> Any:
        data = {"token": token_of(client.get(CALL[page])), "subject": "", **FILLED, **changed}
        return client.post(CALL[page], data, headers=headers)

    yield filled
    assert client.cookies == {}


def token_of(response: HttpResponse) -> str:
    return read(response).one("input", name="token").attributes["value"]


def form_values(document: Document) -> dict[str, str]:
    texts = [*document.all("input", type="text"), *document.all("input", type="date")]
    return {field.attributes["name"]: field.attributes.get("value", "") for field in texts}


def said(response: HttpResponse) -> str:
    return " ".join(read(response).one("main").text.split())


def assert_given_back(response: HttpResponse, **changed: str) -> None:
    """Nothing that was typed or chosen is lost, and nothing was kept."""
    document = read(response)
    values = form_values(document)
    for name in ("contact", "safe_times", "code_word"):
        assert values[name] == changed.get(name, FILLED[name])
    choices = [field for field in document.elements if "value" in field.attributes]
    chosen = {
        field.attributes["value"]
        for field in choices
        if {"checked", "selected"} & set(field.attributes)
    }
    assert {"sms", "hang_up", "delivery", "ar"} <= chosen
    assert not Letter.objects.exists()


def test_what_was_asked_is_kept_sealed_and_thanked_for(send: Send, client: Client) -> None:
    response = send(not_after_day="2099-12-31", not_after_time="18:30")
    assert (response.status_code, response["Location"]) == (303, "/en/done/")
    call_back = Letter.objects.get()
    assert letter_content_unseal(call_back) == CallBackRequest(
        channel=CallBackChannel.SMS,
        contact=CONTACT,
        safe_times=SAFE,
        hide_number=True,
        who_answers=WhoAnswers.HANG_UP,
        may_leave_message=False,
        pretext=Pretext.DELIVERY,
        code_word=WORD,
    )
    assert (call_back.language, call_back.state) == ("ar", LetterState.WAITING)
    assert call_back.not_after is not None
    assert timezone.localtime(call_back.not_after).isoformat() == "2099-12-31T18:30:00+01:00"
    thanks = client.get(response["Location"])
    assert thanks.status_code == 200
    assert CONTACT not in thanks.content.decode()
    assert "call" not in read(thanks).one("title").text.lower()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "typed", ["٠٤٠ ٠٠٠ ٠١٧", "०४० ००० ०१७", "\u202a040\u202c 000 017", "\u202e040 000 017"]
)
def test_the_desk_gets_a_number_that_it_can_dial_however_it_was_typed(
    send: Send, typed: str
) -> None:
    assert send(contact=typed).status_code == 303
    content = letter_content_unseal(Letter.objects.get())
    assert isinstance(content, CallBackRequest)
    assert content.contact == CONTACT


def test_the_first_two_answers_are_enough(send: Send) -> None:
    empty = dict.fromkeys(("code_word", "hide_number"), "")
    assert send(**empty).status_code == 303
    assert Letter.objects.get().not_after is None


def test_the_form_asks_five_questions_and_the_browser_remembers_none(
    send: Send, client: Client
) -> None:
    for path in CALL.values():
        document = read(client.get(path))
        assert len(document.all("legend")) == 5
        form = document.one("form")
        assert (form.attributes["method"], form.attributes["autocomplete"]) == ("post", "off")
        typed = [*document.all("input", type="text"), *document.all("select")]
        assert len(typed) == 6
        assert {field.attributes["autocomplete"] for field in typed} == {"off"}
        # What is pasted is refused whole and given back, never cut by the browser.
        assert not [field for field in typed if "maxlength" in field.attributes]


def test_every_field_has_words_of_its_own(send: Send, client: Client) -> None:
    document = read(client.get("/en/call-me/"))
    named = {
        label.attributes["for"] for label in document.all("label") if "for" in label.attributes
    }
    for field in [*document.all("input", type="text"), *document.all("select")]:
        assert field.attributes["id"] in named


MISSING = {
    "sl": "Napišite, kako vas dosežemo.",
    "en": "Write how we can reach you.",
    "ar": "اكتبوا كيف نصل إليكم.",
}


@pytest.mark.parametrize("language", list(CALL))
@pytest.mark.parametrize("contact", ["", "   ", "\u200b\u2800"])
def test_what_is_missing_is_said_in_the_language_of_the_page(
    send: Send, language: str, contact: str
) -> None:
    response = send(language, contact=contact)
    assert response.status_code == 422
    assert MISSING[language] in said(response)
    assert_given_back(response, contact=contact)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"contact": "12"}, "This does not look like a phone number."),
        ({"contact": "call me"}, "This does not look like a phone number."),
        ({"contact": "9" * 121}, "This is too long."),
        ({"safe_times": ""}, "Write when it is safe for you."),
        ({"not_after_day": "2020-01-01"}, "This time is over."),
        ({"not_after_day": "9999-12-31"}, "This day is far away. Look at the year."),
        ({"not_after_day": "2206-12-31", "not_after_time": "18:30"}, "This day is far away."),
        ({"not_after_day": "soon"}, "Write the day like this"),
        ({"not_after_time": "18:00"}, "Write the day too."),
        ({"not_after_day": "2099-01-01", "not_after_time": "late"}, "Write the time like this"),
        ({"pretext": "police"}, "Choose one of these."),
        ({"language": "xx"}, "Choose one of these."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    send: Send, changed: dict[str, str], words: str
) -> None:
    response = send(**changed)
    assert response.status_code == 422
    assert words in said(response)
    values = form_values(read(response))
    typed = {**FILLED, **changed}
    assert {name: values[name] for name in ("contact", "safe_times", "code_word")} == {
        name: typed[name] for name in ("contact", "safe_times", "code_word")
    }
    assert not Letter.objects.exists()


@pytest.mark.parametrize("contact", ["040 000 017", "+386 40 000 017", "٠٤٠ ٠٠٠ ٠١٧"])
def test_a_number_is_taken_as_people_write_it(send: Send, contact: str) -> None:
    assert send(contact=contact).status_code == 303


def test_in_an_app_any_name_will_do(send: Send) -> None:
    assert send(channel="messenger", contact="Signal, oblak.17").status_code == 303


@pytest.mark.parametrize("day", ["31. 12. 2099", "31.12.2099", "31/12/2099"])
def test_a_day_is_taken_as_people_write_it_and_lasts_until_its_end(send: Send, day: str) -> None:
    send(not_after_day=day)
    not_after = Letter.objects.get().not_after
    assert not_after is not None
    assert timezone.localtime(not_after).date() == datetime.date(2100, 1, 1)


def test_sent_twice_it_is_one_request(send: Send, client: Client) -> None:
    data = {"token": token_of(client.get("/en/call-me/")), **FILLED}
    for _time in range(2):
        assert client.post("/en/call-me/", data).status_code == 303
    assert Letter.objects.count() == 1


def test_put_right_it_is_one_request_too(send: Send, client: Client) -> None:
    wrong = client.post(
        "/en/call-me/", {"token": token_of(client.get("/en/call-me/")), **FILLED, "contact": ""}
    )
    data = {"token": token_of(wrong), **FILLED}
    for _time in range(2):
        client.post("/en/call-me/", data)
    assert Letter.objects.count() == 1


def test_two_visitors_have_two_forms_and_no_cache_gives_one_the_others(
    send: Send, client: Client
) -> None:
    one, other = client.get("/en/call-me/"), client.get("/en/call-me/")
    assert token_of(one) != token_of(other)
    for response in (one, other):
        assert response["Cache-Control"] == response["Surrogate-Control"] == "no-store"


@pytest.mark.parametrize("token", ["", "forged", "00000000-0000-0000-0000-000000000000"])
def test_a_token_that_is_not_ours_is_refused_and_replaced(
    send: Send, client: Client, token: str
) -> None:
    response = send(token=token)
    assert response.status_code == 422
    assert_given_back(response)
    assert client.post("/en/call-me/", {**FILLED, "token": token_of(response)}).status_code == 303


def test_a_token_of_another_form_is_refused(send: Send) -> None:
    foreign = TimestampSigner(salt="website.form.other").sign(uuid.uuid4().hex)
    assert_given_back(send(token=foreign))


def test_a_page_that_was_open_too_long_gives_the_words_back(send: Send, client: Client) -> None:
    data = {"token": token_of(client.get("/en/call-me/")), **FILLED}
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=23)):
        assert client.post("/en/call-me/", {**data, "contact": "1"}).status_code == 422
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        response = client.post("/en/call-me/", data)
        assert "This page was open for a long time." in said(response)
        assert_given_back(response)
        assert (
            client.post("/en/call-me/", {**FILLED, "token": token_of(response)}).status_code == 303
        )


def test_a_program_that_fills_every_field_is_refused_and_a_person_is_not(
    send: Send, client: Client
) -> None:
    response = send(subject="cheap watches")
    assert response.status_code == 422
    assert "One field must stay empty." in said(response)
    assert form_values(read(response))["subject"] == ""
    assert_given_back(response)
    assert client.post("/en/call-me/", {**FILLED, "token": token_of(response)}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(send: Send, headers: dict[str, str]) -> None:
    response = send(headers=headers)
    assert response.status_code == 422
    assert "We cannot see that this was sent from our page." in said(response)
    assert_given_back(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {},
    ],
)
def test_a_form_sent_from_our_page_is_taken(send: Send, headers: dict[str, str]) -> None:
    assert send(headers=headers).status_code == 303


def test_the_door_alone_takes_a_request_and_cannot_read_it_back(
    send: Send, settings: Any, tmp_path: Path
) -> None:
    """`DOORS=www` without master keys: what it takes, its own material never opens."""
    settings.DOORS = frozenset({Door.WWW})
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path
    assert list(tmp_path.iterdir()) == []
    assert send().status_code == 303
    with pytest.raises(SealError):
        letter_content_unseal(Letter.objects.get())


def test_a_dump_of_the_database_shows_nothing_of_it(send: Send) -> None:
    send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM helpline_letter")
        row = [
            bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchone()
        ]
    shown = repr(row)
    assert "waiting" in shown
    for secret in (CONTACT, SAFE, WORD, "delivery", "sms", "hang_up"):
        assert secret not in shown


def test_without_a_letterbox_nothing_is_promised_and_nothing_lost(
    send: Send, client: Client
) -> None:
    LetterboxKey.objects.all().delete()
    response = send()
    assert response.status_code == 503
    assert "It could not be sent right now. Nothing is lost." in said(response)
    assert_given_back(response)
    letterbox_make()
    assert client.post("/en/call-me/", {**FILLED, "token": token_of(response)}).status_code == 303


def test_while_the_database_is_locked_the_words_come_back(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(**_fields: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("website.letters.views.letter_receive", locked)
    response = send("sl")
    assert response.status_code == 503
    assert "Zdaj se ni dalo poslati. Nič ni izgubljeno." in said(response)
    assert_given_back(response)


def test_without_any_database_one_touch_sends_the_words_again(
    send: Send, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {"token": token_of(client.get("/en/call-me/")), **FILLED}
    client.raise_request_exception = False

    def away(*_arguments: Any) -> None:
        raise OperationalError("no database")

    with monkeypatch.context() as patch:
        patch.setattr("website.views.live_page", away)
        response = client.post("/en/call-me/", data)
    assert response.status_code == 500
    document = read(response)
    assert document.one("form").attributes["action"] == "/en/call-me/"
    again = {
        field.attributes["name"]: field.attributes["value"]
        for field in document.all("input", type="hidden")
    }
    assert again == data
    assert client.post("/en/call-me/", again).status_code == 303


def test_nothing_of_it_is_logged(
    send: Send, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    client.raise_request_exception = False

    def broken(**_fields: Any) -> None:
        raise RuntimeError(CONTACT)

    with caplog.at_level(logging.DEBUG):
        send(contact="12")
        send(token="forged")
        with monkeypatch.context() as patch:
            patch.setattr("website.letters.views.letter_receive", broken)
            assert send().status_code == 500
        send()
    shown = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert not re.search("|".join((SAFE, WORD)), shown)


def test_the_form_takes_the_queries_of_any_page_and_few_to_keep_a_request(
    send: Send, client: Client
) -> None:
    data = {"token": token_of(client.get("/en/call-me/")), **FILLED}
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/call-me/")
    assert len(asked) == QUERIES_OF_A_PAGE
    with CaptureQueriesContext(connection) as kept:
        client.post("/en/call-me/", data)
    assert len(kept) <= 12


@pytest.mark.parametrize("path", ["/en/", "/en/phone/", "/en/rights/", "/en/done/"])
def test_no_other_page_takes_anything(send: Send, client: Client, path: str) -> None:
    assert client.post(path, FILLED).status_code == 405


def test_a_closed_line_says_what_works_now(
    send: Send, client: Client, own_number: PhoneLine
) -> None:
    now = datetime.datetime(2026, 11, 23, 11, 0, tzinfo=datetime.UTC)
    OpeningHours.objects.create(weekday=1, opens=datetime.time(9), closes=datetime.time(20))
    with time_machine.travel(now, tick=False):
        for path, words in (
            ("/en/", "In danger, call 112 or 113. They answer now. Or ask for a call."),
            ("/sl/pravice/", "V nevarnosti pokličite 112 ali 113. Oglasijo se zdaj. Ali prosite"),
        ):
            document = read(client.get(path))
            assert words in " ".join(document.one("main").text.split())
            assert CALL[path[1:3]] in document.links
    with time_machine.travel(now + datetime.timedelta(days=1), tick=False):
        hero = read(client.get("/en/")).one("div", **{"class": "hero"})
        assert "We answer now" in hero.text
        assert "Or ask for a call." not in hero.text


def test_without_the_page_no_link_leads_to_it(send: Send, client: Client) -> None:
    assert "/en/call-me/" in read(client.get("/en/")).links
    CallBackPage.objects.get(locale__language_code="en").unpublish()
    assert "/en/call-me/" not in read(client.get("/en/")).links
    assert client.post("/en/call-me/", FILLED).status_code == 405
    assert client.get("/en/call-me/").status_code == 404


@pytest.mark.parametrize(
    ("day", "time"),
    [("٣١. ١٢. ٢٠٢٦", "١٨:٣٠"), ("३१. १२. २०२६", "१८:३०"), ("31. 12. 2026", "18:30")],
)
def test_a_day_is_understood_in_the_digits_of_the_language(send: Send, day: str, time: str) -> None:
    with time_machine.travel(datetime.datetime(2026, 12, 30, 12, tzinfo=datetime.UTC)):
        response = send(page="ar", not_after_day=day, not_after_time=time)
        assert response.status_code == 303
    moment = datetime.datetime(2026, 12, 31, 17, 30, tzinfo=datetime.UTC)
    assert Letter.objects.get().not_after == moment
