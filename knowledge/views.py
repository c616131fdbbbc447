from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge.policies import user_can_read_knowledge
from knowledge.reading.changes import change_marks, changes_since
from knowledge.reading.enums import TargetKind
from knowledge.reading.forms import unclear_context
from knowledge.reading.marks import TextMarks
from knowledge.reading.selectors import answers_for, glossary_of, page_pins, pins_of
from knowledge.reading.services import visit_begin
from knowledge.selectors import chapters_mark, knowledge_home, section_screen
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest


@access_if(user_can_read_knowledge)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    since = visit_begin(actor=request.user)
    changes = changes_since(request.user, since)
    screen = knowledge_home(request.user)
    for tree in screen.handbooks:
        chapters_mark(tree.chapters, change_marks(changes))
    context = {
        "screen": screen,
        "changes": changes,
        "since": since,
        "pins": pins_of(request.user),
        "answers": answers_for(request.user),
    }
    return render(request, "knowledge/home.html", context)


@access_if(user_can_read_knowledge)
@require_safe
def section(request: SignedInRequest, handbook_slug: str, number: str) -> HttpResponse:
    screen = section_screen(request.user, handbook_slug, number)
    if screen is None:
        raise Http404
    changes = changes_since(request.user, visit_begin(actor=request.user))
    chapters_mark(screen.chapters, change_marks(changes))
    context = {
        "screen": screen,
        "marks": TextMarks(glossary_of(request.user)),
        "pins": page_pins(request.user, screen.section),
        **unclear_context(request.user, TargetKind.SECTION, screen.section.pk),
    }
    return render(request, "knowledge/section.html", context)
