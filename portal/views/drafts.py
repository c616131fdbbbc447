"""What the pages' script sends while somebody types, and throwing it away again."""

from urllib.parse import unquote

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from portal.access.declarations import Access, access_if
from portal.access.drafted import draft_keep_sent, drafted_access
from portal.access.requests import SignedInRequest
from portal.access.sessions import session_owner, session_seconds_left
from portal.drafts import SentForm, draft_finish
from portal.policies import user_can_enter_portal
from portal.sealing.master_keys import MasterKeyMissingError
from portal.sealing.secret_files import SecretFileError


@access_if(user_can_enter_portal, before_statement=True, late_writes=True)
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep what stands in a form now. Answers when it was kept, and how long the session lasts."""
    if SentForm.of(request.POST).form_id is None:
        return _refusal(_("The form is not complete. Copy your text and reload the page."), 400)
    if request.POST.get("draft_owner") != session_owner(request.user):
        return _refusal(_("Somebody else has signed in in this browser."), 409)
    try:
        path, access = _form_of(request)
        if not draft_keep_sent(request, path=path, access=access):
            return _refusal(_("This is too long to be kept. Shorten it, or save it in parts."), 413)
    except (DatabaseError, MasterKeyMissingError, SecretFileError):
        return _refusal(_("It could not be kept just now. The page tries again."), 503)
    return JsonResponse(
        {"saved_at": timezone.now().isoformat(), "seconds_left": session_seconds_left(request)}
    )


@access_if(user_can_enter_portal)
@sensitive_post_parameters()
@require_POST
def draft_discard(request: SignedInRequest) -> HttpResponse:
    """Throw away what was kept for a form, after asking once."""
    path, _access = _form_of(request)
    sent = SentForm.of(request.POST)
    if not request.POST.get("is_sure"):
        return render(request, "portal/draft_discard.html", {"path": path, "sent": sent})
    draft_finish(user=request.user, path=path, sent=sent)
    messages.success(request, _("The draft is discarded."))
    return HttpResponseRedirect(path)


def _form_of(request: SignedInRequest) -> tuple[str, Access]:
    """The path of the form that something was typed into, and what its view declares."""
    path = unquote(request.POST.get("draft_path", ""))
    access = drafted_access(path)
    if access is None or access.policy is None or not access.policy(request.user):
        raise Http404
    return path, access


def _refusal(message: str, status: int) -> HttpResponse:
    return JsonResponse({"message": message}, status=status)
