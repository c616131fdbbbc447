"""The record of processing activities (GDPR art. 30): what it says, and where it is read."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from portal import checks, data_inventory
from portal.csv_file import BYTE_ORDER_MARK
from portal.enums import Role
from portal.inventory.activities import ACCOUNTS, CASEWORK
from portal.inventory.declarations import inventoried_models, own_fields
from portal.inventory.measures import MEASURES
from portal.inventory.organisation import ORGANISATION_FACTS
from portal.inventory.record import field_rows, record_of_processing

Enter = Callable[..., Client]
SETTINGS = [fact.setting for fact in ORGANISATION_FACTS]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("record_of_processing", *arguments)
    return capsys.readouterr().out


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))


def test_each_field_of_a_person_stands_under_the_activity_that_it_is_kept_for() -> None:
    rows = {(row.record, row.field): row for row in field_rows()}
    email = rows["User", "email"]
    assert email.activity == str(ACCOUNTS.name)
    assert email.legal_basis == str(ACCOUNTS.legal_basis)
    assert {row.activity for row in rows.values()} > {str(ACCOUNTS.name), str(CASEWORK.name)}


@pytest.fixture
def organisation(settings: LazySettings) -> dict[str, str]:
    facts = {name: f"what {name} says" for name in SETTINGS}
    settings.RECORD_OF_PROCESSING = facts
    return facts


def test_what_only_the_organisation_knows_starts_empty_and_is_named_as_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(settings.RECORD_OF_PROCESSING) == SETTINGS
    assert not any(settings.RECORD_OF_PROCESSING.values())
    page = printed(capsys, "--format", "html", "--language", "en")
    assert f"Not set: {', '.join(SETTINGS)}." in page
    for name in SETTINGS:
        assert f"<strong>not set: {name}</strong>" in page
    (message,) = checks.check_record_of_processing_is_complete()
    assert message.id == "portal.W003"
    assert message.msg.endswith(f"Not set: {', '.join(SETTINGS)}")


def test_what_the_organisation_set_stands_in_place_of_what_is_missing(
    capsys: pytest.CaptureFixture[str], organisation: dict[str, str]
) -> None:
    page = printed(capsys, "--format", "html", "--language", "en")
    assert "ot set" not in page
    for text in organisation.values():
        assert f"<dd>{text}</dd>" in page
    assert checks.check_record_of_processing_is_complete() == []


def test_one_that_is_missing_is_named_alone(
    capsys: pytest.CaptureFixture[str], organisation: dict[str, str]
) -> None:
    organisation["DATA_RECIPIENTS"] = ""
    page = printed(capsys, "--format", "html", "--language", "en")
    assert "Not set: DATA_RECIPIENTS." in page
    assert page.count("not set: ") == 1


def test_each_activity_says_what_article_30_asks_for(
    capsys: pytest.CaptureFixture[str], organisation: dict[str, str]
) -> None:
    rows = rows_of(printed(capsys, "--language", "en"))
    assert all(all(row.values()) for row in rows)
    (casework,) = (row for row in rows if row["Processing activity"].startswith("Helping"))
    assert "helping the person in the programme" in casework["Purposes"].split("\n")
    assert casework["Categories of data subjects"].startswith("persons helped")
    assert casework["Categories of personal data"].startswith("who she is; what she told")
    assert casework["Legal basis"] == "GDPR art. 6(1)(a), art. 9(2)(a)"
    assert "not losing what is being typed: 24 hours, or until the form is saved" in casework[
        "Envisaged time limits"
    ].split("\n")
    assert "(docs/sealing.md)" in casework["Security measures"]
    assert casework["Controller"] == "what CONTROLLER_NAME says"
    assert casework["Data protection officer"] == "what DATA_PROTECTION_OFFICER says"
    assert casework["Categories of recipients"] == "what DATA_RECIPIENTS says"


def test_activities_cover_the_work_with_persons_and_with_texts() -> None:
    with translation.override("en"):
        names = [str(entry.activity.name) for entry in record_of_processing().activities]
    assert len(names) == len(set(names))
    assert {
        "Helping the persons in the programmes",
        "Letting the organisation's own people in, and nobody else",
        "Showing who did what to which record",
        "Writing, translating and reviewing the public pages and the knowledge base",
        "Reading and searching the knowledge base",
    } <= set(names)


def test_purposes_that_end_together_are_one_row_with_all_their_records() -> None:
    with translation.override("en"):
        entries = {entry.activity: entry.purposes for entry in record_of_processing().activities}
        (guessing,) = (
            row for row in entries[ACCOUNTS] if row.purpose == "stopping people who guess"
        )
        (typing,) = (
            row for row in entries[CASEWORK] if row.purpose == "not losing what is being typed"
        )
    assert guessing.time_limit == "24 hours"
    assert guessing.records == ("portal.SignInFailure",)
    assert typing.data_classes == ("internal", "identity")


def test_the_annex_names_every_field_of_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(printed(capsys, "--format", "fields", "--language", "en"))
    assert {(row["Package"], row["Record"], row["Field"]) for row in rows} == {
        (model._meta.app_label, model.__name__, field.name)
        for model in inventoried_models()
        for field in own_fields(model)
    }
    assert all(all(row.values()) for row in rows)
    (text,) = (row for row in rows if (row["Record"], row["Field"]) == ("Note", "sealed_text"))
    assert text["Data class"] == "sensitive"
    assert text["Legal basis"] == "GDPR art. 6(1)(a), art. 9(2)(a)"
    (number,) = (row for row in rows if (row["Record"], row["Field"]) == ("PhoneLine", "number"))
    assert number["Processing activity"] == number["Legal basis"] == "no personal data"


def test_the_document_ends_with_the_annex(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "--format", "html", "--language", "en")
    assert page.index("Security measures</h2>") < page.index("Annex: all fields")
    assert "<td>sealed_text</td>" in page


def test_a_field_that_is_not_declared_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("User", "email") in {(row.record, row.field) for row in field_rows()}
    fields = dict(data_inventory.INVENTORY["User"])
    del fields["email"]
    monkeypatch.setitem(data_inventory.INVENTORY, "User", fields)
    rows = {(row.record, row.field) for row in field_rows()}
    assert ("User", "email") not in rows
    assert ("User", "password") in rows


def test_words_of_a_declaration_are_printed_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = dict(data_inventory.INVENTORY["User"])
    fields["email"] = replace(fields["email"], purpose="=p; with a semicolon", retention="<r>")
    monkeypatch.setitem(data_inventory.INVENTORY, "User", fields)
    rows = rows_of(printed(capsys, "--format", "fields", "--language", "en"))
    (email,) = (row for row in rows if (row["Record"], row["Field"]) == ("User", "email"))
    # A spreadsheet must not take it for a formula.
    assert email["Purpose"] == "'=p; with a semicolon"
    assert email["Envisaged time limit"] == "<r>"
    assert "<td>&lt;r&gt;</td>" in printed(capsys, "--format", "html", "--language", "en")


def test_it_is_in_slovene_unless_english_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("en"):
        slovene = printed(capsys, "--format", "html")
    assert '<html lang="sl">' in slovene
    assert "Evidenca dejavnosti obdelave" in slovene
    assert "ni nastavljeno: CONTROLLER_NAME" in slovene
    assert "Pomoč uporabnicam in uporabnikom v programih" in slovene
    english = printed(capsys, "--format", "html", "--language", "en")
    assert '<html lang="en">' in english
    assert "Helping the persons in the programmes" in english


def test_every_word_of_a_declaration_is_translated() -> None:
    with translation.override("en"):
        english = [(row.purpose, row.time_limit, row.activity) for row in field_rows()]
    with translation.override("sl"):
        slovene = [(row.purpose, row.time_limit, row.activity) for row in field_rows()]
    same = {
        text
        for before, after in zip(english, slovene, strict=True)
        for text, translated in zip(before, after, strict=True)
        if text == translated
    }
    assert same == set()


def test_the_measures_point_to_pages_of_the_documentation() -> None:
    assert MEASURES
    missing = [
        measure.described_in
        for measure in MEASURES
        if not (settings.BASE_DIR / measure.described_in).is_file()
    ]
    assert missing == []


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMINISTRATOR])
def test_it_is_read_in_the_portal_from_the_state_of_the_portal(enter: Enter, role: Role) -> None:
    client = enter(role)
    status = client.get("/status/").content.decode()
    assert 'href="/record-of-processing/"' in status
    assert f"Ni nastavljeno: {', '.join(SETTINGS)}." in status
    page = client.get("/record-of-processing/").content.decode()
    assert "Pomoč uporabnicam in uporabnikom v programih" in page
    assert "ni nastavljeno: DATA_PROTECTION_OFFICER" in page


def test_the_state_of_the_portal_says_nothing_more_once_all_is_set(
    enter: Enter, organisation: dict[str, str]
) -> None:
    status = enter(Role.TEAM_LEAD).get("/status/").content.decode()
    assert 'href="/record-of-processing/"' in status
    assert "Ni nastavljeno" not in status


@pytest.mark.parametrize(
    ("path", "file_name", "heading"),
    [
        ("activities.csv", "record-of-processing.csv", "Dejavnost obdelave"),
        ("fields.csv", "record-of-processing-fields.csv", "Paket"),
    ],
)
def test_its_tables_are_downloaded(enter: Enter, path: str, file_name: str, heading: str) -> None:
    client = enter(Role.TEAM_LEAD)
    assert f'href="/record-of-processing/{path}"' in (
        client.get("/record-of-processing/").content.decode()
    )
    answer = client.get(f"/record-of-processing/{path}")
    assert answer["Content-Disposition"] == f'attachment; filename="{file_name}"'
    assert answer["Content-Type"] == "text/csv"
    rows = rows_of(answer.content.decode())
    assert next(iter(rows[0])) == heading


def test_reading_it_asks_the_database_nothing_of_its_own(
    enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = enter(Role.TEAM_LEAD)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert client.get("/record-of-processing/").status_code == 200
