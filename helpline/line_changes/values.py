"""The fields of a record as text that is kept, compared and shown, and back."""

from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from helpline.enums import LineRecord


def model_of(record: str) -> type[Model]:
    return apps.get_model("helpline", LineRecord(record).value)


def record_of(instance: Model) -> LineRecord:
    return LineRecord(str(instance._meta.model_name))


def values_of(instance: Model) -> dict[str, str]:
    return {field.name: _text(field, instance) for field in fields_of(type(instance))}


def values_set(instance: Model, values: dict[str, str]) -> None:
    for field in fields_of(type(instance)):
        text = values[field.name]
        setattr(instance, field.name, None if field.null and text == "" else field.to_python(text))


def fields_of(model: type[Model]) -> "list[Field[Any, Any]]":
    return [
        field for field in model._meta.concrete_fields if field.editable and not field.primary_key
    ]


def shown(model: type[Model], name: str, text: str) -> str:
    """A value as people read it."""
    field = model._meta.get_field(name)
    if text in {"True", "False"}:
        return _("yes") if text == "True" else _("no")
    choices = {str(value): str(label) for value, label in getattr(field, "flatchoices", ())}
    return choices.get(text, text) or "–"


def _text(field: "Field[Any, Any]", instance: Model) -> str:
    value = field.value_from_object(instance)
    return "" if value is None else str(field.value_to_string(instance))
