"""Referring somebody and reporting a suspicion: sealed, without cookies, with a code to keep."""

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from helpline.enums import Consent, LetterKind, PassingOn, PersonAge, Profession
from helpline.letter_contents import Referral, SuspicionReport, letter_content_unseal
from helpline.models import Letter
from portal.letterboxes import letterbox_make
from tests.website.html import read

REPORT = {"sl": "/sl/kaj-ste-videli/", "en": "/en/what-you-saw/", "ar": "/ar/ma-raaytum/"}
REFERRAL = {"sl": "/sl/za-strokovnjake/napotitev/", "en": "/en/professionals/referral/"}
SEEN = {"what": "canary-van", "passing_on": "ask_first", "language": "en"}
TOLD = {
    "sender": "canary-sender",
    "profession": "health",
    "contact": "canary-ward 3",
    "noticed": "canary-bruises",
    "consent": "agrees",
    "person_contact": "canary-tuesday",
    "person_language": "română",
    "age": "adult",
}


@pytest.fixture
def client(public_site: None) -> Client:
    letterbox_make()
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


def send(client: Client, path: str, fields: dict[str, str], **changed: str) -> HttpResponse:
    token = read(client.get(path)).one("input", name="token").attributes["value"]
    return client.post(path, {"token": token, "subject": "", **fields, **changed})


def main_of(response: HttpResponse) -> str:
    return " ".join(read(response).one("main").text.split())


def test_a_report_is_kept_sealed_and_its_code_is_shown_once(client: Client) -> None:
    response = send(client, REPORT["en"], SEEN, where="canary-road", children="on")
    letter = Letter.objects.get()
    assert (letter.kind, letter.is_urgent) == (LetterKind.SUSPICION, True)
    assert letter_content_unseal(letter) == SuspicionReport(
        contact="", what="canary-van", where="canary-road", children=True,
        passing_on=PassingOn.ASK_FIRST,
    )  # fmt: skip
    assert b"canary" not in bytes(letter.sealed_content)
    assert response.status_code == 200
    assert letter.receipt_code in main_of(response)
    assert "canary" not in response.content.decode()
    assert response["Surrogate-Control"] == response["Cache-Control"] == "no-store"
    assert client.cookies == {}


def test_a_referral_is_kept_sealed(client: Client) -> None:
    response = send(client, REFERRAL["sl"], TOLD)
    letter = Letter.objects.get()
    assert (letter.kind, letter.language, letter.is_urgent) == (LetterKind.REFERRAL, "sl", False)
    assert letter_content_unseal(letter) == Referral(
        contact="canary-ward 3",
        sender="canary-sender",
        profession=Profession.HEALTH,
        consent=Consent.AGREES,
        noticed="canary-bruises",
        age=PersonAge.ADULT,
        person_language="română",
        person_contact="canary-tuesday",
    )
    assert letter.receipt_code in main_of(response)


def test_numbers_come_to_the_desk_as_it_can_dial_them(client: Client) -> None:
    arabic, turned = "٠٤٠ ٠٠٠ ٠١٧ (العمل)", "\u202e040 000 017"
    send(client, REPORT["ar"], SEEN, contact=arabic)
    send(client, REFERRAL["sl"], TOLD, contact=turned, person_contact=arabic)
    report, referral = (letter_content_unseal(letter) for letter in Letter.objects.order_by("kind"))
    contents = {type(content): content for content in (report, referral)}
    assert contents[SuspicionReport].contact == "040 000 017 (العمل)"
    assert contents[Referral].contact == "040 000 017"
    assert contents[Referral].person_contact == "040 000 017 (العمل)"


def test_a_child_or_a_danger_is_seen_before_anything_is_opened(client: Client) -> None:
    send(client, REFERRAL["en"], TOLD, age="child")
    send(client, REFERRAL["en"], TOLD, in_danger="on")
    assert [letter.is_urgent for letter in Letter.objects.all()] == [True, True]


@pytest.mark.parametrize("path", [*REPORT.values(), *REFERRAL.values()])
def test_danger_comes_before_the_first_question(client: Client, path: str) -> None:
    document = read(client.get(path))
    tags = [(element.tag, element.attributes) for element in document.elements]
    form = next(place for place, (tag, _attributes) in enumerate(tags) if tag == "form")
    (danger,) = document.all("p", **{"class": "danger"})
    assert document.elements.index(danger) < form
    assert "113" in danger.text


@pytest.mark.parametrize("language", list(REPORT))
def test_a_report_has_eight_questions_and_takes_no_files(client: Client, language: str) -> None:
    document = read(client.get(REPORT[language]))
    named = {
        element.attributes["name"]
        for element in document.elements
        if element.tag in {"input", "textarea", "select"}
    }
    assert len(named - {"token", "subject"}) == 8
    assert not document.all("input", type="file")


MISSING = {"sl": "Napišite, kaj ste videli", "en": "Write what you saw", "ar": "اكتبوا ما رأيتم"}


@pytest.mark.parametrize("language", list(REPORT))
@pytest.mark.parametrize("what", ["", " \u200b"])
def test_what_is_missing_is_said_in_the_language_of_the_page(
    client: Client, language: str, what: str
) -> None:
    response = send(client, REPORT[language], SEEN, what=what, where="canary-road")
    assert response.status_code == 422
    assert MISSING[language] in main_of(response)
    assert read(response).one("input", name="where").attributes["value"] == "canary-road"
    assert not Letter.objects.exists()


def test_nobody_is_contacted_who_has_not_agreed(client: Client) -> None:
    response = send(client, REFERRAL["en"], TOLD, consent="not_asked")
    assert response.status_code == 422
    assert "only when the person knows and agrees" in main_of(response)
    kept = read(response).one("input", name="person_contact").attributes["value"]
    assert kept == "canary-tuesday"
    assert not Letter.objects.exists()


def test_sent_twice_it_is_one_letter_with_one_code(client: Client) -> None:
    token = read(client.get(REPORT["en"])).one("input", name="token").attributes["value"]
    data = {"token": token, "subject": "", **SEEN}
    first, again = (client.post(REPORT["en"], data) for _time in range(2))
    letter = Letter.objects.get()
    assert letter.receipt_code in main_of(first)
    assert letter.receipt_code in main_of(again)


def test_the_token_of_one_form_does_not_open_another(client: Client) -> None:
    token = read(client.get(REPORT["en"])).one("input", name="token").attributes["value"]
    response = client.post(REFERRAL["en"], {"token": token, "subject": "", **TOLD})
    assert response.status_code == 422
    assert not Letter.objects.exists()


def test_a_form_sent_from_elsewhere_is_refused_and_keeps_its_words(client: Client) -> None:
    token = read(client.get(REPORT["en"])).one("input", name="token").attributes["value"]
    data = {"token": token, "subject": "", **SEEN}
    response = client.post(REPORT["en"], data, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 422
    assert "canary-van" in read(response).one("textarea", name="what").text
    assert not Letter.objects.exists()


def test_while_the_database_is_locked_the_words_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(**_fields: Any) -> Letter:
        raise OperationalError("database is locked")

    monkeypatch.setattr("website.letters.views.letter_receive", locked)
    response = send(client, REPORT["en"], SEEN)
    assert response.status_code == 503
    assert "Nothing is lost" in main_of(response)
    assert "canary-van" in read(response).one("textarea", name="what").text
