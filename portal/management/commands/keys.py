from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.models import TotpDevice
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import make_master_key, master_key_versions


class Command(BaseCommand):
    help = "Make the master key, or check that it opens what is sealed with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["init", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "init":
            self._init()
        else:
            self._check()

    def _init(self) -> None:
        if versions := master_key_versions():
            self.stdout.write(f"Master key version {versions[-1]} is there; nothing done.")
            return
        path = make_master_key(1)
        self.stdout.write(f"Made {path.name}. Keep a copy apart from the database and backups.")

    def _check(self) -> None:
        if not master_key_versions():
            raise CommandError("No master key. Make one with: manage.py keys init")
        broken = 0
        for device in TotpDevice.objects.all().iterator():
            try:
                device.unseal_seed()
            except SealError:
                broken += 1
        if broken:
            raise CommandError(f"{broken} sealed second factors cannot be opened with these keys.")
        self.stdout.write("The master keys open every sealed second factor.")
