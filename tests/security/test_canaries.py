"""Every sealed field is filled with a canary of its own; then the raw bytes are searched.

A sealed field that this list does not know fails the first test.
"""

import secrets
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from portal.doors import Door
from portal.drafts import draft_keep
from portal.enums import Role
from portal.models import TotpDevice, User
from portal.sealing.fields import SealedField
from tests.factories.call_backs import make_call_back, make_request
from tests.factories.cases import make_case, make_document, make_identity
from tests.sign_in import sign_in

VISIBLE = b"canary-that-may-be-seen"


def fill_note(person: Callable[..., User], canary: str) -> None:
    make_case(person(Role.COUNSELLOR), canary)


def fill_seed(person: Callable[..., User], canary: str) -> None:
    device = TotpDevice(user=person(Role.COUNSELLOR, device=False), name="totp")
    device.seal_seed(canary.encode())
    device.save()


def fill_draft(person: Callable[..., User], canary: str) -> None:
    draft_keep(
        user=person(Role.COUNSELLOR),
        path="/cases/x/notes/",
        draft_id=uuid.uuid4(),
        fields={"text": canary},
    )


def fill_document_name(person: Callable[..., User], canary: str) -> None:
    owner = person(Role.COUNSELLOR)
    make_document(owner, make_case(owner), name=f"{canary}.txt")


def fill_document_content(person: Callable[..., User], canary: str) -> None:
    owner = person(Role.COUNSELLOR)
    make_document(owner, make_case(owner), content=canary.encode())


def fill_identity_name(person: Callable[..., User], canary: str) -> None:
    owner = person(Role.COUNSELLOR)
    make_identity(owner, make_case(owner), name=canary)


def fill_identity_details(person: Callable[..., User], canary: str) -> None:
    owner = person(Role.COUNSELLOR)
    make_identity(owner, make_case(owner), phones=canary)


def fill_call_back(_person: Callable[..., User], canary: str) -> None:
    make_call_back(make_request(contact=canary))


FILLED_BY = {
    "helpline.Letter.sealed_content": fill_call_back,
    "cases.Document.sealed_content": fill_document_content,
    "cases.Document.sealed_name": fill_document_name,
    "cases.IdentityRecord.sealed_details": fill_identity_details,
    "cases.IdentityRecord.sealed_name": fill_identity_name,
    "portal.Draft.sealed_fields": fill_draft,
    "cases.Note.sealed_text": fill_note,
    "portal.TotpDevice.sealed_seed": fill_seed,
}
# Keys are random bytes, not text: that they do not lie in clear is what their test checks.
KEYS = {"cases.CaseKey.wrapped_key", "portal.LetterboxKey.sealed_private_key"}
# A day is no canary, and too short to be looked for in random bytes; a test of its own seals it.
DAYS = {"cases.IdentityRecord.sealed_birth_date"}


def sealed_fields() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedField)
    }


def raw_bytes() -> bytes:
    """Everything written: the database with its log, the data folder, the logs."""
    folders = [Path(str(settings.DATA_DIR))]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT database_to_xml(true, false, '')")
            content += str(cursor.fetchall()).encode()
    return content


def walk(client: Client) -> None:
    for path in ("/", "/cases/", "/knowledge/", "/not-there/"):
        client.get(path)


def test_every_sealed_field_is_searched_for() -> None:
    assert sealed_fields() == set(FILLED_BY) | KEYS | DAYS


def test_a_birth_date_lies_nowhere_in_clear(
    committed_db: None, person: Callable[..., User]
) -> None:
    owner = person(Role.COUNSELLOR, first_name=VISIBLE.decode())
    make_identity(owner, make_case(owner), birth_date=date(1931, 7, 19))
    raw = raw_bytes()
    assert VISIBLE in raw
    assert b"1931-07-19" not in raw


@pytest.mark.parametrize("name", sorted(FILLED_BY))
def test_what_is_sealed_lies_nowhere_in_clear(
    committed_db: None, person: Callable[..., User], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    canary = f"canary-{secrets.token_hex(12)}"
    user = person(Role.TEAM_LEAD, first_name=VISIBLE.decode())
    FILLED_BY[name](person, canary)
    walk(sign_in(user, Door.PORTAL))
    raw = raw_bytes() + caplog.text.encode()
    assert VISIBLE in raw
    assert canary.encode() not in raw
    assert canary.encode().hex().encode() not in raw
