from typing import Any

from django.core.management.base import BaseCommand

from website.services import starter_content_load


class Command(BaseCommand):
    help = "Makes the public pages, numbers and permissions that an installation begins with."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = starter_content_load()
        self.stdout.write(f"{len(made)} pages made.")
