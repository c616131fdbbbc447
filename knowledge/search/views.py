from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge.policies import user_can_read_knowledge
from knowledge.search.selectors import search_screen
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_read_knowledge)
@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    screen = search_screen(request.user, request.GET.get("q", ""))
    return render(request, "knowledge/search_results.html", {"screen": screen})
