from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.inventory.organisation import facts_not_set
from portal.policies import user_can_see_status
from portal.status import status_rows


@access_if(user_can_see_status)
@require_safe
def status(request: SignedInRequest) -> HttpResponse:
    context = {"rows": status_rows(), "record_not_set": facts_not_set()}
    return render(request, "portal/status.html", context)
