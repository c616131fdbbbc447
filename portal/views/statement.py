from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.access.declarations import access_if
from portal.access.next_path import next_path
from portal.access.requests import SignedInRequest
from portal.policies import user_has_any_role
from portal.selectors import statement_in_force
from portal.services import statement_accept


@access_if(user_has_any_role, before_statement=True)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: SignedInRequest) -> HttpResponse:
    """The confidentiality statement; accepting the version that was shown opens the rest."""
    current = statement_in_force()
    after = next_path(request.POST.get("next") or request.GET.get("next"))
    shown = request.POST.get("version", "")
    if current is None:
        return redirect(after)
    if request.method == "POST" and shown == str(current.version):
        statement_accept(actor=request.user, statement=current)
        return redirect(after)
    context = {"statement": current, "next": after, "is_newer": bool(shown)}
    return render(request, "portal/statement.html", context)
