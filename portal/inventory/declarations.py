"""Data classes: every field says what it is, what for, on what basis, and for how long.

GDPR art. 5(1)(b), (c), (e) and art. 30; each package declares its fields in `data_inventory.py`,
those of the frameworks stand in `portal.inventory.frameworks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODULE = "data_inventory"
FRAMEWORKS_MODULE = "portal.inventory.frameworks"

Words = str | Promise


class DataClass(TextChoices):
    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")
    SENSITIVE = "sensitive", _("sensitive")
    IDENTITY = "identity", _("identity")

    @property
    def must_be_sealed(self) -> bool:
        return self in {DataClass.SENSITIVE, DataClass.IDENTITY}


@dataclass(frozen=True)
class Activity:
    """A processing activity: whose data, which, and on what basis (GDPR art. 30(1)(b), (c))."""

    name: Words
    legal_basis: Words
    data_subjects: Words
    personal_data: Words


@dataclass(frozen=True)
class FieldDeclaration:
    """`activity` None: the field says nothing about any person."""

    data_class: DataClass
    activity: Activity | None
    purpose: Words
    retention: Words


FieldDeclarations = dict[str, FieldDeclaration]
# A framework's model that says nothing about any person is declared in one line.
ModelDeclaration = FieldDeclaration | FieldDeclarations


def inventoried_models() -> Iterator[type[Model]]:
    """Whatever the running program writes into a table."""
    for app in apps.get_app_configs():
        yield from app.get_models(include_auto_created=True)


def own_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key] + [
        field for field in model._meta.local_concrete_fields if field.primary_key
    ]


def declarations_of(app_label: str) -> dict[str, ModelDeclaration]:
    """Model name → declaration of the model or of its fields; empty where nothing is declared."""
    module = declaring_module(app_label)
    declared: dict[str, ModelDeclaration]
    if module == FRAMEWORKS_MODULE:
        declared = import_module(module).FRAMEWORKS.get(app_label, {})
    else:
        declared = import_module(module).INVENTORY
    return declared


@cache
def declaring_module(app_label: str) -> str:
    """Where the fields of an application are declared: in the package, or with the frameworks."""
    module = f"{apps.get_app_config(app_label).name}.{MODULE}"
    return FRAMEWORKS_MODULE if find_spec(module) is None else module


def declaration_of(model: type[Model], field_name: str) -> FieldDeclaration | None:
    declared = declarations_of(model._meta.app_label).get(model.__name__, {})
    return declared if isinstance(declared, FieldDeclaration) else declared.get(field_name)
