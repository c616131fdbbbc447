from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from knowledge.law.selectors import article_page
from knowledge.policies import user_can_read_knowledge
from knowledge.reading.changes import comparison_since
from knowledge.reading.enums import CardGroup, Direction
from knowledge.reading.forms import PinForm, PinMoveForm, UnclearForm
from knowledge.reading.models import Pin
from knowledge.reading.selectors import (
    answer_of,
    cards_screen,
    glossary_of,
    pin_of,
    target_of,
)
from knowledge.reading.services import (
    MOST_PINS,
    TooManyPinsError,
    answer_dismiss,
    changes_seen,
    pin_add,
    pin_move,
    pin_remove,
    unclear_note_send,
    visit_begin,
)
from knowledge.selectors import section_page
from portal.access.declarations import access_if
from portal.access.drafted import draft_finished
from portal.access.next_path import next_path
from portal.access.requests import SignedInRequest
from portal.drafts import draft_open


@access_if(user_can_read_knowledge)
@require_safe
def cards(request: SignedInRequest) -> HttpResponse:
    group, words = request.GET.get("group", ""), request.GET.get("q", "")[:100]
    context = {
        "screen": cards_screen(request.user, group, words),
        "card_groups": CardGroup.choices,
        "group": group,
        "words": words,
    }
    return render(request, "knowledge/cards.html", context)


@access_if(user_can_read_knowledge)
@require_safe
def glossary(request: SignedInRequest) -> HttpResponse:
    return render(request, "knowledge/glossary.html", {"terms": glossary_of(request.user)})


@access_if(user_can_read_knowledge)
@require_POST
def changes_mark_seen(request: SignedInRequest) -> HttpResponse:
    changes_seen(actor=request.user)
    messages.success(request, _("From now on the list shows what changes after this moment."))
    return redirect("knowledge:home")


@access_if(user_can_read_knowledge)
@require_safe
def section_changes(request: SignedInRequest, handbook_slug: str, number: str) -> HttpResponse:
    return _comparison(request, section_page(request.user, handbook_slug, number))


@access_if(user_can_read_knowledge)
@require_safe
def article_changes(request: SignedInRequest, act_slug: str, number: str) -> HttpResponse:
    return _comparison(request, article_page(request.user, act_slug, number))


def _comparison(request: SignedInRequest, page: Page | None) -> HttpResponse:
    if page is None:
        raise Http404
    since = visit_begin(actor=request.user)
    comparison = comparison_since(request.user, page, since)
    return render(request, "knowledge/changes.html", {"comparison": comparison})


@access_if(user_can_read_knowledge)
@require_POST
def pin_new(request: SignedInRequest) -> HttpResponse:
    form = PinForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    target = target_of(request.user, asked["kind"], asked["key"], asked["paragraph"] or 0)
    if target is None:
        raise Http404
    try:
        pin_add(actor=request.user, target=target)
    except TooManyPinsError:
        most = {"most": MOST_PINS}
        messages.error(request, _("You have %(most)d pins already. Unpin something first.") % most)
    else:
        messages.success(request, _("Pinned. You find it on the first page and under Knowledge."))
    return redirect(target.url)


@access_if(user_can_read_knowledge)
@require_POST
def pin_delete(request: SignedInRequest, pin_id: int) -> HttpResponse:
    pin_remove(actor=request.user, pin=_pin(request, pin_id))
    messages.success(request, _("Unpinned."))
    return redirect(next_path(request.POST.get("next")))


@access_if(user_can_read_knowledge)
@require_POST
def pin_order(request: SignedInRequest, pin_id: int) -> HttpResponse:
    pin = _pin(request, pin_id)
    form = PinMoveForm(request.POST)
    if form.is_valid():
        direction = Direction(form.cleaned_data["direction"])
        pin_move(actor=request.user, pin=pin, direction=direction)
    return redirect("/knowledge/#pins")


def _pin(request: SignedInRequest, pin_id: int) -> Pin:
    pin = pin_of(request.user, pin_id)
    if pin is None:
        raise Http404
    return pin


@access_if(user_can_read_knowledge, draft_fields=("text",), form=UnclearForm)
@require_http_methods(["GET", "HEAD", "POST"])
def unclear_new(request: SignedInRequest, kind: str, key: int) -> HttpResponse:
    target = target_of(request.user, kind, key)
    if target is None:
        raise Http404
    if request.method == "POST":
        form = UnclearForm(request.POST)
        if form.is_valid():
            with draft_finished(request):
                unclear_note_send(
                    actor=request.user,
                    target=target,
                    text=form.cleaned_data["text"],
                    form_id=form.cleaned_data["form_id"] or uuid4(),
                    wants_answer=form.cleaned_data["wants_answer"],
                )
            messages.success(request, _("The editors know now. Thank you."))
            return redirect(target.url)
    else:
        form = UnclearForm.with_draft(draft_open(user=request.user, path=request.path))
    context = {"form": form, "target": target, "unclear_path": request.path}
    status = 422 if form.is_bound else 200
    return render(request, "knowledge/unclear.html", context, status=status)


@access_if(user_can_read_knowledge)
@require_POST
def answer_read(request: SignedInRequest, note_id: int) -> HttpResponse:
    note = answer_of(request.user, note_id)
    if note is None:
        raise Http404
    answer_dismiss(actor=request.user, note=note)
    return redirect("knowledge:home")
