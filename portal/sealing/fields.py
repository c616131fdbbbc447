from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models


class SealedField(models.BinaryField):
    """A column that holds an envelope and only an envelope.

    Opening it is an explicit act (`portal.sealing.envelope.unseal`), never a side effect of
    loading a row, so that no repr, log line or error page can carry clear text. Cannot be
    searched: equal texts have different envelopes.
    """

    description = "sealed content"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            self._refuse(lookup_name)
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        self._refuse(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"a sealed field cannot be filtered by {lookup_name}")
