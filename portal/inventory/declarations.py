"""Data classes: every field says what it is, what for, on what basis, and for how long.

GDPR art. 5(1)(b), (c), (e) and art. 30; each package declares its fields in `data_inventory.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

INVENTORIED_APPS = ("portal", "helpline", "cases")
MODULE = "data_inventory"


class DataClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    SENSITIVE = "sensitive"
    IDENTITY = "identity"

    @property
    def must_be_sealed(self) -> bool:
        return self in {DataClass.SENSITIVE, DataClass.IDENTITY}


@dataclass(frozen=True)
class FieldDeclaration:
    data_class: DataClass
    purpose: str
    legal_basis: str
    retention: str


ModelDeclarations = dict[str, FieldDeclaration]


def inventoried_models() -> Iterator[type[Model]]:
    for label in INVENTORIED_APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def own_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key] + [
        field for field in model._meta.local_concrete_fields if field.primary_key
    ]


def declarations_of(app_label: str) -> dict[str, ModelDeclarations]:
    """Model name → field name → declaration, as the package's `data_inventory` says."""
    module = f"{apps.get_app_config(app_label).name}.{MODULE}"
    if find_spec(module) is None:
        return {}
    inventory: dict[str, ModelDeclarations] = import_module(module).INVENTORY
    return inventory


def declaration_of(model: type[Model], field_name: str) -> FieldDeclaration | None:
    return declarations_of(model._meta.app_label).get(model.__name__, {}).get(field_name)
