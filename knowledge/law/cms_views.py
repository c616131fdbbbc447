from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from knowledge.law.forms import WordingForm
from knowledge.law.services import WordingExistsError, wording_add
from knowledge.models import LegalArticlePage
from knowledge.policies import user_can_edit_knowledge, user_can_look_after_page
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_edit_knowledge)
@require_http_methods(["GET", "HEAD", "POST"])
def wording_new(request: SignedInRequest, page_id: int) -> HttpResponse:
    """A new wording begins as a copy of the newest one, in a draft of the article."""
    article = LegalArticlePage.objects.filter(pk=page_id).first()
    if article is None or not user_can_look_after_page(request.user, article):
        raise Http404
    form = WordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wording_add(actor=request.user, article=article, **form.cleaned_data)
        except WordingExistsError:
            form.add_error("valid_from", _("Another wording is valid from this day."))
        else:
            messages.success(
                request, _("The new wording is a draft. Change its text below, then publish it.")
            )
            return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    context = {
        "page_title": _("New wording"),
        "page_subtitle": article.get_admin_display_title(),
        "header_icon": "history",
        "action_url": reverse("knowledge_wording_new", args=[article.pk]),
        "submit_button_label": _("Make a draft with the new wording"),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "knowledge/admin/form.html", context, status=status)
