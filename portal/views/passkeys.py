"""The passkey ceremonies: each is begun and completed by `static/js/passkey.js`."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access.declarations import access_anyone, access_if
from portal.access.enrolment import Enrolment, enrolment_of
from portal.access.next_path import next_path
from portal.access.requests import DoorRequest, SignedInRequest
from portal.access.sessions import session_begin, session_renew, session_step_up, step_of
from portal.audit.services import audit_record_alone
from portal.enums import AuditAction
from portal.models import User
from portal.passkeys import (
    PasskeyCeremony,
    PasskeyRefusedError,
    authentication_begin,
    authentication_complete,
    passkey_domain,
    refusals,
    registration_begin,
    registration_state,
)
from portal.policies import user_can_enter_door, user_has_any_role
from portal.services import passkey_add
from portal.services.enrolments import LinkSpentError
from portal.views.json_body import json_body

LONGEST_NAME = 64


@access_anyone
@require_POST
def sign_in_begin(request: DoorRequest) -> HttpResponse:
    if not passkey_domain(request.door):
        return _refused(None)
    return JsonResponse(authentication_begin(request))


@access_anyone
@require_POST
def sign_in_complete(request: DoorRequest) -> HttpResponse:
    """A passkey that verified its user is both factors at once (NIST SP 800-63B, AAL2)."""
    step = step_of(request)
    pending = User.objects.filter(pk=step.user_id).first() if step else None
    body = json_body(request)
    try:
        passkey = authentication_complete(request, body.get("answer"), pending)
    except PasskeyRefusedError as error:
        return _refused(error)
    user: User = passkey.user
    if not user_can_enter_door(user, request.door):
        audit_record_alone(actor=user, action=AuditAction.DOOR_REFUSED)
        return _refused(None)
    session_begin(request, user, passkey, request.door)
    audit_record_alone(actor=user, action=AuditAction.SIGNED_IN)
    after = step.next_path if step else next_path(body.get("next"))
    return JsonResponse({"next": after})


@access_if(user_has_any_role, before_statement=True)
@require_POST
def step_up_begin(request: SignedInRequest) -> HttpResponse:
    if not passkey_domain(request.door):
        return _refused(None)
    return JsonResponse(authentication_begin(request))


@access_if(user_has_any_role, before_statement=True)
@require_POST
def step_up_complete(request: SignedInRequest) -> HttpResponse:
    body = json_body(request)
    try:
        passkey = authentication_complete(request, body.get("answer"), request.user)
    except PasskeyRefusedError as error:
        return _refused(error)
    session_step_up(request, request.user, passkey)
    audit_record_alone(actor=request.user, action=AuditAction.STEPPED_UP)
    return JsonResponse({"next": next_path(body.get("next"))})


@access_if(user_has_any_role, fresh_factor=True, before_statement=True)
@require_POST
def add_begin(request: SignedInRequest) -> HttpResponse:
    return JsonResponse(registration_begin(request, request.user))


@access_if(user_has_any_role, fresh_factor=True, before_statement=True)
@require_POST
def add_complete(request: SignedInRequest) -> HttpResponse:
    try:
        _keep(request, request.user)
    except PasskeyRefusedError as error:
        return _refused(error)
    session_renew(request, request.user)
    return JsonResponse({"next": "/account/"})


@access_anyone
@require_POST
def welcome_begin(request: DoorRequest) -> HttpResponse:
    enrolment = enrolment_of(request)
    if enrolment is None:
        return _refused(None)
    return JsonResponse(registration_begin(request, enrolment.link.user))


@access_anyone
@require_POST
def welcome_complete(request: DoorRequest) -> HttpResponse:
    """Only keeps the passkey; the page that follows ends the enrolment with it."""
    enrolment = enrolment_of(request)
    if enrolment is None:
        return _refused(None)
    try:
        _keep(request, enrolment.link.user, enrolment)
    except PasskeyRefusedError as error:
        return _refused(error)
    except LinkSpentError:
        return _refused(None)
    return JsonResponse({"submit": True})


def _keep(request: DoorRequest, user: User, enrolment: Enrolment | None = None) -> None:
    """Keep the passkey that answered. Raises PasskeyRefusedError."""
    body = json_body(request)
    state = registration_state(request)
    with refusals():
        passkey_add(
            user=user,
            ceremony=PasskeyCeremony(request),
            state=state,
            data=body.get("answer"),
            name=_name(body),
            enrolment=enrolment,
        )


def _name(body: dict[str, object]) -> str:
    return str(body.get("name") or "").replace("\0", "").strip()[:LONGEST_NAME] or _("Passkey")


def _refused(error: PasskeyRefusedError | None) -> HttpResponse:
    if error is not None and error.passkey is not None:
        audit_record_alone(actor=error.passkey.user, action=AuditAction.PASSKEY_REFUSED)
    return JsonResponse({"error": _("The passkey was not accepted. Try again.")}, status=422)
