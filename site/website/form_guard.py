"""What stands in for the CSRF cookie at the public door, which sets no cookie.

Three signs that a form was filled by a person on our own page: the browser says that it comes
from this origin (`Sec-Fetch-Site`, else `Origin`), the form carries a dated token that we signed,
and the field that no person sees is empty. Nobody is signed in here, so a forged form could only
write words of its own; it could do that without a browser too.

None of them costs anybody her words: what is refused comes back in the form, with a new token.
"""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.doors import Door, door_origin
from portal.forms import UncutForm

# A phone may lie aside for a while before somebody dares to send.
TOKEN_GOOD_FOR = timedelta(hours=24)
OWN_SITES = {"same-origin", "none"}


class FormTokenError(Exception):
    """The token is not ours, or is of another form."""


class FormTokenOldError(FormTokenError):
    """The token is ours, but from too long ago."""


def form_token_new(form_name: str) -> str:
    """A token for one form on one page; its id makes sending it twice one and the same."""
    return _signer(form_name).sign(uuid.uuid4().hex)


def form_token_id(token: str, form_name: str) -> uuid.UUID:
    """The id in a token. Raises FormTokenOldError, FormTokenError."""
    try:
        return uuid.UUID(_signer(form_name).unsign(token, max_age=TOKEN_GOOD_FOR))
    except SignatureExpired:
        raise FormTokenOldError from None
    except (BadSignature, ValueError):
        raise FormTokenError from None


def request_is_from_own_page(request: HttpRequest) -> bool:
    """By what the browser says; a browser that says nothing is taken at its token's word."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin")
    return origin is None or origin in {_origin_of(request), door_origin(Door.WWW)}


def _origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _signer(form_name: str) -> TimestampSigner:
    return TimestampSigner(salt=f"website.form.{form_name}")


class GuardedForm(UncutForm):
    """A public form with its proof. `form_name` keeps the tokens of the forms apart."""

    form_name = ""

    token = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    # Looks like a field to a program; people neither see nor reach it.
    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    form_id: uuid.UUID | None = None

    def __init__(self, *args: object, request: HttpRequest | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self.next_token = form_token_new(self.form_name)
        self.use_required_attribute = False

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        try:
            self.form_id = form_token_id(token, self.form_name)
        except FormTokenOldError:
            raise ValidationError(
                _("This page was open for a long time. Look at what you wrote and send it again."),
                code="old",
            ) from None
        except FormTokenError:
            raise ValidationError(
                _("This did not work. Please send it again."), code="token"
            ) from None
        return token

    def clean_subject(self) -> str:
        if self.cleaned_data["subject"]:
            raise ValidationError(
                _("One field must stay empty. It is empty now; please send it again."),
                code="subject",
            )
        return ""

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if self._request is not None and not request_is_from_own_page(self._request):
            raise ValidationError(
                _(
                    "We cannot see that this was sent from our page. Please send it again, or "
                    "call us."
                ),
                code="origin",
            )
        return cleaned

    @property
    def token_to_send(self) -> str:
        """The token for the form as it is shown: the one it came with, while that is good."""
        return str(self.cleaned_data["token"]) if self.form_id else self.next_token

    @property
    def has_wrong_fields(self) -> bool:
        """Whether something that she sees is to be put right."""
        return not {"token", "subject", "__all__"}.issuperset(self.errors)

    @property
    def guard_errors(self) -> list[str]:
        """What the proof says, for the head of the form: its fields are not seen."""
        return [*self.non_field_errors(), *self.errors.get("token", []),
                *self.errors.get("subject", [])]  # fmt: skip
