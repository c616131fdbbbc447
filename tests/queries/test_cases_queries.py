from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.cases import make_case, make_document
from tests.sign_in import sign_in

People = Callable[..., User]


def queries_for(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_of_cases_costs_the_same_with_one_and_with_ten(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    make_case(owner)
    with_one = queries_for(client, "/cases/")
    for _case in range(9):
        make_case(owner)
    assert queries_for(client, "/cases/") == with_one
    assert with_one <= 14


def test_a_case_costs_the_same_with_one_and_with_ten_notes(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    one = make_case(owner, "note")
    ten = make_case(owner, *["note"] * 10)
    with_one = queries_for(client, f"/cases/{one.code}/")
    assert queries_for(client, f"/cases/{ten.code}/") == with_one
    assert with_one <= 16


def test_a_case_costs_the_same_with_one_and_with_ten_documents(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    one, ten = make_case(owner), make_case(owner)
    make_document(owner, one)
    for number in range(10):
        make_document(owner, ten, name=f"report-{number}.txt")
    with_one = queries_for(client, f"/cases/{one.code}/")
    assert queries_for(client, f"/cases/{ten.code}/") == with_one
    assert with_one <= 17


def test_the_page_of_a_case_does_not_load_what_is_in_its_documents(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    client = sign_in(owner, Door.PORTAL)
    case = make_case(owner)
    make_document(owner, case)
    with CaptureQueriesContext(connection) as captured:
        assert "report.txt" in client.get(f"/cases/{case.code}/").content.decode()
    statements = [query["sql"] for query in captured if "cases_document" in query["sql"]]
    assert any("sealed_name" in statement for statement in statements)
    assert not any("sealed_content" in statement for statement in statements)
