"""Looking after the ways out. No person acts here, hence no actor."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from website.enums import ExitAnswer
from website.leaving.asking import answer_of
from website.models import ExitTarget

STARTER = Path(__file__).with_name("starter.toml")
ASKED_EVERY = timedelta(days=7)
FAULT_ASKED_EVERY = timedelta(days=1)


def exit_targets_load() -> None:
    """The first ways out. Left alone as soon as there is any: then they are the editors'."""
    if not ExitTarget.objects.exists():
        rows = tomllib.loads(STARTER.read_text(encoding="utf-8"))["target"]
        ExitTarget.objects.bulk_create(ExitTarget(**row) for row in rows)


def exit_targets_ask_due(ask: Callable[[str], ExitAnswer] = answer_of) -> list[ExitTarget]:
    """Ask what was not asked for a week, a faulty one for a day; returns what was asked."""
    now = timezone.now()
    faults = [answer for answer in ExitAnswer if answer.is_fault]
    is_faulty = Q(answer__in=faults) | Q(spare_answer__in=faults)
    due = ExitTarget.objects.filter(
        Q(asked_at=None)
        | Q(asked_at__lte=now - ASKED_EVERY)
        | (is_faulty & Q(asked_at__lte=now - FAULT_ASKED_EVERY))
    )
    return exit_targets_ask(due, ask)


def exit_targets_ask(
    targets: Iterable[ExitTarget], ask: Callable[[str], ExitAnswer] = answer_of
) -> list[ExitTarget]:
    """Ask each address once, whoever uses it, and write down how it answered."""
    asked = list(targets)
    urls = {url for target in asked for url in (target.url, target.spare_url)}
    # Outside any transaction: an answer may take long.
    answers = {url: ask(url) for url in sorted(urls)}
    for target in asked:
        target.answer, target.spare_answer = answers[target.url], answers[target.spare_url]
        target.asked_at = timezone.now()
        # An editor may have written another address meanwhile, which nobody asked.
        ExitTarget.objects.filter(pk=target.pk, url=target.url, spare_url=target.spare_url).update(
            answer=target.answer, spare_answer=target.spare_answer, asked_at=target.asked_at
        )
    return asked
