"""What the checks of the data inventory say, and about which record."""

import dataclasses
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection, models

from knowledge.models import UnclearNote
from portal import data_inventory
from portal.inventory import checks
from portal.inventory.activities import READING
from portal.inventory.declarations import DataClass, declaration_of, inventoried_models
from portal.inventory.frameworks import CONFIGURATION, FRAMEWORKS, OF_ONE_DATABASE
from portal.models import Draft, User

# Tables that no model stands for: the list of migrations, and what SQLite keeps its index in.
TABLES_WITHOUT_A_MODEL = ("django_migrations", "wagtailsearch_indexentry_fts_")


def declare(monkeypatch: pytest.MonkeyPatch, model: str, **changes: object) -> None:
    fields = {**data_inventory.INVENTORY[model]}
    for name, declaration in changes.items():
        if declaration is None:
            del fields[name]
        else:
            fields[name] = declaration  # type: ignore[assignment]
    monkeypatch.setitem(data_inventory.INVENTORY, model, fields)


@pytest.fixture
def diary() -> Iterator[type[models.Model]]:
    """A model that somebody adds to the knowledge base."""

    class Diary(models.Model):  # noqa: DJ008
        writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
        text = models.TextField()

        class Meta:
            app_label = "knowledge"

    try:
        yield Diary
    finally:
        del apps.all_models["knowledge"]["diary"]
        apps.clear_cache()


def test_a_new_model_is_refused_until_its_fields_are_declared(
    diary: type[models.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge.data_inventory import INVENTORY, UNCLEAR

    errors = checks.check_every_field_is_declared()
    assert {error.msg for error in errors} == {
        f"Diary.{name} has no data class in knowledge.data_inventory"
        for name in ("id", "writer", "text")
    }
    assert {(error.id, error.obj) for error in errors} == {("portal.E001", diary)}
    monkeypatch.setitem(INVENTORY, "Diary", dict.fromkeys(("id", "writer", "text"), UNCLEAR))
    assert checks.check_every_field_is_declared() == []
    assert checks.check_no_declaration_is_left_over() == []


def test_a_free_text_of_the_knowledge_base_is_declared_and_missed_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from knowledge.data_inventory import INVENTORY

    declared = declaration_of(UnclearNote, "text")
    assert declared is not None
    assert declared.activity is READING
    fields = {name: line for name, line in INVENTORY["UnclearNote"].items() if name != "text"}
    monkeypatch.setitem(INVENTORY, "UnclearNote", fields)
    (error,) = checks.check_every_field_is_declared()
    assert (error.id, error.obj) == ("portal.E001", UnclearNote)


def test_a_table_of_a_framework_is_missed_without_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.check_every_field_is_declared() == []
    monkeypatch.delitem(FRAMEWORKS, "sessions")
    errors = checks.check_every_field_is_declared()
    assert {error.msg for error in errors} == {
        f"Session.{name} has no data class in portal.inventory.frameworks"
        for name in ("session_key", "session_data", "expire_date")
    }
    assert {error.obj for error in errors} == {Session}


def test_a_model_about_a_person_is_not_declared_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.check_models_declared_in_one_line_name_nobody() == []
    # One has a column that points to a person, the other is declared to be about people.
    about_people = dataclasses.replace(CONFIGURATION, activity=READING)
    users = {**FRAMEWORKS["wagtailusers"], "UserProfile": CONFIGURATION}
    monkeypatch.setitem(FRAMEWORKS, "wagtailusers", users)
    monkeypatch.setitem(FRAMEWORKS, "auth", {**FRAMEWORKS["auth"], "Group": about_people})
    errors = checks.check_models_declared_in_one_line_name_nobody()
    assert [error.id for error in errors] == ["portal.E004"] * 2
    assert {error.obj for error in errors} == {
        apps.get_model("wagtailusers", "UserProfile"),
        Group,
    }
    assert "Group says something about a person: its fields have to be declared one by one" in {
        error.msg for error in errors
    }


def test_what_a_framework_no_longer_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_no_declaration_is_left_over() == []
    monkeypatch.setitem(FRAMEWORKS, "guestbook", {"Entry": CONFIGURATION})
    monkeypatch.setitem(FRAMEWORKS, "auth", {**FRAMEWORKS["auth"], "Badge": CONFIGURATION})
    errors = checks.check_no_declaration_is_left_over()
    assert [(error.id, error.msg) for error in errors] == [
        ("portal.E003", "guestbook is declared but does not exist"),
        ("portal.E003", "auth.Badge is declared but does not exist"),
    ]


def test_a_model_of_one_kind_of_database_may_be_missing_on_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert OF_ONE_DATABASE
    others = [model for model in inventoried_models() if not is_of_one_database(model)]
    monkeypatch.setattr(checks, "inventoried_models", lambda: iter(others))
    assert checks.check_no_declaration_is_left_over() == []


def is_of_one_database(model: type[models.Model]) -> bool:
    return (model._meta.app_label, model.__name__) in OF_ONE_DATABASE


def test_every_table_of_the_database_is_one_that_the_checks_know(db: None) -> None:
    tables = {
        name
        for name in connection.introspection.table_names()
        if not name.startswith(TABLES_WITHOUT_A_MODEL)
    }
    assert "knowledge_unclearnote" in tables
    known = {model._meta.db_table for model in inventoried_models()}
    assert tables - known == set()


def test_an_undeclared_field_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "User", email=None)
    (error,) = checks.check_every_field_is_declared()
    assert error.msg == "User.email has no data class in portal.data_inventory"
    assert (error.id, error.obj) == ("portal.E001", User)


def test_every_field_of_a_model_without_declarations_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert declaration_of(Draft, "path") is not None
    monkeypatch.delitem(data_inventory.INVENTORY, "Draft")
    assert declaration_of(Draft, "path") is None
    errors = checks.check_every_field_is_declared()
    assert len(errors) == len(Draft._meta.local_concrete_fields)
    assert {error.obj for error in errors} == {Draft}


def test_a_clear_column_of_a_sensitive_field_is_named_after_an_undeclared_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    email = data_inventory.INVENTORY["User"]["email"]
    secret = dataclasses.replace(email, data_class=DataClass.SENSITIVE)
    declare(monkeypatch, "User", email=secret, password=None)
    (error,) = checks.check_sensitive_fields_are_sealed()
    assert error.msg == "User.email: sealed fields and sensitive data must match"
    assert (error.id, error.obj) == ("portal.E002", User)


def test_a_sealed_column_of_an_internal_field_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = data_inventory.INVENTORY["Draft"]["sealed_fields"]
    internal = dataclasses.replace(sealed, data_class=DataClass.INTERNAL)
    declare(monkeypatch, "Draft", sealed_fields=internal)
    (error,) = checks.check_sensitive_fields_are_sealed()
    assert (error.id, error.obj) == ("portal.E002", Draft)


def test_a_declaration_without_a_field_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "User", shoe_size=data_inventory.INVENTORY["User"]["email"])
    (error,) = checks.check_no_declaration_is_left_over()
    assert error.msg == "portal.User.shoe_size is declared but does not exist"
    assert error.id == "portal.E003"


@pytest.mark.parametrize(
    ("data_class", "sealed"),
    [
        (DataClass.PUBLIC, False),
        (DataClass.INTERNAL, False),
        (DataClass.SENSITIVE, True),
        (DataClass.IDENTITY, True),
    ],
)
def test_the_two_confidential_classes_have_to_be_sealed(
    data_class: DataClass, sealed: bool
) -> None:
    assert data_class.must_be_sealed is sealed
