"""A person's own account: her sign-ins, her second factors, her passphrase."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.access.declarations import access_if
from portal.access.network import network_hash
from portal.access.requests import SignedInRequest
from portal.access.sessions import session_renew
from portal.enums import Factor
from portal.forms import EnrolmentCodeForm, PassphraseChangeForm
from portal.passkeys import passkey_domain
from portal.policies import user_has_any_role
from portal.qr import qr_svg
from portal.second_factor import code_is_tried_too_often
from portal.selectors import account_screen, person_device
from portal.services import (
    device_remove,
    passphrase_change,
    recovery_codes_make,
    sign_in_failure_record,
    totp_candidate,
    totp_candidate_confirm,
)

own_account = access_if(user_has_any_role, before_statement=True)
own_account_fresh = access_if(user_has_any_role, before_statement=True, fresh_factor=True)


@own_account
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    return render(request, "portal/account.html", {"screen": account_screen(request.user)})


@own_account_fresh
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def authenticator_add(request: SignedInRequest) -> HttpResponse:
    form = EnrolmentCodeForm(request.POST if request.method == "POST" else None)
    device = totp_candidate(user=request.user)
    if request.method == "POST" and form.is_valid():
        if _candidate_holds(request, form.cleaned_data["code"]):
            session_renew(request, request.user)
            messages.success(request, _("The authenticator app is added."))
            return redirect("account")
        form.add_error("code", _("The code is wrong. Wait for the next one and try again."))
    context = {"form": form, "device": device, "qr": qr_svg(device.otpauth_uri)}
    return render(
        request, "portal/authenticator_add.html", context, status=422 if form.errors else 200
    )


@own_account_fresh
@require_safe
def passkey_add(request: SignedInRequest) -> HttpResponse:
    if not passkey_domain(request.door):
        raise Http404
    return render(request, "portal/passkey_add.html")


@own_account_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def device_removal(request: SignedInRequest, kind: str, device_id: int) -> HttpResponse:
    device = person_device(request.user, kind, device_id)
    if device is None:
        raise Http404
    if request.method == "POST":
        try:
            device_remove(actor=request.user, device=device)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("account")
        session_renew(request, request.user)
        messages.success(request, _("The second factor is removed."))
        return redirect("account")
    return render(request, "portal/device_remove.html", {"device": device, "kind": kind})


@own_account_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    codes = recovery_codes_make(actor=request.user) if request.method == "POST" else None
    return render(request, "portal/recovery_codes.html", {"codes": codes, "is_in": True})


@own_account_fresh
@sensitive_post_parameters("old", "passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def passphrase(request: SignedInRequest) -> HttpResponse:
    form = PassphraseChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            passphrase_change(
                actor=request.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["passphrase"],
                network=network_hash(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            session_renew(request, request.user)
            messages.success(request, _("The passphrase is changed."))
            return redirect("account")
    return render(
        request, "portal/passphrase.html", {"form": form}, status=422 if form.errors else 200
    )


def _candidate_holds(request: SignedInRequest, code: str) -> bool:
    if code_is_tried_too_often(request.user):
        return False
    if totp_candidate_confirm(user=request.user, code=code) is not None:
        return True
    sign_in_failure_record(user=request.user, network=network_hash(request), factor=Factor.CODE)
    return False
