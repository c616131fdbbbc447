"""The gate at its edges: what a view declares, and where a person is led who may not yet pass."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from portal.access.declarations import Access, access_anyone, access_if, access_of
from portal.access.gate import AccessGateMiddleware
from portal.access.network import network_hash
from portal.access.next_path import next_path, next_query
from portal.access.sessions import DOOR_KEY
from portal.doors import Door
from portal.drafts import LONGEST_DRAFT, SentForm, draft_finish, draft_keep, draft_open
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, Draft, StatementAcceptance, User
from portal.policies import user_can_enter_portal
from portal.sealing.master_keys import KeyRing
from portal.urls import urlpatterns
from tests.sign_in import door_client, session_of, sign_in

LONG_NAME = "a_page_with_a_name_of_more_than_sixty_four_characters_to_be_cut_off_somewhere"
HALF_AN_HOUR = timedelta(minutes=30)


def a_view() -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    return view


def test_a_view_declares_what_it_was_given_and_is_still_the_view() -> None:
    view = a_view()
    declared = access_if(
        user_can_enter_portal, draft_fields=("text",), fresh_factor=True, before_statement=True
    )(view)
    assert declared is view
    assert access_of(view) == Access(user_can_enter_portal, ("text",), True, True)


class AForm(Form):
    pass


def test_everything_that_a_view_says_is_kept_as_it_said_it() -> None:
    view = access_if(
        user_can_enter_portal,
        draft_fields=("text",),
        draft_slips=("slip",),
        draft_ring=KeyRing.IDENTITY,
        form=AForm,
        fresh_factor=True,
        before_statement=True,
        late_writes=True,
    )(a_view())
    assert access_of(view) == Access(
        policy=user_can_enter_portal,
        draft_fields=("text",),
        draft_slips=("slip",),
        draft_ring=KeyRing.IDENTITY,
        form=AForm,
        fresh_factor=True,
        before_statement=True,
        late_writes=True,
    )


def test_a_view_that_says_nothing_more_keeps_no_drafts_and_asks_for_no_fresh_factor() -> None:
    view = access_if(user_can_enter_portal)(a_view())
    assert access_of(view) == Access(user_can_enter_portal, (), False, False)


def test_a_view_for_anyone_says_so_and_one_without_a_word_says_nothing() -> None:
    assert access_of(access_anyone(a_view())) == Access(policy=None)
    assert access_of(a_view()) is None


def nobody(_user: User) -> bool:
    return False


VIEWS = {
    "open/": (access_if(user_can_enter_portal)(a_view()), "open"),
    "form/": (access_if(user_can_enter_portal, draft_fields=("text", "place"))(a_view()), "form"),
    "refused/": (access_if(nobody, draft_fields=("text",))(a_view()), LONG_NAME),
    "sensitive/": (access_if(user_can_enter_portal, fresh_factor=True)(a_view()), "sensitive"),
    "act/": (
        access_if(user_can_enter_portal, draft_fields=("text",), fresh_factor=True)(a_view()),
        "act",
    ),
    "early/": (access_if(user_can_enter_portal, before_statement=True)(a_view()), "early"),
}


@pytest.fixture(autouse=True)
def _views_of_every_kind(settings: Any) -> None:
    module = ModuleType("tests.views_of_every_kind")
    module.urlpatterns = [  # type: ignore[attr-defined]
        *urlpatterns,
        *(path(route, view, name=name) for route, (view, name) in VIEWS.items()),
    ]
    module.handler404 = "portal.views.errors.not_found"  # type: ignore[attr-defined]
    settings.DOOR_URLCONFS = {**settings.DOOR_URLCONFS, Door.PORTAL: module}


@pytest.fixture
def counsellor(person: Callable[..., User]) -> User:
    return person(Role.COUNSELLOR)


@pytest.fixture
def idle_client(counsellor: User) -> Iterator[Client]:
    """A client that signed in half an hour ago and did nothing since."""
    client = sign_in(counsellor, Door.PORTAL)
    with time_machine.travel(timezone.now() + HALF_AN_HOUR):
        yield client


def led_to(response: HttpResponse) -> tuple[str, str]:
    """Where a person is led, and where from there."""
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    return target.path, parse_qs(target.query).get("next", ["/"])[0]


def test_a_sensitive_act_asks_for_a_second_factor_that_is_minutes_old(counsellor: User) -> None:
    client = sign_in(counsellor, Door.PORTAL)
    assert client.get("/sensitive/").content == b"open"
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.get("/open/").content == b"open"
        assert led_to(client.get("/sensitive/?a=1")) == ("/confirm/", "/sensitive/?a=1")


def test_who_has_not_accepted_the_statement_is_led_to_it_first(counsellor: User) -> None:
    client = sign_in(counsellor, Door.PORTAL)
    assert client.get("/open/").content == b"open"
    StatementAcceptance.objects.filter(user=counsellor).delete()
    assert led_to(client.get("/open/")) == ("/statement/", "/open/")
    assert client.get("/early/").content == b"open"


def test_a_page_that_was_asked_for_is_returned_to(db: None) -> None:
    client = door_client(Door.PORTAL)
    assert led_to(client.get("/open/?a=1")) == ("/sign-in/", "/open/?a=1")
    assert led_to(client.head("/open/")) == ("/sign-in/", "/open/")


def test_a_form_without_drafts_is_not_returned_to(db: None) -> None:
    response = door_client(Door.PORTAL).post("/open/", {"text": "x"})
    assert response["Location"] == "/sign-in/"


def test_a_refusal_is_recorded_as_a_page_with_a_name_that_fits(counsellor: User) -> None:
    assert sign_in(counsellor, Door.PORTAL).get("/refused/").status_code == 404
    event = AuditEvent.objects.get(action=AuditAction.ACCESS_REFUSED)
    assert (event.actor_id, event.subject_kind) == (counsellor.pk, "page")
    assert event.subject_id == LONG_NAME[:64]


def test_a_refusal_without_a_route_is_recorded_without_a_name(counsellor: User) -> None:
    """The handler of a path that leads nowhere has no route, and is asked all the same."""
    request = _request_at(Door.PORTAL, counsellor)
    with pytest.raises(Http404):
        _gate().process_view(request, VIEWS["refused/"][0], (), {})
    assert AuditEvent.objects.get(action=AuditAction.ACCESS_REFUSED).subject_id == ""


def test_a_view_of_the_cms_without_a_route_is_open_to_its_people(
    person: Callable[..., User],
) -> None:
    request = _request_at(Door.CMS, person(Role.EDITOR))
    assert _gate().process_view(request, a_view(), (), {}) is None


def _match(**said: Any) -> Any:
    """Where Wagtail's own addresses lead."""
    return SimpleNamespace(func=a_view(), view_name=said["url_name"] or "", route="x/", **said)


