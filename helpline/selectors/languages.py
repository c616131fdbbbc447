"""In which languages the line can be reached right now, and how; never more than is so."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from helpline.enums import LanguageService
from helpline.languages import language_name
from helpline.models import LineLanguage
from helpline.schedule import CLOCK, OpeningState, Span, opening_state
from helpline.selectors.contact import HelplineContact


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
    offers = (
        _offer(language, contact) for language in LineLanguage.objects.prefetch_related("hours")
    )
    return tuple(offer for offer in offers if offer is not None)


def _offer(language: LineLanguage, contact: HelplineContact) -> LanguageOffer | None:
    service = LanguageService(language.service)
    state = _state(language, service, contact)
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
    language: LineLanguage, service: LanguageService, contact: HelplineContact
) -> OpeningState | None:
    """None where nothing can be promised: no number, no hours, or none in sight."""
    if service == LanguageService.WRITTEN:
        # Writing does not depend on the hours.
        return OpeningState(is_open=True, changes_at=None)
    if contact.state is None:
        return None
    state = contact.state
    if service == LanguageService.SPOKEN and (spoken := _week(language)):
        state = opening_state(contact.schedule.only_within(spoken), contact.now)
    return state if state.is_open or state.changes_at else None


def _week(language: LineLanguage) -> dict[int, list[Span]]:
    week: dict[int, list[Span]] = defaultdict(list)
    for hours in language.hours.all():
        week[hours.weekday].append(Span(hours.opens, hours.closes))
    return dict(week)

