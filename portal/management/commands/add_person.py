import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enums import Role
from portal.selectors import person_totp_device
from portal.services import person_add

PASSWORD_BYTES = 18


class Command(BaseCommand):
    help = "Add the first people of an installation, with a password and an authenticator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="how the screens call the person")
        parser.add_argument("--email", default="", help="where links and notices go")
        parser.add_argument("--role", action="append", required=True, choices=Role.values)

    def handle(
        self, *args: Any, username: str, name: str, email: str, role: list[str], **options: Any
    ) -> None:
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            user = person_add(
                actor=None,
                username=username,
                display_name=name,
                password=password,
                roles=[Role(value) for value in role],
                email=email,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        device = person_totp_device(user)
        if device is None:
            raise CommandError("The person has no authenticator.")
        self.stdout.write("Shown once; hand it over in person:")
        self.stdout.write(f"  passphrase     {password}")
        self.stdout.write(f"  authenticator  {device.otpauth_uri}")
