"""Proving the second factor again, before something sensitive."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.access.declarations import access_if
from portal.access.network import network_hash
from portal.access.next_path import next_path
from portal.access.requests import SignedInRequest
from portal.access.sessions import session_step_up
from portal.audit.services import audit_record_alone
from portal.enums import AuditAction
from portal.forms import CodeForm
from portal.policies import user_has_any_role
from portal.second_factor import code_check


@access_if(user_has_any_role, before_statement=True)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: SignedInRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    after = next_path(request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST" and form.is_valid():
        device = code_check(
            user=request.user, code=form.cleaned_data["code"], network=network_hash(request)
        )
        if device is not None:
            session_step_up(request, request.user, device)
            audit_record_alone(actor=request.user, action=AuditAction.STEPPED_UP)
            return redirect(after)
        form.add_error("code", _("The code is wrong or already used, or you have to wait."))
    return render(
        request,
        "portal/step_up.html",
        {"form": form, "next": after},
        status=422 if form.errors else 200,
    )
