"""In which languages the line can be reached right now, and how; never more than is so."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from helpline.enums import LanguageService
from helpline.languages import language_name
from helpline.models import LanguageHours, LineLanguage
from helpline.schedule import CLOCK, OpeningState, Span, opening_state
from helpline.selectors.contact import HelplineContact

Week = dict[int, list[Span]]


@dataclass(frozen=True)
class LanguageOffer:
    """What the line offers in a language at this moment.

    `is_now`: whether a call now is answered so. `changes_at`: until when, or from when; on the
    clock of Slovenia.
    """

    code: str
    name: str
    service: LanguageService
    is_now: bool
    wait_minutes: int | None
    changes_at: datetime.datetime | None
    changes_today: bool


def language_offers(contact: HelplineContact) -> tuple[LanguageOffer, ...]:
    """The languages of the line, in two queries. One that nobody can use is left out."""
    weeks = _weeks()
    offers = (
        _offer(language, weeks.get(language.pk), contact) for language in LineLanguage.objects.all()
    )
    return tuple(offer for offer in offers if offer is not None)


def _offer(
    language: LineLanguage, spoken: Week | None, contact: HelplineContact
) -> LanguageOffer | None:
    service = LanguageService(language.service)
    state = _state(service, spoken, contact)
    if state is None:
        return None
    changes_at = state.changes_at.astimezone(CLOCK) if state.changes_at else None
    return LanguageOffer(
        code=language.language,
        name=language_name(language.language),
        service=service,
        is_now=state.is_open,
        wait_minutes=language.wait_minutes,
        changes_at=changes_at,
        changes_today=changes_at is not None and changes_at.date() == contact.now.date(),
    )


def _state(
    service: LanguageService, spoken: Week | None, contact: HelplineContact
) -> OpeningState | None:
    """None where nothing can be promised: no number, no hours, or none in sight."""
    if service == LanguageService.WRITTEN:
        # Writing does not depend on the hours.
        return OpeningState(is_open=True, changes_at=None)
    if contact.state is None:
        return None
    state = contact.state
    if service == LanguageService.SPOKEN and spoken:
        state = opening_state(contact.schedule.only_within(spoken), contact.now)
    return state if state.is_open or state.changes_at else None


def _weeks() -> dict[int, Week]:
    """The hours in which each language is spoken, by the id of its record."""
    weeks: dict[int, Week] = defaultdict(lambda: defaultdict(list))
    for hours in LanguageHours.objects.all():
        weeks[hours.line_language_id][hours.weekday].append(Span(hours.opens, hours.closes))
    return weeks
