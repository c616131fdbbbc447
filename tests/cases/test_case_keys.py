"""The keys of a case: how long they are, where they lie, and whose they are."""

from collections.abc import Callable

import pytest

from cases.case_keys import case_key_open, case_key_place
from cases.enums import KeyPurpose, KeyRecipient
from cases.models import CaseKey
from portal.enums import Role
from portal.models import User
from portal.sealing.envelope import KEY_ID_BYTES, Place, SealError
from portal.sealing.master_keys import KeyRing, current_master_key_version
from tests.factories.cases import make_case


def test_a_case_has_one_full_length_key_for_each_purpose(person: Callable[..., User]) -> None:
    case = make_case(person(Role.COUNSELLOR))
    keys = [case_key_open(case, purpose) for purpose in KeyPurpose]
    assert {(len(key.key_id), len(key.secret)) for key in keys} == {(KEY_ID_BYTES, 32)}
    assert len({key.secret for key in keys}) == len({key.key_id for key in keys}) == 2
    assert case_key_open(case) == case_key_open(case, KeyPurpose.CONTENT)


def test_no_two_cases_share_a_key(person: Callable[..., User]) -> None:
    owner = person(Role.COUNSELLOR)
    cases = [make_case(owner) for _number in range(3)]
    assert len({case_key_open(case).secret for case in cases}) == 3


@pytest.mark.parametrize(
    ("purpose", "ring"),
    [(KeyPurpose.CONTENT, KeyRing.MASTER), (KeyPurpose.IDENTITY, KeyRing.IDENTITY)],
)
def test_a_key_lies_wrapped_in_its_place_for_the_master_key_of_its_ring(
    person: Callable[..., User], purpose: KeyPurpose, ring: KeyRing
) -> None:
    case = make_case(person(Role.COUNSELLOR))
    row = CaseKey.objects.get(case=case, purpose=purpose)
    assert row.recipient_kind == KeyRecipient.MASTER
    assert row.key_version == current_master_key_version(ring)
    place = f"{row.id}/{case.id}/{purpose}"
    assert case_key_place(row) == Place("cases_casekey", "wrapped_key", place)
    assert case_key_open(case, purpose).secret not in bytes(row.wrapped_key)


def test_a_key_wrapped_for_somebody_else_is_not_tried(person: Callable[..., User]) -> None:
    case = make_case(person(Role.COUNSELLOR))
    assert case_key_open(case)
    CaseKey.objects.filter(case=case).update(recipient_kind="person")
    with pytest.raises(SealError, match="destroyed"):
        case_key_open(case)
