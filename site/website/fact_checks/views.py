from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.policies import user_can_be_second
from website.fact_checks.policies import user_can_check_facts, user_can_sign_language
from website.fact_checks.services import page_facts_check, page_language_sign
from website.models import PublicPage

View = Callable[..., HttpResponse]


def _note_view(
    policy: Callable[[Any, PublicPage], bool],
    note: Callable[..., None],
    heading: Promise,
    question: Promise,
    done: Promise,
) -> View:
    """A page that asks once, with one button."""

    @access_if(user_can_be_second)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SignedInRequest, page_id: int) -> HttpResponse:
        page = Page.objects.filter(pk=page_id).specific().first()
        if not isinstance(page, PublicPage) or not policy(request.user, page):
            raise Http404
        if request.method == "POST":
            try:
                note(actor=request.user, page=page)
            except PermissionDenied:
                raise Http404 from None
            messages.success(request, str(done))
            return redirect("wagtailadmin_pages:edit", page.pk)
        context = {"page": page, "heading": heading, "question": question}
        return render(request, "website/admin/note.html", context)

    return view


facts_checked = _note_view(
    user_can_check_facts,
    page_facts_check,
    _("Facts checked today"),
    _("You compared every fact of this page with its source today. Visitors see the day."),
    _("The check is noted."),
)
language_signed = _note_view(
    user_can_sign_language,
    page_language_sign,
    _("Language reviewed today"),
    _("You read all of this page today, it is your mother tongue, and it is right and plain."),
    _("The review is noted."),
)