def test_a_view_of_the_cms_without_a_name_is_no_page_chooser(person: Callable[..., User]) -> None:
    request = _request_at(Door.CMS, person(Role.ADMINISTRATOR))
    request.resolver_match = _match(url_name=None, namespaces=[], kwargs={})
    assert _gate().process_view(request, a_view(), (), {}) is None


@pytest.mark.parametrize("app", ["portal", "auth", "helpline", "cases"])
def test_no_view_of_the_cms_takes_an_app_that_is_managed_elsewhere(
    person: Callable[..., User], app: str
) -> None:
    request = _request_at(Door.CMS, person(Role.EDITOR))
    match = _match(url_name="x", namespaces=["x"], kwargs={"app_label": "wagtailcore"})
    request.resolver_match = match
    assert _gate().process_view(request, a_view(), (), {}) is None
    match.kwargs["app_label"] = app
    with pytest.raises(Http404):
        _gate().process_view(request, a_view(), (), {})


def test_the_public_door_is_not_the_gates(db: None) -> None:
    request = RequestFactory().get("/")
    request.door = Door.WWW  # type: ignore[attr-defined]
    assert _gate().process_view(request, a_view(), (), {}) is None


def _gate() -> AccessGateMiddleware:
    return AccessGateMiddleware(lambda _request: HttpResponse("passed"))


def test_the_gate_hands_every_request_on() -> None:
    assert _gate()(RequestFactory().get("/")).content == b"passed"


def _request_at(door: Door, user: User) -> HttpRequest:
    """A request of a person who is all the way in."""
    client = sign_in(user, door)
    request = RequestFactory().get("/nowhere/")
    request.door, request.user = door, user  # type: ignore[attr-defined]
    request.session = session_of(client, door)
    user.is_verified = lambda: True  # type: ignore[attr-defined]
    return request


# --- What was typed when the session had ended -----------------------------------------------


def test_only_declared_fields_are_kept_and_one_that_was_emptied_stays_empty(
    idle_client: Client, counsellor: User
) -> None:
    response = idle_client.post("/form/", {"text": "first talk", "place": "  ", "other": "x"})
    assert led_to(response) == ("/sign-in/", "/form/")
    kept = draft_open(user=counsellor, path="/form/")
    assert kept is not None
    assert kept.fields == {"text": "first talk", "place": ""}
    assert kept.latest == {"text": "first talk", "place": "  "}


