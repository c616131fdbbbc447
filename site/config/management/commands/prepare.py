import io
import socket
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo import demo_people_load
from portal.doors import Door, door_origin

DOOR_PURPOSES = {
    Door.WWW: "the public site",
    Door.PORTAL: "counsellors, volunteers, team leads",
    Door.CMS: "editors and translators",
}


class Command(BaseCommand):
    help = "Make everything ready to serve: keys, database, starter content, search index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--serve-on", default="", metavar="HOST", help="stop when PORT is taken on this host"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["serve_on"]:
            refuse_taken_port(options["serve_on"], settings.PORT)
        self._step("database", lambda: call_command("migrate", verbosity=0))
        self._step("keys", self._keys)
        self._step("public pages", lambda: call_command("load_starter_content", verbosity=0))
        self._step("handbook", lambda: call_command("load_starter_handbook", verbosity=0))
        if settings.DEMO_PEOPLE_ALLOWED:
            self._step("demo people", demo_people_load)
        call_command("search_rebuild", if_missing=True, stdout=self.stdout)
        self._print_doors()
        if settings.DEMO_PEOPLE_ALLOWED:
            self._print_people()

    def _keys(self) -> None:
        call_command("keys", "init", stdout=self.stdout)
        call_command("keys", "check", quick=True, stdout=io.StringIO())

    def _step(self, name: str, work: Callable[[], Any]) -> None:
        started = time.monotonic()
        work()
        self.stdout.write(f"  {name:<14} ready ({time.monotonic() - started:.1f} s)")

    def _print_doors(self) -> None:
        self.stdout.write("\nThe doors:")
        for door in Door:
            if door in settings.DOORS:
                self.stdout.write(f"  {door_origin(door) + '/':<32} {DOOR_PURPOSES[door]}")

    def _print_people(self) -> None:
        self.stdout.write("\nDemo people (name, role, passphrase):")
        call_command("demo_people", stdout=self.stdout)
        self.stdout.write("\nA one-time code for one of them:  make code USER=sonja")
        self.stdout.write("Stop with Ctrl+C; start over with:  make fresh\n")


def refuse_taken_port(host: str, port: int) -> None:
    """Two servers could share a port and answer in turn, each from its own database."""
    with socket.socket() as probe:
        # Connections of a server that has just stopped do not count, a listening one does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Choose another one: make run PORT={port + 10}"
            ) from error
