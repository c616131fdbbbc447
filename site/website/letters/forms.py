"""The public forms "refer somebody" and "report a suspicion"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpline.enums import Consent, PassingOn, PersonAge, Profession
from helpline.letter_contents import Referral, SuspicionReport
from helpline.numbers import text_as_dialled
from website.letters.fields import LetterForm, choice_field, language_field, legible, text_field

SENDER_MAX = 160
CONTACT_MAX = 160
LINE_MAX = 200
WHO_MAX = 600
STORY_MAX = 3000
STORY_ROWS = 7

PROFESSIONS = (
    (Profession.OTHER, pgettext_lazy("profession", "Other")),
    (Profession.POLICE, _("Police")),
    (Profession.LABOUR_INSPECTION, _("Labour inspection")),
    (Profession.HEALTH, _("Health care")),
    (Profession.EDUCATION, _("School or kindergarten")),
    (Profession.SOCIAL_WORK, _("Social work")),
)
CONSENTS = (
    (Consent.NOT_ASKED, _("I have not asked yet")),
    (Consent.AGREES, _("The person knows and agrees")),
    (Consent.REFUSES, _("The person does not want it")),
)
AGES = (
    (PersonAge.UNKNOWN, _("I do not know")),
    (PersonAge.ADULT, _("Adult")),
    (PersonAge.CHILD, _("Under 18")),
)
PASSING_ON = (
    (PassingOn.ASK_FIRST, _("Ask me first")),
    (PassingOn.YES, _("Yes, you may")),
    (PassingOn.NO, _("No")),
)
WRITE_WHO = _("Write your name and where you work.")
WRITE_CONTACT = _("Write how we can reach you at work.")
WRITE_NOTICED = _("Write what you noticed.")
WRITE_SEEN = _("Write what you saw or heard.")


class ReferralForm(LetterForm):
    form_name = "referral"

    sender = text_field(SENDER_MAX, WRITE_WHO, required=True)
    profession = choice_field(PROFESSIONS, forms.Select(attrs={"autocomplete": "off"}))
    contact = text_field(CONTACT_MAX, WRITE_CONTACT, required=True)
    noticed = text_field(STORY_MAX, WRITE_NOTICED, required=True, rows=STORY_ROWS)
    consent = choice_field(CONSENTS, forms.RadioSelect)
    person_contact = text_field(LINE_MAX, "", required=False)
    person_language = text_field(LINE_MAX, "", required=False)
    age = choice_field(AGES, forms.RadioSelect)
    in_danger = forms.BooleanField(required=False)

    def clean_sender(self) -> str:
        return legible(self.cleaned_data["sender"], WRITE_WHO)

    def clean_contact(self) -> str:
        return text_as_dialled(legible(self.cleaned_data["contact"], WRITE_CONTACT))

    def clean_person_contact(self) -> str:
        return text_as_dialled(self.cleaned_data["person_contact"])

    def clean_noticed(self) -> str:
        return legible(self.cleaned_data["noticed"], WRITE_NOTICED)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("person_contact") and cleaned.get("consent") != Consent.AGREES:
            self.add_error(
                "person_contact",
                _("Write this only when the person knows and agrees. Otherwise leave it empty."),
            )
        return cleaned

    @property
    def content(self) -> Referral:
        told = self.cleaned_data
        return Referral(
            contact=told["contact"],
            sender=told["sender"],
            profession=Profession(told["profession"]),
            consent=Consent(told["consent"]),
            noticed=told["noticed"],
            age=PersonAge(told["age"]),
            person_language=told["person_language"],
            person_contact=told["person_contact"],
            in_danger=told["in_danger"],
        )


class SuspicionForm(LetterForm):
    form_name = "suspicion"

    what = text_field(STORY_MAX, WRITE_SEEN, required=True, rows=STORY_ROWS)
    where = text_field(LINE_MAX, "", required=False)
    when = text_field(LINE_MAX, "", required=False)
    who = text_field(WHO_MAX, "", required=False, rows=3)
    children = forms.BooleanField(required=False)
    passing_on = choice_field(PASSING_ON, forms.RadioSelect)
    contact = text_field(CONTACT_MAX, "", required=False)
    language = language_field()

    def clean_what(self) -> str:
        return legible(self.cleaned_data["what"], WRITE_SEEN)

    def clean_contact(self) -> str:
        return text_as_dialled(self.cleaned_data["contact"])

    @property
    def content(self) -> SuspicionReport:
        told = self.cleaned_data
        return SuspicionReport(
            contact=told["contact"],
            what=told["what"],
            where=told["where"],
            when=told["when"],
            who=told["who"],
            children=told["children"],
            passing_on=PassingOn(told["passing_on"]),
        )