def test_a_form_that_holds_one_of_its_fields_is_kept_without_the_others(
    idle_client: Client, counsellor: User
) -> None:
    assert led_to(idle_client.post("/form/", {"place": "here"})) == ("/sign-in/", "/form/")
    kept = draft_open(user=counsellor, path="/form/")
    assert kept is not None
    assert kept.fields == kept.latest == {"place": "here"}


def test_an_empty_form_leaves_no_draft(idle_client: Client) -> None:
    assert led_to(idle_client.post("/form/", {"text": " "})) == ("/sign-in/", "/form/")
    assert not Draft.objects.exists()


def test_a_form_has_one_draft_under_its_id_and_one_without_an_id_gets_one(
    idle_client: Client, counsellor: User
) -> None:
    own = uuid.uuid4()
    idle_client.post("/form/", {"text": "first", "form_id": str(own)})
    first = Draft.objects.get().pk
    idle_client.post("/form/", {"text": "first, again", "form_id": str(own)})
    assert Draft.objects.get().pk == first
    idle_client.post("/form/", {"text": "second", "form_id": "no id"})
    idle_client.post("/form/", {"text": "third"})
    assert Draft.objects.count() == 3
    assert texts_kept_for(counsellor) == ["first, again", "second", "third"]
    draft_finish(user=counsellor, path="/form/", sent=SentForm(form_id=own))
    assert texts_kept_for(counsellor) == ["second", "third"]


def test_the_same_id_on_another_page_or_from_another_person_is_another_draft(
    idle_client: Client, counsellor: User, person: Callable[..., User]
) -> None:
    own, colleague = uuid.uuid4(), person(Role.COUNSELLOR)
    idle_client.post("/form/", {"text": "hers", "form_id": str(own)})
    draft_keep(user=counsellor, path="/open/", draft_id=own, fields={"text": "elsewhere"})
    draft_keep(user=colleague, path="/form/", draft_id=own, fields={"text": "a colleague's"})
    assert texts_kept_for(counsellor) == ["hers"]
    assert texts_kept_for(counsellor, "/open/") == ["elsewhere"]
    assert texts_kept_for(colleague) == ["a colleague's"]
    assert own not in set(Draft.objects.values_list("pk", flat=True))


def texts_kept_for(user: User, path: str = "/form/") -> list[str]:
    kept = draft_open(user=user, path=path)
    return kept.fields["text"].split("\n\n") if kept else []


def test_the_drafts_that_a_form_had_shown_go_with_it(idle_client: Client, counsellor: User) -> None:
    draft_keep(user=counsellor, path="/form/", draft_id=uuid.uuid4(), fields={"text": "shown"})
    page = draft_open(user=counsellor, path="/form/")
    assert page is not None
    (shown,) = page.ids
    draft_keep(user=counsellor, path="/form/", draft_id=uuid.uuid4(), fields={"text": "unseen"})
    assert texts_kept_for(counsellor) == ["shown", "unseen"]
    idle_client.post(
        "/form/",
        {"text": "new", "form_id": str(uuid.uuid4()), "drafts_shown": f"{shown} rubbish"},
    )
    assert texts_kept_for(counsellor) == ["unseen", "new"]
    assert Draft.objects.count() == 2
    assert not Draft.objects.filter(pk=shown).exists()


def test_what_was_typed_waits_for_the_second_factor_and_for_the_statement(
    counsellor: User,
) -> None:
    client = sign_in(counsellor, Door.PORTAL)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert led_to(client.post("/act/", {"text": "an act"})) == ("/confirm/", "/act/")
        StatementAcceptance.objects.filter(user=counsellor).delete()
        assert led_to(client.post("/form/", {"text": "a talk"})) == ("/statement/", "/form/")
        kept = [draft_open(user=counsellor, path=path) for path in ("/act/", "/form/")]
    assert [draft.fields["text"] for draft in kept if draft] == ["an act", "a talk"]


