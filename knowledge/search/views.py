from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knowledge.policies import user_can_read_knowledge
from knowledge.search.asked import Asked
from knowledge.search.selectors import search_screen, suggestions, thesaurus_current
from knowledge.search.unanswered.masking import question_masked
from knowledge.search.unanswered.services import (
    unanswered_question_count,
    unanswered_question_tell,
)
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_read_knowledge)
@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    screen = search_screen(request.user, Asked.read(request.GET))
    if screen.found_nothing and request.method == "GET":
        unanswered_question_count(screen.counted)
    context = {"screen": screen, "search_question": screen.question}
    return render(request, "knowledge/search_results.html", context)


@access_if(user_can_read_knowledge)
@require_safe
def search_suggest(request: SignedInRequest) -> JsonResponse:
    found = suggestions(request.user, request.GET.get("q", ""))
    status = ngettext("%(count)d suggestion", "%(count)d suggestions", len(found))
    return JsonResponse(
        {
            "suggestions": [
                {"text": one.text, "url": one.url, "number": one.number, "path": one.path[:1]}
                for one in found
            ],
            "status": status % {"count": len(found)} if found else _("No suggestions"),
        }
    )


@access_if(user_can_read_knowledge)
@require_POST
def search_missing(request: SignedInRequest) -> HttpResponse:
    """Sends the words that were ticked, never more than may be kept whoever made the form."""
    ticked = " ".join(request.POST.getlist("word"))
    if unanswered_question_tell(question_masked(ticked, thesaurus_current())):
        messages.success(request, _("The editors have been told. They do not see who asked."))
    else:
        messages.error(request, _("Nothing was passed on: tick at least one word with a meaning."))
    return redirect("knowledge:search")
