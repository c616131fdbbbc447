import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from config.management.commands.prepare import refuse_taken_port
from portal.demo import DEMO_PEOPLE
from portal.doors import Door
from portal.enums import CASEWORK_ROLES, AuditAction, Role
from portal.models import AuditEvent, User
from portal.services import person_add, role_grant
from tests.sign_in import door_client

People = Callable[..., User]


@pytest.mark.parametrize("casework", sorted(CASEWORK_ROLES))
def test_an_administrator_never_works_with_cases_in_the_same_account(
    person: People, casework: Role
) -> None:
    administrator, worker = person(Role.ADMINISTRATOR), person(casework)
    with pytest.raises(ValidationError):
        role_grant(actor=None, user=administrator, role=casework)
    with pytest.raises(ValidationError):
        role_grant(actor=None, user=worker, role=Role.ADMINISTRATOR)
    assert administrator.role_set == {Role.ADMINISTRATOR}


def test_a_refused_role_leaves_no_half_made_person(db: None) -> None:
    with pytest.raises(ValidationError):
        person_add(
            actor=None,
            username="both",
            display_name="Both",
            password="a long enough passphrase",
            roles=[Role.ADMINISTRATOR, Role.COUNSELLOR],
        )
    assert not User.objects.filter(username="both").exists()


def test_adding_a_person_is_recorded(db: None) -> None:
    user = person_add(
        actor=None,
        username="new",
        display_name="New",
        password="a long enough passphrase",
        roles=[Role.VOLUNTEER],
    )
    actions = list(AuditEvent.objects.values_list("action", "subject_id"))
    assert actions == [
        (AuditAction.PERSON_ADDED, str(user.pk)),
        (AuditAction.ROLE_GRANTED, str(user.pk)),
        (AuditAction.DEVICE_ADDED, str(user.pk)),
    ]


def demo_people(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    call_command("demo_people", "--json")
    people: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return people


def test_every_role_has_a_demo_person_who_can_sign_in(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    people = demo_people(capsys)
    assert {person["role"] for person in people} == set(Role.values)
    assert {frozenset(person) for person in people} == {frozenset({"username", "role", "password"})}
    for demo_person in people:
        client = door_client(Door.PORTAL)
        form = {key: demo_person[key] for key in ("username", "password")}
        assert client.post("/sign-in/", form).status_code == 302
        call_command("code", demo_person["username"])
        code = capsys.readouterr().out.strip()
        assert client.post("/sign-in/code/", {"code": code}).status_code == 302


def test_the_demo_people_stay_the_same_when_printed_again(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo_people(capsys) == demo_people(capsys)
    assert User.objects.count() == len(DEMO_PEOPLE)


@pytest.mark.parametrize("command", [["demo_people"], ["code", "sonja"]])
def test_demo_people_and_codes_are_refused_in_production(
    db: None, settings: object, command: list[str]
) -> None:
    settings.DEMO_PEOPLE_ALLOWED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="refused in production"):
        call_command(*command)


def test_a_first_person_can_be_added_by_command(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("add_person", "first", "--name", "First", "--role", "team_lead")
    printed = capsys.readouterr().out
    assert "otpauth://totp/" in printed
    user = User.objects.get(username="first")
    assert user.check_password(printed.split("passphrase")[1].split()[0])
    with pytest.raises(CommandError, match=r"obstaja|exists"):
        call_command("add_person", "first", "--name", "First", "--role", "team_lead")


def test_a_missing_master_key_is_never_replaced_while_something_is_sealed_with_it(
    person: People, settings: object, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path  # type: ignore[attr-defined]
    call_command("keys", "init")
    person(Role.COUNSELLOR)
    (tmp_path / "master-1.key").rename(tmp_path / "elsewhere")
    with pytest.raises(CommandError, match="TotpDevice are sealed with it"):
        call_command("keys", "init")
    assert not (tmp_path / "master-1.key").exists()


def test_a_taken_port_stops_the_preparation() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)
