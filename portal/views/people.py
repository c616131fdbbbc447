from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.models import User
from portal.policies import user_can_manage_people, user_can_manage_person, user_can_unlock_person
from portal.selectors import people_screen
from portal.services import person_activate, person_deactivate, person_unlock


@access_if(user_can_manage_people)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    return render(request, "portal/people.html", {"people": people_screen(request.user)})


@access_if(user_can_manage_people)
@require_POST
def deactivate(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _person(request, person_id, user_can_manage_person)
    person_deactivate(actor=request.user, user=person)
    messages.success(request, _("The account is closed, its sessions have ended."))
    return redirect("people")


@access_if(user_can_manage_people)
@require_POST
def activate(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _person(request, person_id, user_can_manage_person)
    person_activate(actor=request.user, user=person)
    messages.success(request, _("The account is open again."))
    return redirect("people")


@access_if(user_can_manage_people)
@require_POST
def unlock(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _person(request, person_id, user_can_unlock_person)
    person_unlock(actor=request.user, user=person)
    messages.success(request, _("The person can sign in again."))
    return redirect("people")


def _person(request: SignedInRequest, person_id: int, policy: Callable[[User, User], bool]) -> User:
    person = User.objects.filter(pk=person_id).first()
    if person is None or not policy(request.user, person):
        raise Http404
    return person
