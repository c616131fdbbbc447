"""What readers change of their own (visits, pins, questions), and what editors answer."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from knowledge.models import GlossaryTerm, Pin, PrincipleCard, ReadingVisit, UnclearNote
from knowledge.reading.enums import ROLES_SHOWN, Direction, UnclearState
from knowledge.reading.selectors import Target
from knowledge.reading.starter import STARTER_CARDS, STARTER_TERMS
from portal.models import User

# As long as a session lasts at most: whoever comes back later has signed in again.
VISIT_LASTS = timedelta(hours=8)
MOST_PINS = 50

logger = logging.getLogger(__name__)


class TooManyPinsError(ValueError):
    """The person has as many pins as one person may have."""


def visit_begin(*, actor: User) -> datetime | None:
    """Note that a person reads; returns when her last visit began, None on the first one.

    A visit lasts eight hours from its first page, so that what is new stays listed while she
    reads. Two moments are kept of a person, and nothing of what she read.
    """
    visit = ReadingVisit.objects.filter(user=actor).first()
    now = timezone.now()
    if visit is not None and now - visit.current_visit_at < VISIT_LASTS:
        return visit.previous_visit_at
    try:
        return _visit_write(actor, now)
    except DatabaseError:
        # Whoever needs a text now gets it; that she came is noted with the next page.
        logger.warning("a visit of a reader could not be noted")
        return visit.current_visit_at if visit else None


@transaction.atomic
def _visit_write(actor: User, now: datetime) -> datetime | None:
    visit, is_first = ReadingVisit.objects.select_for_update().get_or_create(
        user=actor, defaults={"current_visit_at": now}
    )
    if not is_first and now - visit.current_visit_at >= VISIT_LASTS:
        visit.previous_visit_at, visit.current_visit_at = visit.current_visit_at, now
        visit.save()
    return visit.previous_visit_at


def changes_seen(*, actor: User) -> None:
    """From now on only what changes after this moment is new to her."""
    now = timezone.now()
    ReadingVisit.objects.update_or_create(
        user=actor, defaults={"current_visit_at": now, "previous_visit_at": now}
    )


@transaction.atomic
def pin_add(*, actor: User, target: Target) -> Pin:
    """Keep a page, a paragraph or a card at hand; what is pinned already stays where it is.

    Raises TooManyPinsError.
    """
    pins = Pin.objects.select_for_update().filter(user=actor)
    existing = pins.filter(**target.columns).first()
    if existing is not None:
        return existing
    if pins.count() >= MOST_PINS:
        raise TooManyPinsError
    last: int = pins.aggregate(last=Max("position"))["last"] or 0
    return Pin.objects.create(user=actor, position=last + 1, **target.columns)


@transaction.atomic
def pin_remove(*, actor: User, pin: Pin) -> None:
    Pin.objects.filter(user=actor, pk=pin.pk).delete()


@transaction.atomic
def pin_move(*, actor: User, pin: Pin, direction: Direction) -> None:
    """Let a pin change places with the one above or below it."""
    pins = list(Pin.objects.select_for_update().filter(user=actor))
    index = pins.index(pin)
    other = index + (-1 if direction == Direction.UP else 1)
    if 0 <= other < len(pins):
        pins[index], pins[other] = pins[other], pins[index]
    for position, each in enumerate(pins, start=1):
        each.position = position
    Pin.objects.bulk_update(pins, ["position"])


def unclear_note_send(
    *, actor: User, target: Target, text: str, form_id: UUID, wants_answer: bool
) -> UnclearNote:
    """Tell the editors that a place is unclear; a form that is sent twice tells it once."""
    note, _created = UnclearNote.objects.get_or_create(
        form_id=form_id,
        defaults={
            "text": text.strip(),
            "role": next((role for role in ROLES_SHOWN if actor.has_role(role)), ""),
            "asked_by": actor if wants_answer else None,
            "asked_at": timezone.now(),
            **target.columns,
        },
    )
    return note


@transaction.atomic
def unclear_note_answer(*, actor: User, note: UnclearNote, answer: str) -> None:
    """Close a note with a few words, which the reader who wanted to hear of it then sees."""
    note.answer = answer.strip()
    note.state = UnclearState.ANSWERED
    note.answered_at = timezone.now()
    note.save(update_fields=["answer", "state", "answered_at"])
    log(instance=note, action="wagtail.edit", user=actor, content_changed=True)


def answer_dismiss(*, actor: User, note: UnclearNote) -> None:
    """She has read the answer: that she had asked is forgotten."""
    UnclearNote.objects.filter(pk=note.pk, asked_by=actor).update(asked_by=None)


@transaction.atomic
def starter_cards_load() -> int:
    """The project's own cards, published; none where the editors have some already."""
    if PrincipleCard.objects.exists():
        return 0
    for position, fields in enumerate(STARTER_CARDS, start=1):
        card = PrincipleCard.objects.create(
            position=position, is_starter=True, live=False, **fields
        )
        card.save_revision().publish()
    return len(STARTER_CARDS)


@transaction.atomic
def starter_terms_load() -> int:
    """The project's own words of the glossary; none where the editors have some already."""
    if GlossaryTerm.objects.exists():
        return 0
    GlossaryTerm.objects.bulk_create(
        GlossaryTerm(is_starter=True, **fields) for fields in STARTER_TERMS
    )
    return len(STARTER_TERMS)
