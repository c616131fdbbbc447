from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from knowledge.policies import user_can_edit_knowledge
from knowledge.search.editing.forms import TrialForm
from knowledge.search.editing.selectors import Trial, entry_tried, synonym_trial
from knowledge.search.models import SearchSynonym
from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.selectors import questions_screen
from knowledge.search.unanswered.services import unanswered_question_settle
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

# Longer ones are no ids that a database could hold.
LONGEST_NUMBER = 18
SYNONYM_URLS = "wagtailsnippets_knowledge_searchsynonym"


@access_if(user_can_edit_knowledge)
@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    screen = questions_screen(request.user, request.GET.get("state", ""))
    return render(request, "knowledge/cms/questions.html", {"screen": screen})


@access_if(user_can_edit_knowledge)
@require_POST
def question_settle(request: SignedInRequest) -> HttpResponse:
    number, state = request.POST.get("question", ""), request.POST.get("state", "")
    if not (_is_number(number) and state in QuestionState.values):
        raise Http404
    if unanswered_question_settle(
        actor=request.user, question_id=int(number), state=QuestionState(state)
    ):
        messages.success(request, _("The question is marked as: %s") % QuestionState(state).label)
    else:
        messages.error(request, _("This question is no longer in the list."))
    return redirect("knowledge_questions")


@access_if(user_can_edit_knowledge)
@require_http_methods(["GET", "HEAD", "POST"])
def synonym_try(request: SignedInRequest) -> HttpResponse:
    """Saves nothing: the form comes by POST from the synonym's own screen, by a link from lists."""
    saved = _saved_synonym(request.POST.get("synonym", ""))
    if request.method == "POST":
        form = TrialForm(request.POST, instance=saved)
    else:
        form = TrialForm(initial=request.GET.dict())
    trial = _tried(request, form) if form.is_bound and form.is_valid() else None
    context = {"form": form, "trial": trial, "save_address": _save_address(saved)}
    return render(request, "knowledge/cms/synonym_try.html", context)


def _tried(request: SignedInRequest, form: TrialForm) -> Trial | None:
    given = form.cleaned_data
    entry = entry_tried(given["term"], given["means"], given["language"])
    return synonym_trial(request.user, given["question"], entry, given["synonym"])


def _saved_synonym(number: str) -> SearchSynonym | None:
    return SearchSynonym.objects.filter(pk=number).first() if _is_number(number) else None


def _save_address(saved: SearchSynonym | None) -> str:
    if saved:
        return reverse(f"{SYNONYM_URLS}:edit", args=[saved.pk])
    return reverse(f"{SYNONYM_URLS}:add")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER
