"""Sign-in in two steps. `login()` runs only after the second one."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.models import Device

from portal.access.declarations import access_anyone
from portal.access.network import network_hash
from portal.access.next_path import next_path, next_query
from portal.access.requests import DoorRequest
from portal.access.sessions import (
    session_begin,
    session_end,
    stale_next_path,
    step_begin,
    step_of,
    step_user,
)
from portal.audit.services import audit_record_alone
from portal.confirmation_words import confirmation_words
from portal.drafts import drafts_forget_old
from portal.enums import AuditAction
from portal.forms import CodeForm, PasswordForm
from portal.models import User
from portal.policies import user_can_enter_door
from portal.second_factor import code_check, confirmation_awaited
from portal.selectors import network_is_blocked, person_by_name
from portal.services import passphrase_try_begin

logger = logging.getLogger(__name__)


@access_anyone
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    after = next_path(request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST" and form.is_valid():
        user = _check_password(request, **form.cleaned_data)
        if user is not None:
            step_begin(request, user, after)
            return redirect("sign_in_code")
        form.add_error(None, _("The user name or the passphrase is wrong, or you have to wait."))
    return render(
        request, "portal/sign_in.html", {"form": form, "next": after}, status=_status(form)
    )


@access_anyone
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: DoorRequest) -> HttpResponse:
    step = step_of(request)
    if step is None:
        return redirect(f"{settings.LOGIN_URL}{next_query(stale_next_path(request))}")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = step_user(step)
        link = confirmation_awaited(user=user, code=form.cleaned_data["code"]) if user else None
        if link is not None:
            words = confirmation_words(link)
            return render(request, "portal/confirmation_awaited.html", {"words": words})
        device = _check_code(request, user, form.cleaned_data["code"]) if user else None
        if user is None or device is None:
            form.add_error("code", _("The code is wrong or already used, or you have to wait."))
        elif not user_can_enter_door(user, request.door):
            audit_record_alone(actor=user, action=AuditAction.DOOR_REFUSED)
            form.add_error(None, _("Your role does not open this door."))
        else:
            session_begin(request, user, device, request.door)
            drafts_forget_old()
            audit_record_alone(actor=user, action=AuditAction.SIGNED_IN)
            return redirect(step.next_path)
    return render(request, "portal/sign_in_code.html", {"form": form}, status=_status(form))


@access_anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    response = redirect("sign_in")
    try:
        if request.user.is_authenticated:
            audit_record_alone(actor=request.user, action=AuditAction.SIGNED_OUT)
            session_end(request, request.user)
        else:
            auth.logout(request)
    except DatabaseError:
        # Whoever wants to leave gets out, even where the log cannot be written.
        logger.warning("a sign-out could not be recorded")
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
    # Not "cache": it delays Chrome by seconds, and no-store leaves nothing there.
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


def _check_password(request: HttpRequest, username: str, password: str) -> User | None:
    known, network = person_by_name(username), network_hash(request)
    if network_is_blocked(network):
        # At once: who comes from there learns nothing of names, and a burst costs little.
        return None
    attempt = passphrase_try_begin(user=known, network=network)
    if attempt is None:
        # As slow as a real try: a quick answer would tell which names exist.
        User().set_password(password)
        return None
    if known is not None:
        # Django's back end compares names letter by letter.
        username = known.username
    user: Any = auth.authenticate(request, username=username, password=password)
    if user is None:
        attempt.fail()
    else:
        attempt.succeed()
    return user


def _check_code(request: HttpRequest, user: User, code: str) -> Device | None:
    return code_check(user=user, code=code, network=network_hash(request))


def _status(form: PasswordForm | CodeForm) -> int:
    return 422 if form.errors else 200
