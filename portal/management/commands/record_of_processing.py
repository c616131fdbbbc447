from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.inventory.record import record_as_csv, record_as_html


class Command(BaseCommand):
    help = "Print the record of processing activities (GDPR art. 30) as a table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["csv", "html"], default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        write = {"csv": record_as_csv, "html": record_as_html}[options["format"]]
        self.stdout.write(write(), ending="")
