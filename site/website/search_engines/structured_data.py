"""The phone line and its hours as search engines read them (schema.org, ContactPoint)."""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from helpline.enums import LanguageService, Weekday
from helpline.schedule import Span
from helpline.selectors import HelplineContact, LanguageOffer
from website.addresses import public_origin

CONTEXT = "https://schema.org"
WHOLE_DAY_CLOSED = "00:00"
# In a script element nothing may end it; as in Django's `json_script`.
ESCAPED = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
TALKED = frozenset({LanguageService.SPOKEN, LanguageService.INTERPRETER})


def phone_line_data(
    contact: HelplineContact, offers: Iterable[LanguageOffer] = ()
) -> dict[str, Any] | None:
    """Who answers, under which number, when and in what languages; None without a number."""
    if contact.own is None:
        return None
    point = {
        "@type": "ContactPoint",
        "telephone": contact.own.number,
        "contactType": "phone line",
        "hoursAvailable": list(_hours(contact)),
    }
    if contact.own.free_of_charge:
        point["contactOption"] = "TollFree"
    if languages := [offer.code for offer in offers if offer.service in TALKED]:
        point["availableLanguage"] = languages
    return {
        "@context": CONTEXT,
        "@type": "NGO",
        "name": settings.ORGANISATION_NAME,
        "url": public_origin() + "/",
        "contactPoint": point,
    }


def as_script_text(data: dict[str, Any]) -> SafeString:
    """JSON that can stand in a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPED))  # noqa: S308 - nothing of it can end the element


def _hours(contact: HelplineContact) -> Iterator[dict[str, str]]:
    for day in contact.week:
        for span in day.spans:
            yield {**_span(span), "dayOfWeek": _name(day.weekday)}
    if contact.week and contact.schedule.closed_on_public_holidays:
        yield {**_closed(), "dayOfWeek": "PublicHolidays"}
    for exception in contact.exceptions:
        for span in exception.spans:
            yield {**_span(span), **_only_on(exception.date)}
        if not exception.spans:
            yield {**_closed(), **_only_on(exception.date)}


def _span(span: Span) -> dict[str, str]:
    # The last minute of a day: schema.org knows no 24:00, and 00:00 would be before the opening.
    closes = "23:59" if span.runs_to_midnight else span.closes_shown
    return {"@type": "OpeningHoursSpecification", "opens": span.opens_shown, "closes": closes}


def _closed() -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": WHOLE_DAY_CLOSED,
        "closes": WHOLE_DAY_CLOSED,
    }


def _only_on(date: datetime.date) -> dict[str, str]:
    return {"validFrom": date.isoformat(), "validThrough": date.isoformat()}


def _name(weekday: int) -> str:
    return Weekday(weekday).name.capitalize()
