"""Recurring jobs: each package adds its own when it is loaded; `manage.py tick` runs what is due.

Jobs are idempotent and catch up: however long nothing ran, one run does what was left.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from portal.models import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`every` zero: the work itself knows whether it is due."""

    name: str
    work: Callable[[], object]
    every: timedelta


_jobs: dict[str, Job] = {}


def job_add(job: Job) -> None:
    _jobs[job.name] = job


def jobs_run_due() -> list[str]:
    """Run every job that is due; the names of those that failed. They are due again next time."""
    return [job.name for job in _jobs.values() if _is_due(job) and not _went_through(job)]


def _is_due(job: Job) -> bool:
    return not JobRun.objects.filter(
        name=job.name, ran_at__gt=timezone.now() - job.every, ran_at__lte=timezone.now()
    ).exists()


def _went_through(job: Job) -> bool:
    try:
        job.work()
        JobRun.objects.update_or_create(name=job.name, defaults={"ran_at": timezone.now()})
    except Exception as error:  # noqa: BLE001 - one failing job must not stop the others
        # The kind of error alone: its text may hold anything.
        logger.error("job %s failed: %s", job.name, type(error).__name__)  # noqa: TRY400
        return False
    return True
