import dataclasses
import io
from pathlib import Path

import pytest
from django.core.management import call_command

from config.management.commands.catalogues import PACKAGES, catalogues_of, problems_of
from portal import data_inventory
from portal.inventory import checks as inventory_checks
from portal.inventory.declarations import DataClass

ROOT = Path(__file__).resolve().parents[2]


def test_the_projects_own_checks_have_nothing_to_say() -> None:
    call_command("check", "--fail-level", "WARNING", stdout=io.StringIO())


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


def test_a_field_without_a_data_class_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert inventory_checks.check_every_field_is_declared() == []
    fields = {**data_inventory.INVENTORY["User"]}
    del fields["email"]
    monkeypatch.setitem(data_inventory.INVENTORY, "User", fields)
    errors = inventory_checks.check_every_field_is_declared()
    assert [error.id for error in errors] == ["portal.E001"]


def test_sensitive_data_in_a_column_that_is_not_sealed_fails_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert inventory_checks.check_sensitive_fields_are_sealed() == []
    fields = {**data_inventory.INVENTORY["User"]}
    fields["email"] = dataclasses.replace(fields["email"], data_class=DataClass.IDENTITY)
    monkeypatch.setitem(data_inventory.INVENTORY, "User", fields)
    errors = inventory_checks.check_sensitive_fields_are_sealed()
    assert [error.id for error in errors] == ["portal.E002"]


def test_a_declaration_without_a_field_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert inventory_checks.check_no_declaration_is_left_over() == []
    declaration = data_inventory.INVENTORY["User"]["email"]
    fields = {**data_inventory.INVENTORY["User"], "shoe_size": declaration}
    monkeypatch.setitem(data_inventory.INVENTORY, "User", fields)
    errors = inventory_checks.check_no_declaration_is_left_over()
    assert [error.id for error in errors] == ["portal.E003"]


@pytest.mark.gettext
@pytest.mark.parametrize("package", PACKAGES)
def test_every_word_of_the_screens_is_translated(package: str) -> None:
    assert catalogues_of(ROOT / package / "locale")
    assert problems_of(ROOT / package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_compiled_catalogues_are_those_of_the_sources(package: str) -> None:
    import polib

    for source in catalogues_of(ROOT / package / "locale"):
        compiled = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in polib.mofile(str(source.with_suffix(".mo")))
        }
        wanted = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in polib.pofile(str(source)).translated_entries()
        }
        assert compiled == wanted
