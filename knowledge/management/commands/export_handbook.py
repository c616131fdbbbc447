import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.exporting import handbook_entries
from knowledge.selectors import handbook_for_export


class Command(BaseCommand):
    help = "Print a handbook as plain text, section by section, in its newest state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a list of entries")
        parser.add_argument("--slug", default="", help="another handbook than the organisation's")

    def handle(self, *args: Any, **options: Any) -> None:
        handbook = handbook_for_export(options["slug"])
        if handbook is None:
            raise CommandError("There is no handbook to export.")
        entries = handbook_entries(handbook)
        if options["json"]:
            self.stdout.write(json.dumps(entries, ensure_ascii=False, indent=2))
            return
        for entry in entries:
            self.stdout.write(f"{entry['number']} {entry['title']}\n\n{entry['text']}\n")
