"""Referrals and suspicions at the desk, beside the call-backs."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from helpline.enums import Consent, LetterKind, Profession
from helpline.letter_contents import LetterContent, Referral, SuspicionReport
from helpline.models import Letter
from helpline.selectors.letters import letter_desk, letters_waiting
from helpline.services import letter_receive
from portal.enums import AuditAction, Role
from portal.letterboxes import letterbox_is_there, letterbox_make
from portal.models import AuditEvent, User
from tests.factories.call_backs import make_call_back

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
People = Callable[..., User]
LIST = "/helpline/letters/"


def receive(content: LetterContent) -> Letter:
    if not letterbox_is_there():
        letterbox_make()
    return letter_receive(content=content, language="sl", form_id=uuid.uuid4())


def referral(consent: Consent = Consent.AGREES, **fields: object) -> Letter:
    told = {"contact": "canary-ward", "sender": "Ana", "noticed": "canary-bruises"}
    return receive(
        Referral(
            profession=Profession.HEALTH,
            consent=consent,
            person_contact="canary-person",
            **{**told, **fields},
        )
    )


def suspicion(contact: str = "canary-neighbour", **fields: object) -> Letter:
    return receive(SuspicionReport(contact=contact, what="canary-van", **fields))


def page(client: Client, letter: Letter) -> str:
    return client.get(f"{LIST}{letter.pk}/").content.decode()


def take(client: Client, letter: Letter) -> None:
    client.post(f"{LIST}{letter.pk}/step/", {"step": "take", "seen": 0})


def test_the_desk_shows_all_kinds_or_one(enter: Enter) -> None:
    letters = [make_call_back(), referral(), suspicion()]
    client = enter(Role.VOLUNTEER)
    listed = client.get(LIST).content.decode()
    assert all(str(letter.pk) in listed for letter in letters)
    assert "canary" not in listed
    only = client.get(f"{LIST}?kind=referral").content.decode()
    assert str(letters[1].pk) in only
    assert str(letters[0].pk) not in only
    assert str(letters[2].pk) not in only
    assert client.get(f"{LIST}?kind=nonsense").status_code == 200


def test_urgent_ones_come_first_and_are_counted(person: People) -> None:
    user = person(Role.VOLUNTEER)
    make_call_back()
    later = suspicion()
    urgent = referral(in_danger=True)
    desk = letter_desk(user)
    assert desk.open[0] == urgent
    assert [counted.count for counted in desk.kinds] == [3, 1, 1, 1]
    assert letter_desk(user, LetterKind.SUSPICION).open == [later]
    waiting = letters_waiting(user)
    assert (waiting.call_backs, waiting.referrals, waiting.suspicions) == (1, 1, 1)
    assert waiting.urgent == 1


def test_who_has_not_taken_a_referral_sees_no_way_to_reach_anybody(enter: Enter) -> None:
    letter, client = referral(), enter(Role.COUNSELLOR)
    before = page(client, letter)
    assert "canary-bruises" in before
    assert "canary-ward" not in before
    assert "canary-person" not in before
    take(client, letter)
    after = page(client, letter)
    assert "canary-ward" in after
    assert "canary-person" in after


def test_a_person_who_did_not_agree_is_not_to_be_contacted(enter: Enter) -> None:
    letter, client = referral(Consent.NOT_ASKED), enter(Role.COUNSELLOR)
    take(client, letter)
    shown = page(client, letter)
    assert "canary-ward" in shown
    assert "canary-person" not in shown
    assert "Oseba ni privolila" in shown


def test_who_wrote_without_a_name_stays_anonymous(enter: Enter) -> None:
    letter, client = suspicion(contact=""), enter(Role.VOLUNTEER)
    take(client, letter)
    assert "Pošiljatelj ostaja anonimen" in page(client, letter)


def test_the_code_of_a_sender_leads_to_the_letter(enter: Enter) -> None:
    letter, client = suspicion(), enter(Role.VOLUNTEER)
    for code in (letter.receipt_code, letter.receipt_code.lower().replace("-", " ")):
        answer = client.post(f"{LIST}find/", {"code": code})
        assert answer["Location"] == f"{LIST}{letter.pk}/"
    for code in ("", "0", "%", "nonsense", "0000-0000"):
        answer = client.post(f"{LIST}find/", {"code": code}, follow=True)
        assert "nima te kode" in answer.content.decode()


@pytest.mark.parametrize("make", [referral, suspicion])
def test_the_log_names_the_kind_and_nothing_that_was_written(
    enter: Enter, make: Callable[[], Letter]
) -> None:
    letter, client = make(), enter(Role.VOLUNTEER)
    page(client, letter)
    events = AuditEvent.objects.filter(subject_id=str(letter.pk))
    assert list(events.values_list("action", "subject_kind")) == [
        (AuditAction.LETTER_RECEIVED, letter.kind),
        (AuditAction.LETTER_OPENED, letter.kind),
    ]
    assert "canary" not in str(list(AuditEvent.objects.values_list()))
