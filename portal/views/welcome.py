"""Following a link: a passphrase first, then a second factor; before both, nothing opens."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.access.declarations import access_anyone
from portal.access.enrolment import Enrolment, enrolment_begin, enrolment_end, enrolment_of
from portal.access.network import network_hash
from portal.access.requests import DoorRequest
from portal.access.sessions import LANGUAGE_KEY, session_begin
from portal.audit.services import audit_record_alone
from portal.confirmation_words import confirmation_words
from portal.enums import AuditAction, Factor, LinkKind
from portal.forms import EnrolmentCodeForm, KnownPassphraseForm, NewPassphraseForm
from portal.links import link_of_token
from portal.models import Link
from portal.qr import qr_svg
from portal.second_factor import code_is_tried_too_often
from portal.selectors import person_devices
from portal.services import (
    link_enrolment_start,
    link_finish,
    link_passphrase_set,
    passphrase_is_known,
    sign_in_failure_record,
    totp_candidate,
    totp_candidate_confirm,
)
from portal.services.enrolments import LinkSpentError
from portal.services.links import link_refuse

PassphraseForm = NewPassphraseForm | KnownPassphraseForm


@access_anyone
@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: DoorRequest, token: str) -> HttpResponse:
    link = link_of_token(token)
    if link is None:
        raise Http404
    request.session[LANGUAGE_KEY] = link.user.language
    translation.activate(link.user.language)
    if not link.is_good or not link.user.is_active:
        link_refuse(link)
        return render(request, "portal/link_spent.html", status=410)
    form = _passphrase_form(request, link)
    if request.method == "POST" and form.is_valid():
        answer = _passphrase_step(request, link, form)
        if answer is not None:
            return answer
    context = {"form": form, "link": link, "LinkKind": LinkKind}
    return render(request, "portal/welcome.html", context, status=422 if form.errors else 200)


@access_anyone
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: DoorRequest) -> HttpResponse:
    enrolment = enrolment_of(request)
    if enrolment is None:
        return redirect("sign_in")
    try:
        return _second_factor_step(request, enrolment)
    except LinkSpentError:
        return render(request, "portal/link_spent.html", status=410)


def _second_factor_step(request: DoorRequest, enrolment: Enrolment) -> HttpResponse:
    """Raises LinkSpentError when somebody else follows the link now."""
    if request.method == "POST" and enrolment.link.passkeys.exists():
        return _finish(request, enrolment)
    device = totp_candidate(user=enrolment.link.user, enrolment=enrolment)
    form = EnrolmentCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _code_holds(request, enrolment, form.cleaned_data["code"]):
            return _finish(request, enrolment)
        form.add_error("code", _("The code is wrong. Wait for the next one and try again."))
    context = {"form": form, "device": device, "qr": qr_svg(device.otpauth_uri)}
    return render(
        request, "portal/welcome_second_factor.html", context, status=422 if form.errors else 200
    )


def _passphrase_form(request: DoorRequest, link: Link) -> PassphraseForm:
    is_known = link.kind == LinkKind.DEVICE_RESET or link.passphrase_set_at is not None
    kind = KnownPassphraseForm if is_known else NewPassphraseForm
    return kind(request.POST if request.method == "POST" else None)


def _passphrase_step(request: DoorRequest, link: Link, form: PassphraseForm) -> HttpResponse | None:
    """Onward when the passphrase is right or set; None when the form has to say what is not."""
    passphrase = form.cleaned_data["passphrase"]
    if isinstance(form, KnownPassphraseForm):
        network = network_hash(request)
        if not passphrase_is_known(user=link.user, passphrase=passphrase, network=network):
            form.add_error("passphrase", _("The passphrase is wrong, or you have to wait."))
            return None
    else:
        try:
            link = link_passphrase_set(link=link, passphrase=passphrase)
        except ValidationError as error:
            form.add_error(None, error)
            return None
        except LinkSpentError:
            return render(request, "portal/link_spent.html", status=410)
    if link.kind == LinkKind.PASSPHRASE_RESET:
        return render(request, "portal/passphrase_set.html")
    try:
        candidate = link_enrolment_start(link=link)
    except LinkSpentError:
        return render(request, "portal/link_spent.html", status=410)
    enrolment_begin(request, link, candidate)
    return redirect("welcome_second_factor")


def _code_holds(request: DoorRequest, enrolment: Enrolment, code: str) -> bool:
    user = enrolment.link.user
    if code_is_tried_too_often(user):
        return False
    if totp_candidate_confirm(user=user, code=code, enrolment=enrolment) is not None:
        return True
    sign_in_failure_record(user=user, network=network_hash(request), factor=Factor.CODE)
    return False


def _finish(request: DoorRequest, enrolment: Enrolment) -> HttpResponse:
    """The recovery codes, shown this once; whoever needs no confirmation is in from here on.

    Raises LinkSpentError.
    """
    link, codes = link_finish(enrolment=enrolment)
    enrolment_end(request)
    if not link.needs_confirmation:
        session_begin(request, link.user, person_devices(link.user)[-1], request.door)
        audit_record_alone(actor=link.user, action=AuditAction.SIGNED_IN)
    return render(
        request,
        "portal/recovery_codes.html",
        {
            "codes": codes,
            "words": confirmation_words(link),
            "is_new": True,
            "is_in": not link.needs_confirmation,
        },
    )
