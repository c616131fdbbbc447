from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.chain import find_break
from portal.models import AuditEvent, AuditHead


class Command(BaseCommand):
    help = "Verify the hash chain of the audit events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        head = AuditHead.objects.get()
        broken = find_break(AuditEvent.objects.order_by("sequence").iterator(), head)
        if broken:
            raise CommandError(f"Chain broken at event {broken.sequence}: {broken.reason}.")
        self.stdout.write(f"Chain whole: {head.sequence} events.")
