from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.jobs import jobs_run_due


class Command(BaseCommand):
    help = "Run the recurring jobs that are due; to be started every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if failed := jobs_run_due():
            raise CommandError(f"Jobs failed, next tick tries again: {', '.join(failed)}.")
