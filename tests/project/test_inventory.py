"""What the checks of the data inventory say, and about which record."""

import dataclasses
import io

import pytest
from django.core.management import call_command

from portal import data_inventory
from portal.inventory import checks
from portal.inventory.declarations import DataClass, FieldDeclaration, declaration_of
from portal.inventory.record import HEADINGS, record_as_csv, record_rows
from portal.models import Draft, User


def declare(monkeypatch: pytest.MonkeyPatch, model: str, **changes: object) -> None:
    fields = {**data_inventory.INVENTORY[model]}
    for name, declaration in changes.items():
        if declaration is None:
            del fields[name]
        else:
            fields[name] = declaration  # type: ignore[assignment]
    monkeypatch.setitem(data_inventory.INVENTORY, model, fields)


def test_an_undeclared_field_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "User", email=None)
    (error,) = checks.check_every_field_is_declared()
    assert error.msg == "User.email has no data class in data_inventory.py"
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


def test_the_record_leaves_out_what_is_not_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("User", "email") in {(row.record, row.field) for row in record_rows()}
    declare(monkeypatch, "User", email=None)
    rows = [(row.record, row.field) for row in record_rows()]
    assert ("User", "email") not in rows
    assert ("User", "password") in rows


def test_a_row_of_the_record_says_what_was_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    declaration = FieldDeclaration(
        DataClass.INTERNAL, purpose="p, with a comma", legal_basis="b", retention="r"
    )
    declare(monkeypatch, "User", email=declaration)
    lines = record_as_csv().split("\n")
    assert lines[0] == ",".join(HEADINGS)
    assert 'portal,User,email,internal,"p, with a comma",b,r' in lines
    assert lines[-1] == ""
    assert "\r" not in record_as_csv()


def test_the_command_prints_the_same_table() -> None:
    out = io.StringIO()
    call_command("record_of_processing", "--format", "csv", stdout=out)
    assert out.getvalue().strip() == record_as_csv().strip()
