"""The one gate in front of the signed-in doors.

In this order, before any view runs: signed in, session fresh, second factor, policy,
confidentiality statement, and for sensitive acts a second factor that is a few minutes old at
most. A view that declares nothing is closed at `portal`; at `cms`, whose views are Wagtail's, it
is open to the people of that door, save for the parts of Wagtail that the portal does itself.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.access.cms_rules import cms_rules_allow
from portal.access.declarations import Access, access_of
from portal.access.drafted import draft_keep_sent, typed_fields
from portal.access.next_path import next_query
from portal.access.sessions import (
    factor_is_fresh,
    session_is_fresh,
    session_is_of_door,
    session_touch,
)
from portal.audit.services import audit_record_alone
from portal.doors import Door
from portal.enums import AuditAction
from portal.policies import user_can_edit_pages, user_can_enter_cms
from portal.sealing.master_keys import MasterKeyMissingError
from portal.sealing.secret_files import SecretFileError
from portal.selectors import statement_is_accepted
from portal.views.errors import form_too_old

# People, roles and devices are managed in the portal alone.
CLOSED_CMS_NAMESPACES = frozenset({"wagtailusers_users", "wagtailusers_groups"})
# Wagtail's bulk actions name the model in their arguments.
CLOSED_CMS_APPS = frozenset({"portal", "auth", "helpline", "cases"})
CMS_ACCESS = Access(policy=user_can_enter_cms)
# Wagtail's page chooser shows the titles of every tree, the restricted one included.
PAGE_CHOOSER = "wagtailadmin_choose_page"
PAGE_CHOOSER_ACCESS = Access(policy=user_can_edit_pages)


class AccessGateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        door: Door = request.door  # type: ignore[attr-defined]
        if not door.is_for_staff:
            return None
        access = _declared_access(request, view, door)
        if access.policy is None:
            return None
        user: Any = request.user
        if not (user.is_authenticated and user.is_verified() and _is_in_time(request, access)):
            return _turn_away(request, access, door, settings.LOGIN_URL)
        # One that was idle too long stays so.
        if session_is_fresh(request, door):
            session_touch(request)
        if not (access.policy(user) and _is_open_in_cms(request, user, door)):
            _record_refusal(request, user)
            # 404, not 403: what one may not see does not exist.
            raise Http404
        if not access.before_statement and not statement_is_accepted(user):
            return _turn_away(request, access, door, reverse("statement"))
        if access.fresh_factor and not factor_is_fresh(request):
            return _turn_away(request, access, door, reverse("step_up"))
        # What she sent may be shown to her again (`portal.views.errors`).
        request.let_in = access  # type: ignore[attr-defined]
        return None


def _is_in_time(request: HttpRequest, access: Access) -> bool:
    door: Door = request.door  # type: ignore[attr-defined]
    late_is_fine = access.late_writes and session_is_of_door(request, door)
    return late_is_fine or session_is_fresh(request, door)


def _record_refusal(request: HttpRequest, user: Any) -> None:
    audit_record_alone(
        actor=user,
        action=AuditAction.ACCESS_REFUSED,
        subject_kind="page",
        subject_id=request.resolver_match.view_name[:64] if request.resolver_match else "",
    )


def _declared_access(request: HttpRequest, view: Callable[..., Any], door: Door) -> Access:
    access = access_of(view)
    if access is None and door is Door.CMS and not _is_closed_in_cms(request):
        access = PAGE_CHOOSER_ACCESS if _is_page_chooser(request) else CMS_ACCESS
    if access is None:
        raise Http404
    return access


def _is_page_chooser(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith(PAGE_CHOOSER)


def _is_closed_in_cms(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    closed_parts = not CLOSED_CMS_NAMESPACES.isdisjoint(match.namespaces)
    return closed_parts or match.kwargs.get("app_label") in CLOSED_CMS_APPS


def _is_open_in_cms(request: HttpRequest, user: Any, door: Door) -> bool:
    return door is not Door.CMS or _is_of_both_doors(request) or cms_rules_allow(user, request)


def _is_of_both_doors(request: HttpRequest) -> bool:
    """Signing in and out, confirming, the statement: for everybody whom the door lets in."""
    match = request.resolver_match
    return match is not None and match.func.__module__.startswith("portal.")


def _turn_away(request: HttpRequest, access: Access, door: Door, where: str) -> HttpResponse:
    """Elsewhere first. A form that comes too early or late is not acted upon, nor is it lost."""
    typed = typed_fields(request, access)
    if typed and not _keep_draft(request, access, door):
        return form_too_old(request, "\n\n".join(typed.values()))
    # Only a page can be returned to, or a form that shows its draft.
    is_returned_to = request.method in {"GET", "HEAD"} or access.draft_fields
    path = request.get_full_path() if is_returned_to else "/"
    return HttpResponseRedirect(f"{where}{next_query(path)}")


def _keep_draft(request: HttpRequest, access: Access, door: Door) -> bool:
    """Keep it for who was signed in through both steps at this very door and was idle too long."""
    user: Any = request.user
    if not (access.policy and user.is_verified() and session_is_of_door(request, door)):
        return False
    try:
        return access.policy(user) and draft_keep_sent(request, path=request.path, access=access)
    except (DatabaseError, MasterKeyMissingError, SecretFileError):
        return False
