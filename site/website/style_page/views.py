from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from website.inline_assets import source_hash
from website.style_page.forms import StaffSampleForm
from website.style_page.samples import (
    Sample,
    drawing,
    hero_states,
    icon_names,
    sample_contact,
    sample_form,
    sample_frame,
    sample_questions,
    sample_sheet,
    samples,
)
from website.style_page.styles import (
    overview_style,
    paper_style_of,
    public_style,
    staff_style,
)
from website.style_page.tokens import DECORATION, Scheme, colours, pairs, sizes

STAFF_LANGUAGE = "sl"
DEVELOPERS_LANGUAGE = "en"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Tokens and icons, and a frame around each sample."""
    context = {
        "schemes": [(scheme, pairs(scheme), colours(scheme)) for scheme in Scheme],
        "decoration": sorted(DECORATION),
        "sizes": sizes(),
        "icons": [(name, drawing(name)) for name in icon_names()],
        "samples": samples(),
        "style": mark_safe(overview_style()),  # noqa: S308
    }
    with translation.override(DEVELOPERS_LANGUAGE):
        response = render(request, "website/style/overview.html", context)
    response._csp_update = {  # type: ignore[attr-defined]
        "style-src": [source_hash(overview_style())],
        "frame-src": ["'self'"],
    }
    return response


@require_safe
@xframe_options_sameorigin
def public_sample(request: HttpRequest, code: str, scheme: Scheme) -> HttpResponse:
    """The components of the public pages, in the page that every public page is made of."""
    sample = _sample(code)
    with translation.override(code):
        context = {
            "page": {**sample.texts, "title": sample.texts["heading"]},
            "sample": sample,
            "frame": sample_frame(sample, sample_contact()),
            "states": hero_states(sample),
            "check": sample_questions(sample),
            "form": sample_form(),
            "code": "K7R-2MX",
            "days_at_most": 30,
        }
        return _framed(request, "website/style/public.html", context, public_style(scheme))


@require_safe
@xframe_options_sameorigin
def printed_sample(request: HttpRequest, code: str, scheme: Scheme) -> HttpResponse:
    """A sheet of cards; paper is white by night too."""
    sample = _sample(code)
    with translation.override(code):
        context = {
            "frame": sample_frame(sample, sample_contact()),
            "sheet": sample_sheet(sample),
        }
        return _framed(request, "website/style/printed.html", context, paper_style_of(scheme))


@require_safe
@xframe_options_sameorigin
def staff_sample(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """The components of the signed-in doors, whose sign-in and errors the cms shares."""
    with translation.override(STAFF_LANGUAGE):
        context = {"form": StaffSampleForm(), "wrong": StaffSampleForm.sent_empty()}
        return _framed(request, "website/style/staff.html", context, staff_style(scheme))


def _sample(code: str) -> Sample:
    """Raises Http404 for a language without a sample."""
    sample = samples().get(code)
    if sample is None:
        raise Http404
    return sample


def _framed(
    request: HttpRequest, template: str, context: dict[str, object], style: str
) -> HttpResponse:
    # The policy names this very text by its hash: it goes out as it is.
    everything = {**context, "style": mark_safe(style)}  # noqa: S308
    response = render(request, template, everything)
    response._csp_update = {"style-src": [source_hash(style)]}  # type: ignore[attr-defined]
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response
