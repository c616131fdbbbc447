"""Algorithms, sizes and sources of secrets, as docs/security/inventory.md says."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import Type, extract_parameters
from django.apps import apps
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from config.settings import base
from portal.doors import Door
from portal.enums import Role
from portal.forms import PasswordForm
from portal.models import User
from portal.models.recovery import RecoveryCode
from portal.recovery import recovery_sheet_make
from tests.sign_in import door_client

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "cases", "helpline", "knowledge", "site")
# OWASP's Password Storage Cheat Sheet: 19 MiB with two passes, one lane.
LEAST_MEMORY_KIB, LEAST_PASSES = 19_456, 2


def sources() -> dict[str, str]:
    found = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    assert len(found) > 100
    return found


@pytest.fixture
def _the_passphrases_of_an_installation(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


@pytest.mark.usefixtures("_the_passphrases_of_an_installation")
def test_passphrases_are_hashed_with_argon2id_above_the_least_that_owasp_names() -> None:
    encoded = make_password("a long enough passphrase")
    assert encoded.startswith(f"{Argon2PasswordHasher.algorithm}$argon2id$")
    parameters = extract_parameters(encoded.removeprefix("argon2"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= LEAST_MEMORY_KIB
    assert parameters.time_cost >= LEAST_PASSES
    assert parameters.salt_len >= 16
    assert encoded != make_password("a long enough passphrase")


def test_recovery_codes_are_kept_as_salted_argon2id_hashes_only(
    person: Callable[..., User],
) -> None:
    codes = recovery_sheet_make(person(Role.COUNSELLOR))
    hashes = list(RecoveryCode.objects.values_list("secret_hash", flat=True))
    assert len(codes) == len(set(hashes)) == 10
    for secret_hash in hashes:
        parameters = extract_parameters(secret_hash)
        assert parameters.type is Type.ID
        assert parameters.salt_len >= 16
    for code in codes:
        secret = "".join(code.split("-")[1:])
        # Base32: five bits a character.
        assert len(secret) * 5 >= 80
        assert not any(secret in secret_hash for secret_hash in hashes)


def test_a_session_id_holds_more_than_128_random_bits(db: None) -> None:
    first, second = SessionStore(), SessionStore()
    first.create()
    second.create()
    assert first.session_key != second.session_key
    assert re.fullmatch(r"[a-z0-9]{32}", str(first.session_key))
    # 36 signs to choose from, at 5.16 bits each.
    assert 32 * 5.16 > 128


def test_every_secret_comes_from_the_systems_generator() -> None:
    """Python's `random` can be predicted; `uuid1` tells time and machine."""
    texts = sources()
    assert any("secrets.token_bytes" in text for text in texts.values())
    guessable = re.compile(r"^\s*(import random|from random import|.*\buuid1\()", re.MULTILINE)
    assert guessable.search("import random\n")
    assert [name for name, text in texts.items() if guessable.search(text)] == []


def test_no_other_cipher_than_aes_gcm_is_used() -> None:
    ciphers = re.compile(r"primitives\.ciphers[\w.]* import ([^\n]+)|\bimport (Fernet|Crypto)\b")
    found = {
        name: match.group(1) or match.group(2)
        for name, text in sources().items()
        for match in ciphers.finditer(text)
    }
    assert found == {"portal/sealing/envelope.py": "AESGCM"}


def test_no_broken_hash_protects_anything() -> None:
    broken = re.compile(r"\b(hashlib\.(md5|sha1|new)\(|hashes import (MD5|SHA1))")
    assert broken.search("hashlib.md5(")
    assert [name for name, text in sources().items() if broken.search(text)] == []


def test_every_purpose_of_a_derived_key_is_in_the_inventory() -> None:
    used = {
        purpose
        for name, text in sources().items()
        if "/migrations/" not in name
        for purpose in re.findall(r'PurposeKey\("([\w.-]+)"', text)
    }
    page = (ROOT / "docs" / "security" / "inventory.md").read_text(encoding="utf-8")
    table = page.partition("Purposes of derived keys:")[2].partition("\n## ")[0]
    assert len(used) >= 4
    assert set(re.findall(r"^\| `([\w.-]+)` \|", table, re.MULTILINE)) == used


def test_a_passphrase_is_hidden_while_it_is_typed_and_may_be_pasted(db: None) -> None:
    page = door_client(Door.PORTAL).get("/sign-in/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field is not None
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
    assert "paste" not in page


@pytest.mark.parametrize("length", [64, 128])
def test_a_passphrase_of_up_to_128_characters_is_good(
    person: Callable[..., User], length: int
) -> None:
    passphrase = ("correct horse " * 10)[:length].strip().ljust(length, "x")
    user = person(Role.COUNSELLOR, password=passphrase)
    answer = door_client(Door.PORTAL).post(
        "/sign-in/", {"username": user.username, "password": passphrase}
    )
    assert answer["Location"] == "/sign-in/code/"


@pytest.mark.parametrize(
    "change",
    [str.upper, str.strip, lambda typed: typed[:-1], lambda typed: f"{typed} "],
    ids=["in capitals", "without its blanks", "cut short", "with a blank more"],
)
def test_a_passphrase_counts_exactly_as_it_was_typed(
    person: Callable[..., User], change: Callable[[str], str]
) -> None:
    passphrase = " a passphrase with blanks around "
    user = person(Role.COUNSELLOR, password=passphrase)
    client = door_client(Door.PORTAL)
    typed = {"username": user.username, "password": change(passphrase)}
    assert client.post("/sign-in/", typed).status_code == 422
    answer = client.post("/sign-in/", {**typed, "password": passphrase})
    assert answer["Location"] == "/sign-in/code/"


def test_a_passphrase_does_not_run_out(person: Callable[..., User]) -> None:
    user = person(Role.COUNSELLOR)
    with time_machine.travel(timezone.now() + timedelta(days=3 * 365)):
        answer = door_client(Door.PORTAL).post(
            "/sign-in/", {"username": user.username, "password": "a long enough passphrase"}
        )
    assert answer["Location"] == "/sign-in/code/"


def test_there_are_no_hints_and_no_secret_questions() -> None:
    assert set(PasswordForm.base_fields) == {"username", "password"}
    names = {
        field.name
        for model in apps.get_app_config("portal").get_models()
        for field in model._meta.fields
    }
    assert "password" in names
    assert [name for name in names if re.search(r"hint|question|answer", name)] == []
