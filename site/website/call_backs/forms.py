"""The public form "ask for a call": five questions, two of which have to be answered."""

import datetime
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpline.enums import CallBackChannel, Pretext, WhoAnswers
from helpline.letter_contents import CallBackRequest
from helpline.numbers import number_is_possible, text_as_dialled
from helpline.schedule import CLOCK
from website.letters.fields import LetterForm, choice_field, language_field, legible, text_field

CONTACT_MAX = 120
SAFE_TIMES_MAX = 300
CODE_WORD_MAX = 60
# Beyond it the year is a slip.
FARTHEST_DAY = datetime.timedelta(days=100 * 366)
# Where a browser has no picker, days are typed as people write them.
DAY_FORMATS = ["%Y-%m-%d", "%d. %m. %Y", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"]
TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]

CHANNELS = (
    (CallBackChannel.CALL, _("Call me")),
    (CallBackChannel.SMS, _("Send me a text message")),
    (CallBackChannel.MESSENGER, _("Write to me in an app")),
)
WHO_ANSWERS = (
    (WhoAnswers.HANG_UP, _("Say nothing and end the call")),
    (WhoAnswers.ASK_FOR_HER, _("You may ask for me")),
)
PRETEXTS = (
    (Pretext.NONE, _("Say no name")),
    (Pretext.WRONG_NUMBER, _("A wrong number")),
    (Pretext.DELIVERY, _("A parcel delivery")),
    (Pretext.LANGUAGE_SCHOOL, _("A language school")),
    (Pretext.SHOP, _("A shop, about an order")),
)


def _in_latin_digits(value: Any) -> Any:
    """Keyboards of some languages write their own digits, e.g. ٣١ for 31."""
    if not isinstance(value, str):
        return value
    return "".join(str(unicodedata.digit(sign, sign)) for sign in value)


class DayField(forms.DateField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(_in_latin_digits(value))


class MomentField(forms.TimeField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(_in_latin_digits(value))


class CallBackForm(LetterForm):
    form_name = "call-back"

    channel = choice_field(CHANNELS, forms.RadioSelect)
    contact = text_field(CONTACT_MAX, _("Write how we can reach you."), required=True)
    hide_number = forms.BooleanField(required=False, initial=True)
    safe_times = text_field(SAFE_TIMES_MAX, _("Write when it is safe for you."), required=True)
    not_after_day = DayField(
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day like this: 31. 12. 2026")},
    )
    not_after_time = MomentField(
        required=False,
        input_formats=TIME_FORMATS,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the time like this: 18:30")},
    )
    who_answers = choice_field(WHO_ANSWERS, forms.RadioSelect)
    pretext = choice_field(PRETEXTS, forms.Select(attrs={"autocomplete": "off"}))
    may_leave_message = forms.BooleanField(required=False)
    code_word = text_field(CODE_WORD_MAX, "", required=False)
    language = language_field()

    def clean_contact(self) -> str:
        written = legible(self.cleaned_data["contact"], _("Write how we can reach you."))
        contact = text_as_dialled(written)
        by_number = self.cleaned_data.get("channel") != CallBackChannel.MESSENGER
        if by_number and not number_is_possible(contact):
            raise ValidationError(
                _("This does not look like a phone number. Look at every digit."), code="number"
            )
        return contact

    def clean_safe_times(self) -> str:
        return legible(self.cleaned_data["safe_times"], _("Write when it is safe for you."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        day, time = cleaned.get("not_after_day"), cleaned.get("not_after_time")
        if time and not day and not self.errors.get("not_after_day"):
            self.add_error("not_after_day", _("Write the day too."))
        if day and day > timezone.localdate() + FARTHEST_DAY:
            self.add_error("not_after_day", _("This day is far away. Look at the year."))
        elif day and _end_of(day, time) <= timezone.now():
            self.add_error("not_after_day", _("This time is over. Choose a later one."))
        return cleaned

    @property
    def not_after(self) -> datetime.datetime | None:
        """The end that she set, on the clock of Slovenia; a day alone means until its end."""
        day = self.cleaned_data["not_after_day"]
        return _end_of(day, self.cleaned_data["not_after_time"]) if day else None

    @property
    def content(self) -> CallBackRequest:
        wish = self.cleaned_data
        return CallBackRequest(
            channel=CallBackChannel(wish["channel"]),
            contact=wish["contact"],
            safe_times=wish["safe_times"],
            hide_number=wish["hide_number"],
            who_answers=WhoAnswers(wish["who_answers"]),
            may_leave_message=wish["may_leave_message"],
            pretext=Pretext(wish["pretext"]),
            code_word=wish["code_word"],
        )


def _end_of(day: datetime.date, time: datetime.time | None) -> datetime.datetime:
    if time is None:
        day, time = day + datetime.timedelta(days=1), datetime.time(0)
    return datetime.datetime.combine(day, time, tzinfo=CLOCK)
