from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website.leaving.services import exit_targets_ask
from website.models import ExitTarget


class Command(BaseCommand):
    help = "Ask every address of the way out whether it answers; `tick` does so once a week."

    def handle(self, *_args: Any, **_options: Any) -> None:
        targets = exit_targets_ask(ExitTarget.objects.all())
        for target in targets:
            self.stdout.write(f"{target.url}  {target.answer}")
            self.stdout.write(f"{target.spare_url}  {target.spare_answer} (spare)")
        if faulty := sum(target.is_faulty for target in targets):
            raise CommandError(f"Ways out with an address that does not answer: {faulty}.")
