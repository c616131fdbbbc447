"""Printed matter for staff: one screen at both of their doors; the sheets are the public one's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.policies import user_can_edit_pages, user_has_any_role
from portal.printing.pdf import PANGO_PACKAGES, pdf_is_available
from website.printed_matter.selectors import staff_screen


@access_if(user_has_any_role)
@require_safe
def portal_page(request: SignedInRequest) -> HttpResponse:
    return _page(request, "website/admin/printed_portal.html")


@access_if(user_can_edit_pages)
@require_safe
def cms_page(request: SignedInRequest) -> HttpResponse:
    return _page(request, "website/admin/printed_cms.html")


def _page(request: SignedInRequest, template: str) -> HttpResponse:
    context = {
        "screen": staff_screen(),
        "has_pdf": pdf_is_available(),
        "packages": PANGO_PACKAGES,
    }
    return render(request, template, context)
