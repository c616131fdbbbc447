"""What lies in the database of the ways in: hashes and sealed bytes, nothing that opens."""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection

from config.settings import base
from portal.doors import Door
from portal.enums import Role
from portal.models import RecoveryCode, TotpDevice, User
from portal.recovery import CODES_ON_A_SHEET, HASHER, recovery_code_spend, recovery_sheet_make
from tests.sign_in import pass_first_step

People = Callable[..., User]
# OWASP password storage cheat sheet: Argon2id with 19 MiB and two rounds at least.
LEAST_MEMORY_KIB, LEAST_ROUNDS = 19 * 1024, 2
LEAST_SECRET_BITS = 80


def raw_database() -> bytes:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT database_to_xml(true, false, '')")
            return str(cursor.fetchall()).encode()
    folder = Path(str(settings.DATA_DIR))
    files = [path for path in folder.glob("*portal.sqlite3*") if path.is_file()]
    assert files
    return b"".join(path.read_bytes() for path in files)


def test_recovery_codes_are_stored_as_argon2id_of_eighty_secret_bits(person: People) -> None:
    codes = recovery_sheet_make(person(Role.COUNSELLOR))
    assert len(set(codes)) == CODES_ON_A_SHEET
    for code in codes:
        assert len(b32decode("".join(code.split("-")[1:]))) * 8 >= LEAST_SECRET_BITS
    hashes = list(RecoveryCode.objects.values_list("secret_hash", flat=True))
    assert len(set(hashes)) == CODES_ON_A_SHEET
    assert all(one.startswith("$argon2id$") for one in hashes)
    parameters = extract_parameters(hashes[0])
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= LEAST_MEMORY_KIB
    assert parameters.time_cost >= LEAST_ROUNDS


def test_each_recovery_code_has_a_salt_of_its_own() -> None:
    first, second = HASHER.hash("the same"), HASHER.hash("the same")
    assert first != second
    assert HASHER.verify(first, "the same")
    assert HASHER.verify(second, "the same")


def test_a_sheet_is_not_hashed_through_by_a_guess(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(Role.COUNSELLOR)
    code = recovery_sheet_make(user)[0]
    tried: list[str] = []
    original = HASHER.verify

    def counted(stored: str, secret: str) -> bool:
        tried.append(stored)
        return bool(original(stored, secret))

    class Counting:
        verify = staticmethod(counted)

    monkeypatch.setattr("portal.recovery.HASHER", Counting)
    assert recovery_code_spend(user, f"11-{code[3:]}") is None
    assert tried == []
    assert recovery_code_spend(user, code) is not None
    assert len(tried) == 1


def test_neither_recovery_codes_nor_seeds_nor_passphrases_lie_in_the_database(
    committed_db: None, person: People
) -> None:
    visible = "NameThatMayBeSeen"
    user = person(Role.COUNSELLOR, first_name=visible)
    codes = recovery_sheet_make(user)
    device = TotpDevice.objects.get(user=user)
    seed = device.unseal_seed()
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    raw = raw_database().upper()
    assert visible.upper().encode() in raw
    assert codes[0][:2].encode() in raw
    typed = device.usable_code()
    assert typed is not None
    forms = [seed, seed.hex().encode(), b32encode(seed), b"a long enough passphrase"]
    for code in codes:
        secret = "".join(code.split("-")[1:])
        forms += [code.encode(), code[3:].encode(), secret.encode(), b32decode(secret)]
        forms.append(b32decode(secret).hex().encode())
    assert [form for form in forms if form.upper() in raw] == []


def test_passphrases_are_hashed_with_argon2id_outside_the_tests(settings: object) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS  # type: ignore[attr-defined]
    words = secrets.token_hex(12)
    stored = make_password(words)
    assert stored.startswith("argon2$argon2id$")
    assert check_password(words, stored)
    assert not check_password(words + "x", stored)
    parameters = extract_parameters(stored.removeprefix("argon2"))
    assert parameters.memory_cost >= LEAST_MEMORY_KIB
    assert parameters.time_cost >= LEAST_ROUNDS
