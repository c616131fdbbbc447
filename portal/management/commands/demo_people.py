from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo import DemoPeopleRefusedError, demo_people_json, demo_people_load


class Command(BaseCommand):
    help = "Print the demo people with their roles and passwords (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people = demo_people_load()
        except DemoPeopleRefusedError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(demo_people_json(people))
            return
        width = max(len(person.role) for person in people)
        for person in people:
            self.stdout.write(f"  {person.username:<8} {person.role:<{width}}  {person.password}")
