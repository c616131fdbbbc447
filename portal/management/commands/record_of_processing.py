from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from portal.inventory.record import fields_as_csv, record_as_csv, record_as_html

FORMATS = {"html": record_as_html, "csv": record_as_csv, "fields": fields_as_csv}


class Command(BaseCommand):
    help = (
        "Print the record of processing activities (GDPR art. 30): html, a document with all of "
        "it; csv, one row an activity; fields, one row a field as CSV."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        languages = [code for code, _name in settings.STAFF_LANGUAGES]
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self.stdout.write(FORMATS[options["format"]](), ending="")
