"""The objects that addresses of the portal name, in each of five states.

States: `own` (the person's own), `foreign` (somebody else's), `closed` (her own, but closed),
`erased` (her own, until it was erased) and `missing` (never there). An argument of an address
that no builder here knows fails the build; a new one is one function.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases.codes import case_code_new
from cases.enums import CaseStatus
from cases.models import Case, CaseMember
from helpline.enums import LetterState
from knowledge.models import Pin, SectionPage, UnclearNote
from knowledge.models.law import FIRST_WORDING
from knowledge.reading.enums import UnclearState
from knowledge.services import handbook_import
from portal.enums import Role
from portal.models import TotpDevice, User
from tests.access.routes import Route
from tests.factories.call_backs import make_call_back
from tests.factories.cases import make_case, make_document
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.portal import PersonFactory

STATES = ("own", "foreign", "closed", "erased", "missing")
# What may be nowhere but on the screens of the members of a case.
CANARY = "canary-note-text-5e1f"
Arguments = dict[str, Any]


@dataclass(frozen=True)
class World:
    """What is there for one person: for each state, the arguments of every address."""

    person: User
    arguments: dict[str, Arguments]

    def arguments_of(self, route: Route, state: str) -> Arguments:
        """A name that two routes use for different things is written `route.name`."""
        values = self.arguments[state]
        return {
            name: values.get(f"{route.name}.{name}", values.get(name)) for name in route.arguments
        }

    def path(self, route: Route, state: str = "own") -> str:
        return route.path(self.arguments_of(route, state))


@dataclass(frozen=True)
class Cast:
    person: User
    other: User
    is_former: bool


Builder = Callable[[Cast], dict[str, Arguments]]


def make_world(person: User, *, is_former: bool = False) -> World:
    """`is_former`: the person was a member of her cases, and is not any more."""
    cast = Cast(person, PersonFactory(roles=(Role.COUNSELLOR,), device=False), is_former)
    arguments: dict[str, Arguments] = {state: {} for state in STATES}
    for builder in BUILDERS:
        for state, values in builder(cast).items():
            arguments[state] |= values
    return World(person, arguments)


def _cases(cast: Cast) -> dict[str, Arguments]:
    """Whatever her role, she is a member: the membership of who is no counsellor opens nothing."""
    cases = {state: make_case(cast.other, CANARY) for state in STATES if state != "missing"}
    left_at = timezone.now() if cast.is_former else None
    CaseMember.objects.bulk_create(
        CaseMember(case=case, user=cast.person, left_at=left_at)
        for state, case in cases.items()
        if state != "foreign"
    )
    documents = {
        state: make_document(cast.other, case, CANARY.encode(), f"{CANARY}.txt").pk
        for state, case in cases.items()
    }
    Case.objects.filter(pk=cases["closed"].pk).update(status=CaseStatus.CLOSED)
    cases["erased"].keys.all().delete()
    codes = {state: case.code for state, case in cases.items()} | {"missing": case_code_new()}
    return {
        state: {"code": code, "document_id": documents.get(state, uuid.uuid4())}
        for state, code in codes.items()
    }


def _devices(cast: Cast) -> dict[str, Arguments]:
    """Second factors of the person and of others; a removed one is the same as missing."""
    hers = TotpDevice.objects.filter(user=cast.person).first()
    other = TotpDevice.objects.create(user=cast.other, name="totp", sealed_seed=b"none")
    gone = other.pk + 1000
    own = hers.pk if hers else gone
    ids = {"own": own, "foreign": other.pk, "closed": gone, "erased": gone, "missing": gone + 1}
    return {state: {"kind": "authenticator", "device_id": pk} for state, pk in ids.items()}


def _links(_cast: Cast) -> dict[str, Arguments]:
    """Links that nobody signed; those that are good are followed in tests of their own."""
    return {state: {"token": "x"} for state in STATES}


def _people(cast: Cast) -> dict[str, Arguments]:
    """`closed` is an account that was closed. People are not erased: the same as missing."""
    closed: User = PersonFactory(roles=(Role.VOLUNTEER,), device=False, is_active=False)
    ids = {"own": cast.person.pk, "foreign": cast.other.pk, "closed": closed.pk}
    ids |= {"erased": closed.pk + 1000, "missing": closed.pk + 2000}
    return {state: {"person_id": pk} for state, pk in ids.items()}


def _knowledge(_cast: Cast) -> dict[str, Arguments]:
    """The handbook belongs to all who may read it; `closed` was taken off the air."""
    if not SectionPage.objects.exists():
        handbook_import(actor=None, document=read(HANDBOOK), publish=True)
        SectionPage.objects.get(number="2.2").unpublish()
    pages = {"own": ("prirocnik", "2.1"), "closed": ("prirocnik", "2.2")}
    laws = {"own": ("zakon-o-knjiznicah", "7")}
    gone = ("prirocnik", "9")
    keys = dict(SectionPage.objects.values_list("number", "pk"))
    arguments = {}
    for state in STATES:
        handbook, section = pages.get(state, gone)
        act, article = laws.get(state, gone)
        whole = handbook if state == "own" else "gone"
        arguments[state] = {
            "handbook_slug": handbook,
            **{f"knowledge:{route}.number": section for route in SECTION_ROUTES},
            "knowledge:print_handbook.handbook_slug": whole,
            "knowledge:pdf_handbook.handbook_slug": whole,
            "act_slug": act,
            **dict.fromkeys(LAW_NUMBERS, article),
            "wording": FIRST_WORDING,
            "paragraph": 2,
            "point": 1,
            "knowledge:unclear_new.kind": "section",
            "knowledge:unclear_new.key": keys.get(section, 999_999),
        }
    return arguments


LAW_NUMBERS = [
    f"knowledge:{name}.number"
    for name in ("article", "article_changes", "compare", "wording", "paragraph", "point")
]
SECTION_ROUTES = ("section", "section_changes", "print_section", "pdf_section")


def _reading(cast: Cast) -> dict[str, Arguments]:
    """Pins and answers are their owner's; a pin that was taken off is the same as missing."""
    page = SectionPage.objects.get(number="2.1")
    pins, notes = {}, {}
    for state, user in (("own", cast.person), ("foreign", cast.other)):
        pins[state] = Pin.objects.create(user=user, page=page, position=1).pk
        notes[state] = UnclearNote.objects.create(
            page=page,
            form_id=uuid.uuid4(),
            asked_by=user,
            asked_at=timezone.now(),
            state=UnclearState.ANSWERED,
        ).pk
    return {
        state: {"pin_id": pins.get(state, 999_999), "note_id": notes.get(state, 999_999)}
        for state in STATES
    }


def _call_backs(cast: Cast) -> dict[str, Arguments]:
    """`own` waits, `foreign` was taken by somebody else."""
    own = make_call_back()
    foreign = make_call_back(state=LetterState.TAKEN, taken_by=cast.other)
    closed = make_call_back(state=LetterState.CLOSED, taken_by=cast.other, closed_at=timezone.now())
    ids = {"own": own.pk, "foreign": foreign.pk, "closed": closed.pk}
    return {state: {"letter_id": ids.get(state, uuid.uuid4())} for state in STATES}


BUILDERS: tuple[Builder, ...] = (
    _cases,
    _people,
    _devices,
    _links,
    _knowledge,
    _reading,
    _call_backs,
)
