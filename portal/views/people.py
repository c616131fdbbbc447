from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.forms import EmailForm, InvitationForm, RolesForm, WordsForm
from portal.models import Link, User
from portal.policies import (
    user_can_activate_person,
    user_can_change_email,
    user_can_confirm_person,
    user_can_manage_people,
    user_can_manage_person,
    user_can_start_device_reset,
    user_can_unlock_person,
)
from portal.selectors import link_is_mailed, people_screen, person_screen
from portal.services import (
    device_reset_start,
    email_change,
    links_withdraw,
    passphrase_reset_start,
    person_activate,
    person_confirm,
    person_deactivate,
    person_invite,
    person_invite_again,
    person_unlock,
    roles_change,
)

Act = Callable[[User, User], object]
Policy = Callable[[User, User], bool]

manages_people = access_if(user_can_manage_people)
manages_people_fresh = access_if(user_can_manage_people, fresh_factor=True)


@manages_people
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    return render(request, "portal/people.html", {"people": people_screen(request.user)})


@manages_people_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            link = person_invite(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            if link_is_mailed(link):
                messages.success(
                    request, _("The invitation is on its way. It is good for 24 hours.")
                )
            return redirect("person", person_id=link.user_id)
    return render(
        request, "portal/person_invite.html", {"form": form}, status=422 if form.errors else 200
    )


@manages_people_fresh
@require_safe
def person(request: SignedInRequest, person_id: int) -> HttpResponse:
    user = _person(request, person_id, user_can_manage_person)
    return _person_page(request, user)


@manages_people_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: SignedInRequest, person_id: int) -> HttpResponse:
    user = _person(request, person_id, user_can_manage_person)
    if request.method != "POST":
        return redirect("person", person_id=person_id)
    form = RolesForm(request.POST)
    if form.is_valid():
        try:
            roles_change(actor=request.user, user=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("roles", error.messages)
        except PermissionDenied:
            form.add_error("roles", _("You do not give or take away one of these roles."))
        else:
            messages.success(request, _("The roles are changed."))
            return redirect("person", person_id=person_id)
    return _person_page(request, user, roles_form=form)


@manages_people_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: SignedInRequest, person_id: int) -> HttpResponse:
    user = _person(request, person_id, user_can_change_email)
    if request.method != "POST":
        return redirect("person", person_id=person_id)
    form = EmailForm(request.POST)
    if form.is_valid():
        email_change(actor=request.user, user=user, email=form.cleaned_data["email"])
        messages.success(request, _("The e-mail address is changed."))
        return redirect("person", person_id=person_id)
    return _person_page(request, user, email_form=form)


def _act_view(act: Act, policy: Policy, done: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A view with one button behind it; its address in the history leads to the person's page."""

    @manages_people_fresh
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SignedInRequest, person_id: int) -> HttpResponse:
        user = _person(request, person_id, policy)
        if request.method == "POST":
            try:
                made = act(request.user, user)
            except PermissionDenied:
                raise Http404 from None
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                # The page itself says that the mail could not be sent.
                if not (isinstance(made, Link) and not link_is_mailed(made)):
                    messages.success(request, done())
        return redirect("person", person_id=person_id)

    return view


deactivate = _act_view(
    lambda actor, user: person_deactivate(actor=actor, user=user),
    user_can_manage_person,
    lambda: _("The account is closed, its sessions have ended."),
)
activate = _act_view(
    lambda actor, user: person_activate(actor=actor, user=user),
    user_can_activate_person,
    lambda: _("The account is open again."),
)
unlock = _act_view(
    lambda actor, user: person_unlock(actor=actor, user=user),
    user_can_unlock_person,
    lambda: _("The person can sign in again."),
)
invite_again = _act_view(
    lambda actor, user: person_invite_again(actor=actor, user=user),
    user_can_manage_person,
    lambda: _("A new invitation is on its way; the old one is good no more."),
)
new_passphrase = _act_view(
    lambda actor, user: passphrase_reset_start(actor=actor, user=user),
    user_can_manage_person,
    lambda: _("A link for a new passphrase is on its way. It is good for 30 minutes."),
)
new_device = _act_view(
    lambda actor, user: device_reset_start(actor=actor, user=user),
    user_can_start_device_reset,
    lambda: _("The old second factors are gone. A link for a new one is on its way."),
)
withdraw = _act_view(
    lambda actor, user: links_withdraw(actor=actor, user=user),
    user_can_manage_person,
    lambda: _("The link is good no more."),
)


@manages_people_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, person_id: int) -> HttpResponse:
    user = _person(request, person_id, user_can_confirm_person)
    if request.method != "POST":
        return redirect("person", person_id=person_id)
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            person_confirm(actor=request.user, user=user, words=form.cleaned_data["words"])
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("The person is confirmed and can sign in."))
            return redirect("person", person_id=person_id)
    return _person_page(request, user, words_form=form)


def _person_page(
    request: SignedInRequest,
    user: User,
    roles_form: RolesForm | None = None,
    email_form: EmailForm | None = None,
    words_form: WordsForm | None = None,
) -> HttpResponse:
    screen = person_screen(request.user, user)
    context = {
        "screen": screen,
        "roles_form": roles_form
        or RolesForm(initial={"roles": screen.role_values, "languages": screen.language_codes}),
        "email_form": email_form or EmailForm(initial={"email": user.email}),
        "words_form": words_form or WordsForm(),
    }
    is_wrong = any(form and form.errors for form in (roles_form, email_form, words_form))
    return render(request, "portal/person.html", context, status=422 if is_wrong else 200)


def _person(request: SignedInRequest, person_id: int, policy: Policy) -> User:
    # Asked also for who is not there: the number of queries tells nothing.
    people = User.objects.filter(pk=person_id)
    roles = frozenset(filter(None, people.values_list("role_assignments__role", flat=True)))
    user = people.first()
    if user is None:
        raise Http404
    user.role_set = roles
    if not policy(request.user, user):
        raise Http404
    return user


def _add_errors(form: InvitationForm, error: ValidationError) -> None:
    """The model's names of the fields are not all the form's."""
    fields = {"first_name": "display_name", "username_key": "username"}
    wrong = error.message_dict
    if "username" in wrong:
        wrong.pop("username_key", None)
    for name, problems in wrong.items():
        form.add_error(fields.get(name, name), problems)
