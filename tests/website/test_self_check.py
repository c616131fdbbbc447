"""The self-check keeps no answer: not in the address, not on the phone, not in a log."""

import io
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from tests.website.conftest import LANGUAGES
from tests.website.html import Document, read
from tests.website.test_queries import QUERIES_OF_A_PAGE
from website.enums import Situation
from website.models import SelfCheckPage
from website.plain_language import beginnings_in, language_rules
from website.self_check import Stage

PATHS = {"sl": "/sl/vprasanja/", "en": "/en/questions/", "ar": "/ar/asila/"}


def page_in(language: str) -> SelfCheckPage:
    return SelfCheckPage.objects.get(locale__language_code=language)


def send(language: str, **answers: str) -> HttpResponse:
    return Client().post(PATHS[language], answers, headers={"host": "localhost"})


def situation_ids(language: str) -> list[str]:
    return [block.id for block in page_in(language).situations]


def names_of_questions(document: Document) -> list[str]:
    radios = document.all("input", type="radio", value="yes")
    return [radio.attributes["name"] for radio in radios]


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitor_chooses_one_of_six_situations(public_site: None, language: str) -> None:
    document = read(Client().get(PATHS[language], headers={"host": "localhost"}))
    buttons = document.all("button", name="situation")
    assert [button.attributes["value"] for button in buttons] == situation_ids(language)
    assert len(buttons) == len(Situation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_situation_has_at_most_ten_questions(public_site: None, language: str) -> None:
    for block in page_in(language).situations:
        document = read(send(language, situation=block.id))
        assert 5 <= len(names_of_questions(document)) <= 10
        shown = [legend.text for legend in document.all("legend")]
        assert shown == [str(question) for question in block.value["questions"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_lead_to_what_one_may_do(public_site: None, language: str) -> None:
    page = page_in(language)
    situation = situation_ids(language)[0]
    yes = send(language, situation=situation, answers="1", q1="no", q2="yes").content.decode()
    no = send(language, situation=situation, answers="1", q1="no").content.decode()
    assert page.result_yes in yes
    assert page.result_no not in yes
    assert page.result_no in no
    assert page.result_yes not in no
    for block in page.next_steps:
        assert block.value["heading"] in yes
        assert block.value["heading"] in no


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_result_gives_the_visitor_a_label(public_site: None, language: str) -> None:
    labels = language_rules(language).legal
    assert labels
    for answer in ("yes", "no"):
        for situation in situation_ids(language):
            text = (
                read(send(language, situation=situation, answers="1", q1=answer)).one("main").text
            )
            assert beginnings_in(text, labels) == []


def test_nothing_answered_is_said_and_the_questions_stay(public_site: None) -> None:
    situation = situation_ids("sl")[1]
    with override("sl"):
        asked_again = gettext("Choose “Yes” or “No” at least once.")
    first = send("sl", situation=situation)
    again = send("sl", situation=situation, answers="1")
    assert asked_again not in first.content.decode()
    assert asked_again in again.content.decode()
    assert names_of_questions(read(first)) == names_of_questions(read(again))


@pytest.mark.parametrize(
    "sent",
    [{}, {"situation": "x"}, {"situation": "' OR 1=1"}, {"q1": "yes", "answers": "1"}],
)
def test_what_makes_no_sense_leads_back_to_the_choice(
    public_site: None, sent: dict[str, str]
) -> None:
    response = send("sl", **sent)
    assert response.status_code == 200
    assert len(read(response).all("button", name="situation")) == len(Situation)


def test_answer_that_is_neither_yes_nor_no_counts_as_none(public_site: None) -> None:
    response = send("sl", situation=situation_ids("sl")[0], answers="1", q1="perhaps")
    assert names_of_questions(read(response))
    assert "perhaps" not in response.content.decode()


def test_no_answer_is_in_an_address_or_on_the_phone(public_site: None) -> None:
    for sent in ({}, {"situation": situation_ids("sl")[0]}):
        response = send("sl", **sent)
        for form in read(response).all("form"):
            assert form.attributes["method"] == "post"
            assert form.attributes["autocomplete"] == "off"
            assert "action" not in form.attributes
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert "form-action 'self'" in response["Content-Security-Policy"]
        assert not [link for link in read(response).links if "?" in link]


def test_no_answer_comes_from_an_address(public_site: None) -> None:
    address = f"{PATHS['sl']}?situation={situation_ids('sl')[0]}&q1=yes"
    document = read(Client().get(address, headers={"host": "localhost"}))
    assert len(document.all("button", name="situation")) == len(Situation)


def test_answering_writes_nothing_and_takes_as_few_queries_as_reading(public_site: None) -> None:
    situation = situation_ids("sl")[0]
    send("sl", situation=situation)
    with CaptureQueriesContext(connection) as queries:
        send("sl", situation=situation, answers="1", q1="yes")
    assert len(queries) == QUERIES_OF_A_PAGE
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_fault_while_answering_writes_no_answer_into_the_log(
    public_site: None, error_log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError

    situation = situation_ids("sl")[0]
    monkeypatch.setattr("website.models.self_check.self_check_answer", fail)
    client = Client(raise_request_exception=False)
    sent = {"situation": situation, "q1": "yes-canary"}
    response = client.post(PATHS["sl"], sent, headers={"host": "localhost"})
    assert response.status_code == 500
    assert "RuntimeError" in error_log.getvalue()
    assert "canary" not in error_log.getvalue()
    assert situation not in error_log.getvalue()


def test_other_pages_do_not_take_answers(public_site: None) -> None:
    for path in ("/sl/", "/sl/pravice/", "/en/this-phone/"):
        response = Client().post(path, {"situation": "x"}, headers={"host": "localhost"})
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("", "button"), (Stage.QUESTIONS, "fieldset"), (Stage.RESULT, "h2")],
)
def test_editor_previews_each_stage(public_site: None, mode: str, shown: str) -> None:
    page = page_in("ar")
    with override("sl"):
        response = page.make_preview_request(preview_mode=mode)
    document = read(response)
    assert document.all(shown)
    assert document.one("html").attributes["lang"] == "ar"
    assert bool(document.all("fieldset")) is (mode == Stage.QUESTIONS)
