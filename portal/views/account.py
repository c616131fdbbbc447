from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.policies import user_can_enter_portal
from portal.selectors import account_screen


@access_if(user_can_enter_portal)
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    return render(request, "portal/account.html", {"screen": account_screen(request.user)})
