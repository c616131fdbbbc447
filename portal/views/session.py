from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from portal.access.declarations import access_anyone
from portal.access.requests import SignedInRequest
from portal.access.sessions import (
    session_is_open,
    session_owner,
    session_seconds_left,
    session_touch,
)


@access_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest) -> HttpResponse:
    """For the pages' script: who is signed in, and how long still. POST says "I am still here".

    Asking does not count as being there: else an open page would never lock. Anyone may ask;
    who is not all the way in learns nothing but that.
    """
    if not session_is_open(request, request.door):
        return JsonResponse({"seconds_left": 0}, status=401)
    if request.method == "POST":
        session_touch(request)
    return JsonResponse(
        {
            "seconds_left": session_seconds_left(request),
            "csrf_token": get_token(request),
            "user": session_owner(request.user),
        }
    )
