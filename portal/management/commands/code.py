import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo import DemoPeopleRefusedError, demo_refuse_in_production
from portal.models import TotpDevice
from portal.models.device import STEP_SECONDS
from portal.selectors import person_by_name, person_totp_device


class Command(BaseCommand):
    help = "Print a one-time code that a demo person can use now (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--seed", action="store_true", help="print the seed for oathtool instead (base32)"
        )

    def handle(self, *args: Any, username: str, seed: bool, **options: Any) -> None:
        try:
            demo_refuse_in_production()
        except DemoPeopleRefusedError as error:
            raise CommandError(str(error)) from error
        user = person_by_name(username)
        device = person_totp_device(user) if user else None
        if device is None:
            raise CommandError(f"Nobody with an authenticator is called {username}.")
        self.stdout.write(device.seed_in_base32 if seed else self._usable_code(device))

    def _usable_code(self, device: TotpDevice) -> str:
        code = device.usable_code()
        while code is None:
            self.stderr.write("Every current code is used up; waiting for the next one …")
            time.sleep(STEP_SECONDS - time.time() % STEP_SECONDS)
            code = device.usable_code()
        return code
