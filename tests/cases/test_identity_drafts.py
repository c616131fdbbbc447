"""What is typed into an identity is kept like a note, but under the keys of identities."""

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.enums import CaseStatus, IdentityReason
from cases.models import Case, CaseMember, IdentityRecord
from cases.selectors import identity_open
from portal.access.sessions import session_owner
from portal.doors import Door
from portal.drafts import DRAFT_KEYS, draft_open, draft_place
from portal.enums import Role
from portal.models import Draft, User
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import KeyRing
from tests.factories.cases import make_case, make_identity
from tests.sign_in import door_client, pass_first_step, sign_in, usable_code

People = Callable[..., User]
NAME = "Vzorčna Oseba"
KNOWN = {"citizenship": "brez", "papers": "list 000", "phones": "000", "address": "Nikjer 1"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller


class Desk:
    """A counsellor with the identity of a case open before her."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        self.case = make_case(owner)
        make_identity(owner, self.case, NAME, **KNOWN)
        self.path = f"/cases/{self.case.code}/identity/"
        self.client = sign_in(owner, Door.PORTAL)
        self.form = self.open()

    def open(self, client: Client | None = None) -> dict[str, Any]:
        """The fields of the form as a browser would send them."""
        form = self.page(client).context["form"]
        return {field.html_name: field.value() or "" for field in form}

    def page(self, client: Client | None = None) -> Any:
        answer = (client or self.client).post(self.path, {"reason": "correction"})
        assert answer.status_code == 200
        return answer

    def save(self, **typed: str) -> Any:
        return self.client.post(f"{self.path}save/", {**self.form, **typed})

    def sign_in_again(self) -> Client:
        client = pass_first_step(self.owner, Door.PORTAL)
        client.post("/sign-in/code/", {"code": usable_code(self.owner)})
        self.client = client
        return client

    def known(self) -> dict[str, object]:
        opened = identity_open(user=self.owner, code=self.case.code, reason=IdentityReason.HEALTH)
        assert opened is not None
        return opened.fields


@pytest.fixture
def desk(person: People, clock: time_machine.Traveller) -> Desk:
    return Desk(person(Role.COUNSELLOR))


def test_what_was_typed_when_the_session_ended_is_in_the_form_after_signing_in(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=16))
    late = desk.save(phones="tel. 222", address="New street\r\n3")
    assert late.status_code == 302
    assert late["Location"].startswith("/sign-in/?next=%2Fcases%2F")
    assert desk.known()["phones"] == "000"
    client = desk.sign_in_again()
    assert client.get(f"{desk.path}save/")["Location"] == desk.path
    asked = client.get(desk.path).content.decode()
    assert "Izberite razlog" in asked
    assert "tel. 222" not in asked, "a draft of an identity is shown with a reason only"
    desk.form = desk.open(client)
    assert (desk.form["phones"], desk.form["address"]) == ("tel. 222", "New street\r\n3")
    assert desk.save().status_code == 302
    assert (desk.known()["phones"], desk.known()["papers"]) == ("tel. 222", "list 000")
    assert Draft.objects.count() == 0


def test_a_draft_of_an_identity_lies_under_the_keys_of_identities(
    desk: Desk, clock: time_machine.Traveller, settings: Any, tmp_path: Path
) -> None:
    clock.shift(timedelta(minutes=16))
    desk.save(phones="tel. 222")
    draft = Draft.objects.get()
    sealed, place = bytes(draft.sealed_fields), draft_place(draft)
    assert b"tel. 222" in DRAFT_KEYS[KeyRing.IDENTITY].unseal(sealed, place)
    with pytest.raises(SealError):
        DRAFT_KEYS[KeyRing.MASTER].unseal(sealed, place)
    settings.IDENTITY_KEYS_DIR = tmp_path
    assert draft_open(user=desk.owner, path=draft.path) is None


def test_a_draft_takes_nothing_back_that_somebody_else_wrote_meanwhile(
    desk: Desk, clock: time_machine.Traveller, person: People
) -> None:
    clock.shift(timedelta(minutes=16))
    desk.save(phones="tel. 222", address="hers")
    colleague = person(Role.COUNSELLOR)
    CaseMember.objects.create(case=desk.case, user=colleague)
    changed = KNOWN | {"papers": "list 111", "address": "theirs"}
    make_identity(colleague, desk.case, "Changed Name", **changed)
    page = desk.page(desk.sign_in_again()).content.decode()
    assert "je bilo spremenjeno: Naslov." in " ".join(page.split())
    assert "theirs" in page
    desk.form = desk.open()
    assert desk.form["name"] == "Changed Name"
    assert desk.form["papers"] == "list 111"
    assert (desk.form["phones"], desk.form["address"]) == ("tel. 222", "hers")
    assert desk.save().status_code == 302
    assert (desk.known()["papers"], desk.known()["address"]) == ("list 111", "hers")


def test_what_is_typed_is_kept_while_it_is_typed(desk: Desk) -> None:
    typed = {
        **desk.form,
        "draft_path": f"{desk.path}save/",
        "phones": "tel. 222",
        "draft_number": "5",
    }
    kept = desk.client.post("/drafts/", {**typed, "draft_owner": session_owner(desk.owner)})
    assert kept.status_code == 200
    assert Draft.objects.get().key_ring == KeyRing.IDENTITY
    again = desk.open()
    assert (again["phones"], again["name"]) == ("tel. 222", NAME)
    assert "tel. 222" not in desk.client.get(f"/cases/{desk.case.code}/").content.decode()
    discarded = desk.client.post(
        "/drafts/discard/", {**again, "draft_path": f"{desk.path}save/", "is_sure": "1"}
    )
    assert discarded.status_code == 302
    assert desk.open()["phones"] == "000"


def test_a_change_that_was_refused_is_not_lost_with_the_draft(desk: Desk) -> None:
    desk.form["draft_number"] = "5"
    draft = {**desk.form, "draft_path": f"{desk.path}save/", "phones": "tel. 222"}
    desk.client.post("/drafts/", {**draft, "draft_owner": session_owner(desk.owner)})
    make_identity(desk.owner, desk.case, NAME, **{**KNOWN, "phones": "tel. 111"})
    assert desk.save(phones="tel. 222").status_code == 422
    assert desk.open()["phones"] == "tel. 222"


def test_who_has_no_session_any_more_gets_the_text_to_copy(desk: Desk) -> None:
    ended = desk.client
    desk.sign_in_again()
    answer = ended.post(f"{desk.path}save/", {**desk.form, "phones": "222 only here"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "222 only here" in page
    assert desk.form["opening"] not in page
    assert Draft.objects.count() == 0
    stranger = door_client(Door.PORTAL, enforce_csrf_checks=True)
    forged = stranger.post(f"{desk.path}save/", {"name": "billboard"})
    assert forged.status_code == 403
    assert "billboard" not in forged.content.decode()


def test_a_draft_of_a_case_that_was_closed_meanwhile_is_shown_to_copy(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=16))
    desk.save(phones="tel. 222")
    Case.objects.filter(pk=desk.case.pk).update(status=CaseStatus.CLOSED)
    page = desk.page(desk.sign_in_again()).content.decode()
    assert "tel. 222" in page
    assert "Shrani identiteto" not in page


def test_a_draft_of_somebody_elses_identity_stays_hers(desk: Desk, person: People) -> None:
    colleague = person(Role.COUNSELLOR)
    CaseMember.objects.create(case=desk.case, user=colleague)
    draft = {**desk.form, "draft_path": f"{desk.path}save/", "phones": "tel. 222"}
    desk.client.post(
        "/drafts/",
        {**draft, "form_id": str(uuid.uuid4()), "draft_owner": session_owner(desk.owner)},
    )
    assert desk.open()["phones"] == "tel. 222"
    assert desk.open(sign_in(colleague, Door.PORTAL))["phones"] == "000"
    assert IdentityRecord.objects.count() == 1
