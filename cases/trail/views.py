from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.policies import user_can_look_up_trail
from cases.trail.csv_file import trail_as_csv
from cases.trail.forms import TrailForm
from cases.trail.selectors import trail_asked, trail_read
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.csv_file import MEDIA_TYPE as CSV
from portal.uploads.serving import attachment_response


@access_if(user_can_look_up_trail)
@require_safe
def trail(request: SignedInRequest) -> HttpResponse:
    form = TrailForm(request.GET or None)
    if not form.is_valid():
        trail_asked(request.user)
        status = 422 if form.is_bound else 200
        return render(request, "cases/trail.html", {"form": form}, status=status)
    found = trail_read(user=request.user, **form.cleaned_data)
    if found is None:
        # The same for a case that is not there and for somebody else's.
        form.add_error("code", _("No case with this code whose log you may see."))
    context = {"form": form, "trail": found, "query": request.GET.urlencode()}
    return render(request, "cases/trail.html", context, status=200 if found else 404)


@access_if(user_can_look_up_trail)
@require_safe
def trail_file(request: SignedInRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    if not form.is_valid():
        trail_asked(request.user)
        raise Http404
    found = trail_read(user=request.user, at_most=None, **form.cleaned_data)
    if found is None:
        raise Http404
    content = trail_as_csv(found).encode()
    return attachment_response(content=content, name="log.csv", media_type=CSV)
