"""The audit log holds no content (S15), whatever was typed and whatever went wrong."""

import io
from collections.abc import Callable

import pytest
from django.db import OperationalError

from cases import services
from portal.doors import Door
from portal.enums import Role
from portal.models import AuditEvent, User
from tests.factories.cases import make_case
from tests.sign_in import door_client, sign_in

CANARY = "canary-in-what-was-typed"


def whole_log() -> str:
    return repr(list(AuditEvent.objects.values_list())) + repr(list(AuditEvent.objects.all()))


def test_what_was_typed_is_nowhere_in_the_log(person: Callable[..., User]) -> None:
    user = person(Role.COUNSELLOR)
    case = make_case(user)
    door_client(Door.PORTAL).post("/sign-in/", {"username": CANARY, "password": CANARY})
    client = sign_in(user, Door.PORTAL)
    client.post(f"/cases/{case.code}/notes/", {"text": CANARY})
    client.get(f"/cases/{CANARY}/")
    client.get("/cases/trail/", {"code": CANARY})
    client.get(f"/{CANARY}/", {"q": CANARY}, headers={"User-Agent": CANARY})
    assert CANARY in client.get(f"/cases/{case.code}/").content.decode()
    log = whole_log()
    assert str(case.pk) in log
    assert CANARY not in log


@pytest.mark.parametrize("error", [RuntimeError, OperationalError, ValueError])
def test_an_error_that_carries_content_leaves_none_in_the_log(
    person: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
    error_log: io.StringIO,
    error: type[Exception],
) -> None:
    user = person(Role.COUNSELLOR)
    case = make_case(user)
    client = sign_in(user, Door.PORTAL)
    client.raise_request_exception = False

    def broken(*_args: object) -> bytes:
        raise error(f"near {CANARY}: syntax error")

    monkeypatch.setattr(services, "seal_text", broken)
    answer = client.post(f"/cases/{case.code}/notes/", {"text": CANARY})
    # Only a database that does not answer gives the text back, to who sent it.
    is_away = error is OperationalError
    assert answer.status_code == (503 if is_away else 500)
    assert (CANARY in answer.content.decode()) == is_away
    assert error.__name__ in error_log.getvalue()
    assert CANARY not in whole_log() + error_log.getvalue()
