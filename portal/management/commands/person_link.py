from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enums import LinkKind
from portal.links import link_address
from portal.selectors import person_by_name
from portal.services.links import link_make_by_hand


class Command(BaseCommand):
    help = (
        "Print a link for a person, for the day on which nobody else can start one: the only "
        "team lead lost her phone, or no mail leaves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--kind", choices=LinkKind.values, required=True)

    def handle(self, *args: Any, username: str, kind: str, **options: Any) -> None:
        user = person_by_name(username)
        if user is None:
            raise CommandError(f"Nobody with an open account is called {username}.")
        link = link_make_by_hand(user, LinkKind(kind))
        self.stdout.write("Hand it over in person; it works once:")
        self.stdout.write(f"  {link_address(link)}")
        self.stdout.write(f"  good until {link.expires_at:%Y-%m-%d %H:%M} UTC")
