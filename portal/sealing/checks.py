from typing import Any

from django.core.checks import CheckMessage, Error

from portal.inventory.declarations import inventoried_models, own_fields
from portal.sealing.fields import SealedField
from portal.sealing.registry import sealed_columns

SEALING = "sealing"


def check_every_sealed_field_is_registered(**_kwargs: Any) -> list[CheckMessage]:
    """portal.E004: a sealed field that rotation would leave under a key that is then retired."""
    registered = {(column.model, column.field_name) for column in sealed_columns()}
    return [
        Error(
            f"{model.__name__}.{field.name} is in no sealed_columns.py",
            id="portal.E004",
            obj=model,
        )
        for model in inventoried_models()
        for field in own_fields(model)
        if isinstance(field, SealedField) and (model, field.name) not in registered
    ]
