from collections.abc import Callable
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal.access.declarations import access_if
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from portal.policies import user_can_enter_portal
from portal.urls import urlpatterns
from tests.sign_in import door_client, enter_without_second_factor, session_of, sign_in


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@access_if(user_can_enter_portal)
def declared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@pytest.fixture
def _a_forgetful_urlconf(settings: object) -> None:
    module = ModuleType("tests.forgetful_urls")
    module.urlpatterns = [  # type: ignore[attr-defined]
        *urlpatterns,
        path("undeclared/", undeclared),
        path("declared/", declared),
    ]
    module.handler404 = "portal.views.errors.not_found"  # type: ignore[attr-defined]
    settings.DOOR_URLCONFS = {**settings.DOOR_URLCONFS, Door.PORTAL: module}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_a_forgetful_urlconf")
def test_a_view_that_declares_nothing_is_closed_to_everybody(person: Callable[..., User]) -> None:
    client = sign_in(
        person(*[role for role in Role if role is not Role.ADMINISTRATOR]), Door.PORTAL
    )
    assert client.get("/declared/").content == b"open"
    assert client.get("/undeclared/").status_code == 404


def test_signed_in_without_the_second_step_is_not_signed_in(
    person: Callable[..., User],
) -> None:
    user = person(Role.TEAM_LEAD)
    client = enter_without_second_factor(user, Door.PORTAL)
    assert session_of(client, Door.PORTAL)["_auth_user_id"] == str(user.pk)
    assert client.get("/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("host", ["evil.example", "portal.localhost.evil.example", "[::1]", ""])
def test_an_unknown_host_gets_400(db: None, host: str) -> None:
    assert Client().get("/", headers={"host": host}).status_code == 400


def test_a_door_that_this_process_does_not_serve_gets_400(db: None, settings: object) -> None:
    assert door_client(Door.CMS).get("/healthz").status_code == 200
    settings.DOORS = frozenset({Door.WWW})  # type: ignore[attr-defined]
    assert door_client(Door.CMS).get("/healthz").status_code == 400
    assert door_client(Door.WWW).get("/healthz").status_code == 200


@pytest.mark.parametrize("door", list(Door))
def test_each_door_says_that_it_is_healthy(db: None, door: Door) -> None:
    response = door_client(door).get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/login/", "/password_reset/", "/account/change_password/"])
def test_wagtails_own_ways_in_are_off(person: Callable[..., User], path: str) -> None:
    stranger = door_client(Door.CMS).get(path)
    assert stranger.status_code in {302, 404}
    assert "password" not in stranger.content.decode()
    editor = sign_in(person(Role.EDITOR), Door.CMS)
    assert editor.get("/").status_code == 200
    assert editor.get(path).status_code in {302, 404}


@pytest.mark.parametrize("path", ["/users/", "/groups/", "/users/add/"])
def test_people_are_not_managed_in_the_cms_even_by_a_superuser(
    person: Callable[..., User], path: str
) -> None:
    client = sign_in(person(Role.ADMINISTRATOR, is_superuser=True), Door.CMS)
    assert client.get("/").status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("app", ["portal/user", "auth/group", "helpline/phoneline"])
@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_bulk_actions_do_not_reach_people_even_for_a_superuser(
    person: Callable[..., User], app: str, action: str
) -> None:
    victim = person(Role.VOLUNTEER)
    client = sign_in(person(Role.EDITOR, is_superuser=True), Door.CMS)
    path = f"/bulk/{app}/{action}/?id={victim.pk}"
    assert client.get(path).status_code == 404
    assert client.post(path, {"role": ""}).status_code == 404
    assert User.objects.filter(pk=victim.pk, is_active=True).exists()


def test_the_account_page_of_the_cms_leads_to_the_portals(person: Callable[..., User]) -> None:
    client = sign_in(person(Role.EDITOR), Door.CMS)
    response = client.get("/account/")
    assert (response.status_code, response["Location"]) == (
        302,
        "http://portal.localhost:8000/account/",
    )


def test_a_refused_page_is_recorded_with_its_name_only(person: Callable[..., User]) -> None:
    user = person(Role.VOLUNTEER)
    assert sign_in(user, Door.PORTAL).get("/cases/ABCDEFG/").status_code == 404
    event = AuditEvent.objects.get(action=AuditAction.ACCESS_REFUSED)
    assert (event.actor_id, event.subject_id) == (user.pk, "cases:detail")


def test_a_session_of_another_door_cannot_even_sign_out(person: Callable[..., User]) -> None:
    portal = sign_in(person(Role.EDITOR), Door.PORTAL)
    cms = door_client(Door.CMS)
    cms.cookies["cms-session"] = portal.cookies["portal-session"].value
    assert "Odjava" not in cms.get("/sign-in/").content.decode()
    cms.post("/sign-out/")
    assert portal.get("/").status_code == 200


def test_an_administrator_does_not_see_the_titles_of_the_handbook_in_the_cms(
    person: Callable[..., User],
) -> None:
    choosers = ["/choose-page/", "/choose-page/1/", "/choose-page/search/"]
    editor = sign_in(person(Role.EDITOR), Door.CMS)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.CMS)
    for chooser in choosers:
        assert editor.get(chooser).status_code == 200
        assert administrator.get(chooser).status_code == 404
