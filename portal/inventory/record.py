"""The record of processing activities (GDPR art. 30), from what the fields declare."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from portal.inventory.declarations import declaration_of, inventoried_models, own_fields


@dataclass(frozen=True)
class RecordRow:
    package: str
    record: str
    field: str
    data_class: str
    purpose: str
    legal_basis: str
    retention: str


HEADINGS = tuple(RecordRow.__dataclass_fields__)


def record_rows() -> Iterator[RecordRow]:
    """One row a field, in the order of packages and models."""
    for model in inventoried_models():
        for field in own_fields(model):
            declared = declaration_of(model, field.name)
            if declared is not None:
                yield RecordRow(
                    package=model._meta.app_label,
                    record=model.__name__,
                    field=field.name,
                    data_class=declared.data_class.value,
                    purpose=declared.purpose,
                    legal_basis=declared.legal_basis,
                    retention=declared.retention,
                )


def record_as_csv() -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([getattr(row, heading) for heading in HEADINGS] for row in record_rows())
    return text.getvalue()


def record_as_html() -> str:
    rows = [[getattr(row, heading) for heading in HEADINGS] for row in record_rows()]
    return render_to_string(
        "portal/record_of_processing.html", {"headings": HEADINGS, "rows": rows}
    )
