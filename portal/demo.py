"""Invented people for trying the portal out. Refused under production settings.

Their passwords are made fresh for each installation and kept in a file that only its owner can
read, so that they can be shown again; real people's passwords are never kept.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portal.enums import Role
from portal.models import User
from portal.sealing.secret_files import read_secret, write_secret
from portal.selectors import statement_in_force, statement_is_accepted
from portal.services import person_add, statement_accept

CONSONANTS, VOWELS = "bdgklmnprstvz", "aeiou"
DEMO_PEOPLE = (
    ("vida", "Vida", Role.VOLUNTEER),
    ("sonja", "Sonja", Role.COUNSELLOR),
    ("mira", "Mira", Role.COUNSELLOR),
    ("tea", "Tea", Role.TEAM_LEAD),
    ("urska", "Urška", Role.EDITOR),
    ("neza", "Neža", Role.EDITOR),
    ("salma", "Salma", Role.TRANSLATOR),
    ("olena", "Olena", Role.TRANSLATOR),
    ("rima", "Rima", Role.REVIEWER),
    ("ada", "Ada", Role.ADMINISTRATOR),
)
DEMO_LANGUAGES = {"salma": ["ar"], "olena": ["uk"], "rima": ["ar", "uk"]}


class DemoPeopleRefusedError(RuntimeError):
    """Demo people do not exist on a real installation."""


@dataclass(frozen=True)
class DemoPerson:
    username: str
    role: str
    password: str


def demo_refuse_in_production() -> None:
    """Raises DemoPeopleRefusedError unless the settings allow demo people."""
    if not getattr(settings, "DEMO_PEOPLE_ALLOWED", False):
        raise DemoPeopleRefusedError("demo people and their codes are refused in production")


def demo_people_load() -> list[DemoPerson]:
    """The demo people, made on first use. Raises DemoPeopleRefusedError in production."""
    demo_refuse_in_production()
    passwords = _passwords()
    with transaction.atomic():
        for username, display_name, role in DEMO_PEOPLE:
            if not User.objects.filter(username=username).exists():
                person_add(
                    actor=None,
                    username=username,
                    display_name=display_name,
                    password=passwords[username],
                    roles=[role],
                    email=f"{username}@kljuc.invalid",
                    languages=DEMO_LANGUAGES.get(username, ()),
                )
            _accept_statement(User.objects.get(username=username))
    return [
        DemoPerson(username=username, role=role.value, password=passwords[username])
        for username, _name, role in DEMO_PEOPLE
    ]


def _accept_statement(user: User) -> None:
    statement = statement_in_force()
    if statement is not None and not statement_is_accepted(user):
        statement_accept(actor=user, statement=statement)


def demo_people_json(people: list[DemoPerson]) -> str:
    return json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2)


def _passwords() -> dict[str, str]:
    path = Path(settings.KEYS_DIR) / "demo-people.json"
    if not path.exists():
        passwords = {username: _fresh_password() for username, _name, _role in DEMO_PEOPLE}
        write_secret(path, json.dumps(passwords))
    stored: dict[str, str] = json.loads(read_secret(path))
    newer = [name for name, _name, _role in DEMO_PEOPLE if name not in stored]
    if newer:
        stored |= {name: _fresh_password() for name in newer}
        write_secret(path, json.dumps(stored))
    return stored


def _fresh_password() -> str:
    """Four pronounceable words of four syllables, about 96 bits."""
    return "-".join("".join(_syllable() for _ in range(4)) for _ in range(4))


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
