from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.trail.selectors import cases_opened
from portal.audit.services import audit_record_alone
from portal.enums import AuditAction
from portal.models import User


class Command(BaseCommand):
    help = "Codes of the cases that were opened in a period, e.g. by a stolen account, as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="until", type=date.fromisoformat, required=True)
        parser.add_argument("--actor", default="", metavar="USERNAME")

    def handle(self, *args: Any, since: date, until: date, actor: str, **options: Any) -> None:
        if since > until:
            raise CommandError("--to lies before --from.")
        person = self._person(actor) if actor else None
        opened = cases_opened(since=since, until=until, actor=person)
        audit_record_alone(actor=None, action=AuditAction.TRAIL_READ, subject_kind="cases")
        self.stdout.write("\n".join(["code", *opened.codes]))
        if opened.erased:
            self.stderr.write(f"{opened.erased} more have been erased since; their codes are gone.")

    def _person(self, username: str) -> User:
        # Closed accounts too: a stolen one is closed first.
        person: User | None = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError("Nobody has an account of this name.")
        return person
