from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge.law.selectors import act_screen, article_screen, comparison_screen, place_url
from knowledge.policies import user_can_read_knowledge
from knowledge.reading.enums import TargetKind
from knowledge.reading.forms import unclear_context
from knowledge.reading.selectors import page_pins
from knowledge.reading.services import visit_begin
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_read_knowledge)
@require_safe
def act(request: SignedInRequest, act_slug: str) -> HttpResponse:
    screen = act_screen(request.user, act_slug)
    if screen is None:
        raise Http404
    return render(request, "knowledge/act.html", {"screen": screen})


@access_if(user_can_read_knowledge)
@require_safe
def article(
    request: SignedInRequest, act_slug: str, number: str, wording: str = ""
) -> HttpResponse:
    screen = article_screen(request.user, act_slug, number, wording)
    if screen is None:
        raise Http404
    visit_begin(actor=request.user)
    context = {
        "screen": screen,
        "pins": page_pins(request.user, screen.article),
        **unclear_context(request.user, TargetKind.ARTICLE, screen.article.pk),
    }
    return render(request, "knowledge/article.html", context)


@access_if(user_can_read_knowledge)
@require_safe
def place(
    request: SignedInRequest, act_slug: str, number: str, paragraph: int, point: int | None = None
) -> HttpResponse:
    """Lead an address that was passed on to the paragraph or point it names."""
    url = place_url(request.user, act_slug, number, paragraph, point)
    if url is None:
        raise Http404
    return HttpResponseRedirect(url)


@access_if(user_can_read_knowledge)
@require_safe
def compare(request: SignedInRequest, act_slug: str, number: str) -> HttpResponse:
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    screen = comparison_screen(request.user, act_slug, number, old, new)
    if screen is None:
        raise Http404
    return render(request, "knowledge/compare.html", {"screen": screen})
