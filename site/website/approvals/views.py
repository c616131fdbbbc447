from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from helpline.selectors import line_changes_waiting
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.policies import user_can_approve_language, user_can_be_second, user_can_edit_pages
from website.approvals.forms import DecisionForm
from website.approvals.policies import user_can_take_down
from website.approvals.screens import approval_screen
from website.approvals.selectors import pages_waiting, versions_of
from website.approvals.services import (
    ProposalChangedError,
    page_approve,
    page_send_back,
    page_take_back,
    page_take_down,
    pages_propose_again,
    versions_going,
)
from website.models import PublicPage

FOLDER = "website/admin/approvals"


@access_if(user_can_be_second)
@require_safe
def approvals(request: SignedInRequest) -> HttpResponse:
    context = {
        "waiting": pages_waiting(request.user),
        "changes": line_changes_waiting(request.user),
    }
    return render(request, f"{FOLDER}/list.html", context)


@access_if(user_can_be_second)
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: SignedInRequest, page_id: int) -> HttpResponse:
    page = _public_page(page_id)
    if not user_can_approve_language(request.user, page.language_code):
        raise Http404
    form = DecisionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _decide(request, page, form.cleaned_data)
        except ProposalChangedError as error:
            messages.error(request, " ".join(error.messages))
        except PermissionDenied:
            messages.error(request, _("You cannot let this out: read below why."))
        return redirect("website_approval", page_id=page.pk)
    screen = approval_screen(request, page)
    if screen is None:
        messages.info(request, _("Nothing waits on this page any more."))
        return redirect("website_approvals")
    context = {"screen": screen, "form": form}
    return render(request, f"{FOLDER}/page.html", context, status=422 if form.errors else 200)


def _decide(request: SignedInRequest, page: PublicPage, decision: dict[str, Any]) -> HttpResponse:
    seen = {"actor": request.user, "page": page, "revision_id": decision["revision"]}
    if decision["decision"] == DecisionForm.APPROVE:
        page_approve(**seen)
        messages.success(request, _("“%(page)s” is approved.") % {"page": page.title})
    elif decision["decision"] == DecisionForm.TAKE_BACK:
        page_take_back(**seen)
        messages.success(request, _("“%(page)s” is taken back.") % {"page": page.title})
    else:
        page_send_back(**seen, remark=decision["remark"])
        messages.success(request, _("“%(page)s” is sent back.") % {"page": page.title})
    return redirect("website_approvals")


@access_if(user_can_edit_pages)
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: SignedInRequest, page_id: int) -> HttpResponse:
    page = _public_page(page_id)
    if not user_can_take_down(request.user, page):
        raise Http404
    if request.method == "POST":
        gone = page_take_down(actor=request.user, page=page)
        text = ngettext("%(count)d page is down.", "%(count)d pages are down.", len(gone))
        messages.success(request, text % {"count": len(gone)})
        return redirect("wagtailadmin_pages:edit", page.pk)
    going = versions_going(page)
    context = {
        "page": page,
        "going": going,
        "closing": [each for each in going if each.depth < page.depth],
    }
    return render(request, f"{FOLDER}/take_down.html", context)


@access_if(user_can_edit_pages)
@require_http_methods(["GET", "HEAD", "POST"])
def put_back(request: SignedInRequest, page_id: int) -> HttpResponse:
    page = _public_page(page_id)
    if not user_can_take_down(request.user, page):
        raise Http404
    if request.method == "POST":
        sent = pages_propose_again(actor=request.user, page=page)
        text = ngettext(
            "%(count)d page waits for a second person.",
            "%(count)d pages wait for a second person.",
            len(sent),
        )
        messages.success(request, text % {"count": len(sent)})
        return redirect("website_approvals")
    context = {"page": page, "down": versions_of(page, live=False)}
    return render(request, f"{FOLDER}/put_back.html", context)


def _public_page(page_id: int) -> PublicPage:
    page = Page.objects.filter(pk=page_id).specific().first()
    if not isinstance(page, PublicPage):
        raise Http404
    return page
