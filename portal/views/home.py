from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.access.declarations import access_anyone, access_if
from portal.access.next_path import next_path
from portal.access.requests import SignedInRequest
from portal.access.sessions import LANGUAGE_KEY
from portal.enums import Role
from portal.navigation import home_parts_for
from portal.policies import user_can_enter_portal
from portal.selectors import people_awaiting_confirmation


@access_if(user_can_enter_portal)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    is_lead = request.user.has_role(Role.TEAM_LEAD)
    waiting = people_awaiting_confirmation() if is_lead else 0
    context = {"waiting": waiting, "home_parts": home_parts_for(request.user)}
    return render(request, "portal/home.html", context)


@access_anyone
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language")
    if code in dict(settings.STAFF_LANGUAGES):
        request.session[LANGUAGE_KEY] = code
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
    return redirect(next_path(request.POST.get("next")))
