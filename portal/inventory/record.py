"""The record of processing activities (GDPR art. 30(1)): from the declarations and the settings.

Everything is in the language that is active when it is asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.csv_file import csv_text
from portal.inventory.declarations import (
    Activity,
    FieldDeclaration,
    declaration_of,
    inventoried_models,
    own_fields,
)
from portal.inventory.measures import MEASURES, Measure
from portal.inventory.organisation import (
    CONTROLLER,
    RECIPIENTS,
    TRANSFERS,
    OrganisationFact,
    facts_not_set,
)


@dataclass(frozen=True)
class PurposeRow:
    """One purpose within an activity, with its time limit and the records that serve it."""

    purpose: str
    data_classes: tuple[str, ...]
    time_limit: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class ActivityEntry:
    """A processing activity with all that is done in it."""

    activity: Activity
    purposes: tuple[PurposeRow, ...]


@dataclass(frozen=True)
class Record:
    """The whole record; `not_set` names what the organisation still has to say."""

    controller: tuple[OrganisationFact, ...]
    recipients: OrganisationFact
    transfers: OrganisationFact
    activities: tuple[ActivityEntry, ...]
    measures: tuple[Measure, ...]
    not_set: tuple[str, ...]


@dataclass(frozen=True)
class FieldRow:
    """A field of a table, as it is declared."""

    package: str
    record: str
    field: str
    data_class: str
    activity: str
    purpose: str
    legal_basis: str
    time_limit: str


def record_of_processing() -> Record:
    return Record(
        controller=CONTROLLER,
        recipients=RECIPIENTS,
        transfers=TRANSFERS,
        activities=tuple(_activity_entries()),
        measures=MEASURES,
        not_set=tuple(facts_not_set()),
    )


def field_rows() -> Iterator[FieldRow]:
    """One row a field, in the order of packages and models; what is not declared is left out."""
    for model, field, declared in _declared_fields():
        activity = declared.activity
        yield FieldRow(
            package=model._meta.app_label,
            record=model.__name__,
            field=field,
            data_class=str(declared.data_class.label),
            activity=str(activity.name) if activity else _no_person(),
            purpose=str(declared.purpose),
            legal_basis=str(activity.legal_basis) if activity else _no_person(),
            time_limit=str(declared.retention),
        )


def record_as_csv() -> str:
    """One row a processing activity, each with everything that art. 30(1) asks for."""
    record = record_of_processing()
    facts = [*record.controller, record.recipients, record.transfers]
    headings = [
        _("Processing activity"), _("Purposes"), _("Legal basis"),
        _("Categories of data subjects"), _("Categories of personal data"),
        _("Envisaged time limits"), _("Security measures"), *(str(fact.label) for fact in facts),
    ]  # fmt: skip
    measures = _lines(f"{measure.text} ({measure.described_in})" for measure in record.measures)
    return csv_text(
        headings,
        (
            [
                str(entry.activity.name),
                _lines(row.purpose for row in entry.purposes),
                str(entry.activity.legal_basis),
                str(entry.activity.data_subjects),
                str(entry.activity.personal_data),
                _lines(f"{row.purpose}: {row.time_limit}" for row in entry.purposes),
                measures,
                *(fact.text for fact in facts),
            ]
            for entry in record.activities
        ),
    )


def fields_as_csv() -> str:
    """One row a field: what the record rests on."""
    headings = [
        _("Package"), _("Record"), _("Field"), _("Data class"), _("Processing activity"),
        _("Purpose"), _("Legal basis"), _("Envisaged time limit"),
    ]  # fmt: skip
    names = tuple(FieldRow.__dataclass_fields__)
    return csv_text(headings, ([getattr(row, name) for name in names] for row in field_rows()))


def record_as_html() -> str:
    """A document of its own, with the fields as an annex."""
    context = {"record": record_of_processing(), "fields": list(field_rows())}
    return render_to_string("portal/record_of_processing_file.html", context)


def _no_person() -> str:
    return _("no personal data")


def _declared_fields() -> Iterator[tuple[type[Model], str, FieldDeclaration]]:
    for model in inventoried_models():
        for field in own_fields(model):
            declared = declaration_of(model, field.name)
            if declared is not None:
                yield model, field.name, declared


def _activity_entries() -> Iterator[ActivityEntry]:
    grouped: dict[str, list[tuple[type[Model], FieldDeclaration]]] = {}
    activities: dict[str, Activity] = {}
    for model, _field, declared in _declared_fields():
        if declared.activity is not None:
            name = str(declared.activity.name)
            activities[name] = declared.activity
            grouped.setdefault(name, []).append((model, declared))
    for name, activity in activities.items():
        yield ActivityEntry(activity, tuple(_purpose_rows(grouped[name])))


def _purpose_rows(
    declared: Iterable[tuple[type[Model], FieldDeclaration]],
) -> Iterator[PurposeRow]:
    """Purposes in their order; those that have a name and a time limit in common are one row."""
    records: dict[tuple[str, str], dict[str, None]] = {}
    classes: dict[tuple[str, str], dict[str, None]] = {}
    for model, declaration in declared:
        key = (str(declaration.purpose), str(declaration.retention))
        records.setdefault(key, {})[model._meta.label] = None
        classes.setdefault(key, {})[str(declaration.data_class.label)] = None
    for (purpose, time_limit), names in records.items():
        yield PurposeRow(purpose, tuple(classes[purpose, time_limit]), time_limit, tuple(names))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
