"""One address for each case, however its code was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from cases.selectors import case_visible
from portal.access.requests import SignedInRequest

Rest = ParamSpec("Rest")
CaseView = Callable[Concatenate[SignedInRequest, str, Rest], HttpResponse]


def code_as_written(view: "CaseView[Rest]") -> "CaseView[Rest]":
    """Lead from a code in small letters to the case's own address, whoever may see the case.

    For everybody else it is 404 like a case that is not there.
    """

    @wraps(view)
    def led(
        request: SignedInRequest, code: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        if code == code.upper():
            return view(request, code, *args, **kwargs)
        case = case_visible(user=request.user, code=code.upper())
        if case is None:
            raise Http404
        path = request.get_full_path().replace(f"/{code}/", f"/{case.code}/", 1)
        return redirect(path, preserve_request=True)

    return led
