from typing import Any

from django.core.management.base import BaseCommand

from knowledge.services import starter_handbook_load


class Command(BaseCommand):
    help = "Load the short handbook that comes with the project; does nothing when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        result = starter_handbook_load(actor=None)
        if result is None:
            self.stdout.write("There is a handbook already; nothing was changed.")
        else:
            self.stdout.write(f"Starter handbook loaded: {len(result.created)} sections.")
