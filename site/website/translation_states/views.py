from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from website.models import PublicPage, TranslationState
from website.translation_states.differences import page_difference
from website.translation_states.forms import MatrixFilterForm
from website.translation_states.policies import (
    user_can_hold_translation,
    user_can_see_translation_states,
)
from website.translation_states.selectors import columns_for, translation_matrix
from website.translation_states.services import TranslationChangedError, translation_hold


@access_if(user_can_see_translation_states)
@require_safe
def matrix(request: SignedInRequest) -> HttpResponse:
    form = MatrixFilterForm(request.GET, columns_for(request.user))
    wanted = form.wanted()
    context = {
        "form": form,
        "wanted": wanted,
        "matrix": translation_matrix(request.user, wanted),
        "may_start": request.user.has_perm("wagtail_localize.submit_translation"),
    }
    return render(request, "website/admin/translations/matrix.html", context)


@access_if(user_can_see_translation_states)
@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: SignedInRequest, page_id: int) -> HttpResponse:
    page = _public_page(request, page_id)
    if request.method == "POST":
        return _hold(request, page)
    try:
        shown = page_difference(page)
    except TranslationState.DoesNotExist as error:
        raise Http404 from error
    context = {"difference": shown, "may_hold": user_can_hold_translation(request.user, page)}
    return render(request, "website/admin/translations/difference.html", context)


def _hold(request: SignedInRequest, page: PublicPage) -> HttpResponse:
    if not user_can_hold_translation(request.user, page):
        raise Http404
    blocks = None if "all" in request.POST else request.POST.getlist("block")
    seen = request.POST.get("seen", "")
    try:
        count = translation_hold(actor=request.user, page=page, blocks=blocks, seen=seen)
    except TranslationChangedError:
        text = _("It was changed while you looked at it. Nothing was noted; look at it once more.")
        messages.error(request, text)
    else:
        _tell(request, count)
    return HttpResponseRedirect(reverse("website_translation_difference", args=[page.pk]))


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.warning(request, _("There was nothing left to note: it holds already."))
        return
    text = ngettext(
        "Noted: %(count)d text holds as it stands.",
        "Noted: %(count)d texts hold as they stand.",
        count,
    )
    messages.success(request, text % {"count": count})


def _public_page(request: HttpRequest, page_id: int) -> PublicPage:
    found = Page.objects.filter(pk=page_id, alias_of=None).select_related("locale").first()
    page = found.specific if found else None
    if not isinstance(page, PublicPage):
        raise Http404
    return page
