from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge.policies import user_can_read_knowledge
from knowledge.selectors import knowledge_home, section_screen
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_read_knowledge)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    return render(request, "knowledge/home.html", {"screen": knowledge_home(request.user)})


@access_if(user_can_read_knowledge)
@require_safe
def section(request: SignedInRequest, handbook_slug: str, number: str) -> HttpResponse:
    screen = section_screen(request.user, handbook_slug, number)
    if screen is None:
        raise Http404
    return render(request, "knowledge/section.html", {"screen": screen})
