import time
from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from portal.access.session_store import SessionStore
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.factories.portal import PASSPHRASE
from tests.sign_in import door_client, pass_first_step, session_of, sign_in, usable_code

People = Callable[..., User]
COOKIE = "portal-session"


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_to_the_portal_home_after_both_steps(person: People, role: Role) -> None:
    client = sign_in(person(role), Door.PORTAL)
    response = client.get("/")
    assert response.status_code == 200
    assert "Odjava" in response.content.decode()


def test_the_password_alone_signs_nobody_in(person: People) -> None:
    client = pass_first_step(person(Role.COUNSELLOR), Door.PORTAL)
    assert "_auth_user_id" not in session_of(client, Door.PORTAL)
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/"


def test_the_code_page_without_the_first_step_leads_back_to_it(db: None) -> None:
    response = door_client(Door.PORTAL).get("/sign-in/code/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/")


def test_the_first_step_is_forgotten_after_five_minutes(person: People) -> None:
    user = person(Role.COUNSELLOR)
    with time_machine.travel(0, tick=False) as traveller:
        client = pass_first_step(user, Door.PORTAL)
        assert client.get("/sign-in/code/").status_code == 200
        traveller.shift(settings.SIGN_IN_STEP_SECONDS + 1)
        assert client.get("/sign-in/code/").status_code == 302


@pytest.mark.parametrize("username", ["nobody", "person"])
def test_a_wrong_password_answers_the_same_for_known_and_unknown_names(
    person: People, username: str
) -> None:
    person(Role.COUNSELLOR, username="person")
    client = door_client(Door.PORTAL)
    response = client.post("/sign-in/", {"username": username, "password": "wrong" * 4})
    assert response.status_code == 422
    assert "ni pravilno" in response.content.decode()


def test_a_code_is_good_only_once(person: People) -> None:
    user = person(Role.COUNSELLOR)
    code = usable_code(user)
    first = pass_first_step(user, Door.PORTAL)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    second = pass_first_step(user, Door.PORTAL)
    assert second.post("/sign-in/code/", {"code": code}).status_code == 422
    assert not is_in(second)


@pytest.mark.parametrize("disguise", ["{} ", " {}", "{}\n"])
def test_a_used_code_padded_with_blanks_stays_used(person: People, disguise: str) -> None:
    user = person(Role.COUNSELLOR)
    code = usable_code(user)
    pass_first_step(user, Door.PORTAL).post("/sign-in/code/", {"code": code})
    again = pass_first_step(user, Door.PORTAL)
    assert again.post("/sign-in/code/", {"code": disguise.format(code)}).status_code == 422


def test_a_code_in_full_width_digits_is_refused(person: People) -> None:
    user = person(Role.COUNSELLOR)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in usable_code(user))
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": wide}).status_code == 422


def test_a_code_typed_in_two_groups_is_accepted(person: People) -> None:
    user = person(Role.COUNSELLOR)
    code = usable_code(user)
    client = pass_first_step(user, Door.PORTAL)
    response = client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})
    assert response.status_code == 302


def test_somebody_elses_code_is_refused(person: People) -> None:
    user, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(other)}).status_code == 422


