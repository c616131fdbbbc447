from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db.models import Model

from portal.inventory.declarations import (
    FieldDeclaration,
    declaration_of,
    declarations_of,
    declaring_module,
    inventoried_models,
    own_fields,
)
from portal.inventory.frameworks import FRAMEWORKS, OF_ONE_DATABASE
from portal.sealing.fields import SealedField


def check_every_field_is_declared(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E001: a field of any table without a data class."""
    return [
        Error(
            f"{model.__name__}.{field.name} has no data class in "
            f"{declaring_module(model._meta.app_label)}",
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
    """portal.E003: a declaration for an application, a model or a field that does not exist."""
    return [
        Error(f"{name} is declared but does not exist", id="portal.E003") for name in _left_over()
    ]


def check_models_declared_in_one_line_name_nobody(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E004: a model declared as a whole that says something about a person."""
    return [
        Error(
            f"{model.__name__} says something about a person: its fields have to be declared "
            "one by one",
            id="portal.E004",
            obj=model,
        )
        for model in inventoried_models()
        if _is_declared_as_a_whole(model) and _is_about_a_person(model)
    ]


def _left_over() -> Iterator[str]:
    installed = {app.label for app in apps.get_app_configs()}
    yield from sorted(FRAMEWORKS.keys() - installed)
    known = {(model._meta.app_label, model.__name__): model for model in inventoried_models()}
    for app in sorted(installed):
        for name, declared in declarations_of(app).items():
            model = known.get((app, name))
            if model is None:
                if (app, name) not in OF_ONE_DATABASE:
                    yield f"{app}.{name}"
            elif not isinstance(declared, FieldDeclaration):
                fields = {field.name for field in own_fields(model)}
                yield from (f"{app}.{name}.{field}" for field in declared if field not in fields)


def _is_declared_as_a_whole(model: type[Model]) -> bool:
    declared = declarations_of(model._meta.app_label).get(model.__name__)
    return isinstance(declared, FieldDeclaration)


def _is_about_a_person(model: type[Model]) -> bool:
    declared = declarations_of(model._meta.app_label)[model.__name__]
    if isinstance(declared, FieldDeclaration) and declared.activity is not None:
        return True
    return any(field.related_model is get_user_model() for field in own_fields(model))