def test_what_cannot_be_kept_is_shown_field_by_field(idle_client: Client) -> None:
    too_long = "first talk " * (LONGEST_DRAFT // 10)
    page = idle_client.post("/form/", {"text": too_long, "place": "here"})
    assert page.status_code == 403
    assert "first talk \n\nhere" in page.content.decode()
    assert not Draft.objects.exists()


def test_without_a_key_to_seal_it_with_the_text_is_shown_to_copy(
    idle_client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path / "no-keys"
    page = idle_client.post("/form/", {"text": "first talk"})
    assert page.status_code == 403
    assert "first talk" in page.content.decode()


@pytest.mark.parametrize(("text", "mode"), [("no base64!", 0o600), ("AAAA", 0o644)])
def test_with_a_spoilt_key_file_the_text_is_shown_to_copy(
    idle_client: Client, settings: Any, tmp_path: Path, text: str, mode: int
) -> None:
    settings.KEYS_DIR = tmp_path
    (tmp_path / "master-1.key").write_text(text)
    (tmp_path / "master-1.key").chmod(mode)
    page = idle_client.post("/form/", {"text": "first talk"})
    assert page.status_code == 403
    assert "first talk" in page.content.decode()


def test_nobody_keeps_a_draft_of_a_page_that_is_not_hers(idle_client: Client) -> None:
    page = idle_client.post("/refused/", {"text": "first talk"})
    assert page.status_code == 403
    assert not Draft.objects.exists()


def test_a_session_that_claims_another_door_keeps_no_draft(counsellor: User) -> None:
    client = sign_in(counsellor, Door.PORTAL)
    session = session_of(client, Door.PORTAL)
    session[DOOR_KEY] = "cms"
    session.save()
    assert client.post("/form/", {"text": "x"}).status_code == 403
    assert not Draft.objects.exists()


def test_half_a_sign_in_passes_nowhere_and_keeps_no_draft(counsellor: User) -> None:
    client = sign_in(counsellor, Door.PORTAL)
    assert client.get("/open/").content == b"open"
    session = session_of(client, Door.PORTAL)
    del session[DEVICE_ID_SESSION_KEY]
    session.save()
    assert led_to(client.get("/open/")) == ("/sign-in/", "/open/")
    assert client.post("/form/", {"text": "x"}).status_code == 403
    assert not Draft.objects.exists()


# --- Ways back and networks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/cases/?a=1", "/cases/?a=1"),
        ("/", "/"),
        ("", "/"),
        (None, "/"),
        ("cases/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("http://portal.localhost/", "/"),
    ],
)
def test_next_is_a_path_on_this_host_or_the_first_page(wanted: str | None, led: str) -> None:
    assert next_path(wanted) == led


def test_the_way_back_is_in_the_query_unless_it_is_the_first_page() -> None:
    assert next_query("/cases/?a=1&b=č") == "?next=%2Fcases%2F%3Fa%3D1%26b%3D%C4%8D"
    assert next_query("/") == ""


def network_of(address: str, forwarded: str | None = None) -> str:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return network_hash(request)


def test_a_network_is_a_hash_of_32_characters_that_depends_on_the_secret(settings: Any) -> None:
    before = network_of("192.0.2.1")
    assert len(before) == 32
    settings.SECRET_KEY = "another secret of this installation"
    assert network_of("192.0.2.1") != before


def test_neighbours_share_a_network_and_others_do_not() -> None:
    assert network_of("192.0.2.1") == network_of("192.0.2.254")
    assert network_of("192.0.2.1") != network_of("192.0.3.1")
    assert network_of("2001:db8:0:ff::1") == network_of("2001:db8:0:1::9")
    assert network_of("2001:db8:0:ff::1") != network_of("2001:db8:0:100::1")


def test_an_address_of_ipv4_in_the_clothes_of_ipv6_is_of_its_ipv4_network() -> None:
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.77")
    assert network_of("::ffff:192.0.2.1") != network_of("::ffff:192.0.3.1")


def test_what_is_no_address_is_one_network_of_its_own() -> None:
    assert network_of("rubbish") == network_of("") == network_of("999.1.1.1")
    assert network_of("rubbish") != network_of("192.0.2.1")


def test_without_a_trusted_proxy_the_forwarded_address_is_ignored(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    assert network_of("192.0.2.1", "198.51.100.1") == network_of("192.0.2.1")


def test_the_address_that_the_outermost_trusted_proxy_saw_counts(settings: Any) -> None:
    seen = network_of("198.51.100.1")
    settings.TRUSTED_PROXIES = 1
    assert network_of("192.0.2.1", "198.51.100.1") == seen
    assert network_of("192.0.2.1", "203.0.113.5 , 198.51.100.1 ") == seen
    settings.TRUSTED_PROXIES = 2
    assert network_of("192.0.2.1", "203.0.113.5, 198.51.100.1, 192.0.2.9") == seen
    # Fewer than the proxies would have written: nothing in it can be trusted.
    assert network_of("198.51.100.1", "203.0.113.5") == seen


def test_without_any_address_the_network_is_unknown(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]
    assert network_hash(request) == network_of("rubbish")
