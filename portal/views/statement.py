from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access.declarations import access_if
from portal.access.next_path import next_path
from portal.access.requests import SignedInRequest
from portal.forms import StatementForm
from portal.policies import user_can_publish_statement, user_has_any_role
from portal.selectors import statement_in_force, statement_is_accepted
from portal.services import statement_accept, statement_publish


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
    context = {
        "statement": current,
        "next": after,
        "is_newer": bool(shown),
        "is_accepted": statement_is_accepted(request.user),
        "may_publish": user_can_publish_statement(request.user),
    }
    return render(request, "portal/statement.html", context)


@access_if(user_can_publish_statement, fresh_factor=True)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_new(request: SignedInRequest) -> HttpResponse:
    """A new version, by a team lead; everybody is asked to accept it."""
    current = statement_in_force()
    first = {"text_sl": current.text_sl, "text_en": current.text_en} if current else {}
    form = StatementForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        statement_publish(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The new version is in force. Everybody is asked for it."))
        return redirect("statement")
    return render(
        request, "portal/statement_new.html", {"form": form}, status=422 if form.errors else 200
    )
