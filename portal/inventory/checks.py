from typing import Any

from django.core.checks import CheckMessage, Error

from portal.inventory.declarations import (
    INVENTORIED_APPS,
    declaration_of,
    declarations_of,
    inventoried_models,
    own_fields,
)
from portal.sealing.fields import SealedField


def check_every_field_is_declared(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E001: a field of a confidential package without a data class."""
    return [
        Error(
            f"{model.__name__}.{field.name} has no data class in data_inventory.py",
            id="portal.E001",
            obj=model,
        )
        for model in inventoried_models()
        for field in own_fields(model)
        if declaration_of(model, field.name) is None
    ]


def check_sensitive_fields_are_sealed(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E002: content of class sensitive or identity in a column that is not sealed."""
    problems: list[CheckMessage] = []
    for model in inventoried_models():
        for field in own_fields(model):
            declaration = declaration_of(model, field.name)
            if declaration is None:
                continue
            if declaration.data_class.must_be_sealed != isinstance(field, SealedField):
                text = f"{model.__name__}.{field.name}: sealed fields and sensitive data must match"
                problems.append(Error(text, id="portal.E002", obj=model))
    return problems


def check_no_declaration_is_left_over(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E003: a declaration for a field that does not exist."""
    known = {
        (model._meta.app_label, model.__name__, field.name)
        for model in inventoried_models()
        for field in own_fields(model)
    }
    return [
        Error(f"{app}.{model}.{field} is declared but does not exist", id="portal.E003")
        for app in INVENTORIED_APPS
        for model, fields in declarations_of(app).items()
        for field in fields
        if (app, model, field) not in known
    ]