def test_a_person_without_a_second_factor_never_gets_past_the_code(person: People) -> None:
    client = pass_first_step(person(Role.COUNSELLOR, device=False), Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert not is_in(client)


def test_a_disabled_person_does_not_get_in(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL)
    code = usable_code(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 422


def test_disabling_a_person_ends_the_open_session(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)


def test_removing_the_device_ends_what_it_opened(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = sign_in(user, Door.PORTAL)
    assert is_in(client)
    user.totpdevice_set.all().delete()
    assert not is_in(client)


def test_the_session_id_changes_at_each_step(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.PORTAL)
    after_password = client.cookies[COOKIE].value
    assert SessionStore().exists(after_password)
    client.post("/sign-in/code/", {"code": usable_code(user)})
    after_code = client.cookies[COOKIE].value
    assert after_password != after_code
    assert not SessionStore().exists(after_password)


def test_a_session_planted_before_sign_in_is_not_taken_over(person: People) -> None:
    planted = door_client(Door.PORTAL)
    planted.post("/language/", {"language": "en", "next": "/sign-in/"})
    planted_id = planted.cookies[COOKIE].value
    assert SessionStore().exists(planted_id)
    planted.post("/sign-in/", {"username": person(Role.EDITOR).username, "password": PASSPHRASE})
    assert planted.cookies[COOKIE].value != planted_id
    assert not SessionStore().exists(planted_id)


def test_after_fifteen_idle_minutes_the_door_is_closed(person: People) -> None:
    user = person(Role.COUNSELLOR)
    with time_machine.travel(time.time(), tick=False) as traveller:
        client = sign_in(user, Door.PORTAL)
        traveller.shift(14 * 60)
        assert is_in(client)
        traveller.shift(14 * 60)
        assert is_in(client)
        traveller.shift(15 * 60 + 1)
        assert not is_in(client)


def test_after_eight_hours_the_door_is_closed_whatever_one_does(person: People) -> None:
    user = person(Role.COUNSELLOR)
    with time_machine.travel(time.time(), tick=False) as traveller:
        client = sign_in(user, Door.PORTAL)
        for _step in range(47):
            traveller.shift(10 * 60)
            assert is_in(client)
        traveller.shift(11 * 60)
        assert not is_in(client)


def test_signing_out_ends_the_session_and_clears_the_browser(person: People) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    session_id = client.cookies[COOKIE].value
    assert SessionStore().exists(session_id)
    response = client.post("/sign-out/")
    assert "cookies" in response["Clear-Site-Data"]
    assert not SessionStore().exists(session_id)
    assert not is_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_to_another_site(person: People, target: str) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    form = {"username": user.username, "password": PASSPHRASE, "next": target}
    client.post("/sign-in/", form)
    response = client.post("/sign-in/code/", {"code": usable_code(user)})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_next_leads_back_to_the_page_that_was_asked_for(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    asked = client.get("/cases/")
    assert asked["Location"] == "/sign-in/?next=%2Fcases%2F"
    form = {"username": user.username, "password": PASSPHRASE, "next": "/cases/"}
    client.post("/sign-in/", form)
    response = client.post("/sign-in/code/", {"code": usable_code(user)})
    assert response["Location"] == "/cases/"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD])
def test_casework_roles_do_not_get_into_the_cms(person: People, role: Role) -> None:
    user = person(role)
    client = pass_first_step(user, Door.CMS)
    response = client.post("/sign-in/code/", {"code": usable_code(user)})
    assert response.status_code == 422
    assert client.get("/").status_code == 302


def test_a_session_of_one_door_is_worth_nothing_at_the_other(person: People) -> None:
    client = sign_in(person(Role.EDITOR), Door.CMS)
    assert client.get("/").status_code == 200
    thief = door_client(Door.PORTAL)
    thief.cookies[COOKIE] = client.cookies["cms-session"].value
    assert thief.get("/").status_code == 302


def test_sign_ins_and_refusals_are_recorded_without_what_was_typed(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = door_client(Door.PORTAL)
    client.post("/sign-in/", {"username": user.username, "password": "wrong" * 4})
    client.post("/sign-in/", {"username": "stranger", "password": "wrong" * 4})
    sign_in(user, Door.PORTAL).post("/sign-out/")
    recorded = AuditEvent.objects.exclude(
        action__in=[AuditAction.ROLE_GRANTED, AuditAction.DEVICE_ADDED]
    )
    assert list(recorded.values_list("action", "actor_id")) == [
        (AuditAction.PASSWORD_REFUSED, user.pk),
        (AuditAction.PASSWORD_REFUSED, None),
        (AuditAction.SIGNED_IN, user.pk),
        (AuditAction.SIGNED_OUT, user.pk),
    ]


def test_the_language_chosen_before_sign_in_stays_through_it(person: People) -> None:
    user = person(Role.COUNSELLOR, language="en")
    client = door_client(Door.PORTAL)
    assert "Prijava" in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert "Sign in" in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"username": user.username, "password": PASSPHRASE})
    assert "One-time code" in client.get("/sign-in/code/").content.decode()


def test_signing_out_works_even_when_it_cannot_be_recorded(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    assert is_in(client)

    def locked(**_kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("portal.views.sign_in.audit_record_alone", locked)
    response = client.post("/sign-out/")
    assert response.status_code == 302
    assert not is_in(client)


def test_the_right_code_at_a_door_that_stays_closed_is_recorded(person: People) -> None:
    user = person(Role.COUNSELLOR)
    client = pass_first_step(user, Door.CMS)
    client.post("/sign-in/code/", {"code": usable_code(user)})
    assert AuditEvent.objects.filter(actor_id=user.pk, action=AuditAction.DOOR_REFUSED).exists()


def test_who_reads_the_table_of_sessions_cannot_ride_one(person: People) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    assert is_in(client)
    kept = Session.objects.get().session_key
    thief = door_client(Door.PORTAL)
    thief.cookies[COOKIE] = kept
    assert kept != client.cookies[COOKIE].value
    assert not is_in(thief)


@pytest.mark.parametrize("typed", ["\u0160pela", "\u0161pela", "\u0161PELA", "S\u030cpela "])
def test_a_user_name_is_the_same_however_it_is_typed(person: People, typed: str) -> None:
    user = person(Role.COUNSELLOR, username="špela")
    client = door_client(Door.PORTAL)
    first = {"username": typed, "password": PASSPHRASE}
    assert client.post("/sign-in/", first)["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": usable_code(user)}).status_code == 302
    assert client.get("/").status_code == 200
