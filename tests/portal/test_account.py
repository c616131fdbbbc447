import csv
from collections.abc import Callable

import pytest
from django.core.management import call_command

from portal.doors import Door
from portal.enums import Role
from portal.inventory.declarations import inventoried_models, own_fields
from portal.models import User
from tests.sign_in import door_client, sign_in

People = Callable[..., User]


def test_everybody_sees_her_own_sign_ins_and_devices_and_nobody_elses(person: People) -> None:
    user, other = person(Role.VOLUNTEER), person(Role.VOLUNTEER)
    form = {"username": other.username, "password": "wrong" * 4}
    door_client(Door.PORTAL).post("/sign-in/", form)
    mine = sign_in(user, Door.PORTAL).get("/account/").content.decode()
    theirs = sign_in(other, Door.PORTAL).get("/account/").content.decode()
    assert "zavrnjeno geslo" in theirs
    assert "zavrnjeno geslo" not in mine
    assert "zadnja raba" in mine


def test_the_record_of_processing_names_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("record_of_processing")
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    named = {(row["package"], row["record"], row["field"]) for row in rows}
    assert named == {
        (model._meta.app_label, model.__name__, field.name)
        for model in inventoried_models()
        for field in own_fields(model)
    }
    assert all(all(row.values()) for row in rows)


def test_the_record_of_processing_is_a_table_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("record_of_processing", "--format", "html")
    page = capsys.readouterr().out
    assert '<th scope="col">purpose</th>' in page
    assert "<td>sealed_text</td>" in page
