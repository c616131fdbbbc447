from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.search.engine import (
    SearchIndexNotWrittenError,
    SearchTimedOutError,
    SearchUnavailableError,
)
from knowledge.search.engines import search_engine
from knowledge.search.services import IndexNotComparedError, index_rebuild


class Command(BaseCommand):
    help = "Build the search index anew. Searches are answered from the old one meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-missing", action="store_true", help="leave an index that answers as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_missing"] and search_engine().is_healthy():
            self.stdout.write("The search index is there.")
            return
        try:
            count = index_rebuild(self._show_progress)
        except SearchIndexNotWrittenError as error:
            raise CommandError(
                f"The index under {settings.SEARCH_DIR} was not written ({error})."
                " If there was one before, it is as it was and answers."
                " See to the disk or the other process, then run this again."
            ) from None
        except SearchUnavailableError as error:
            raise CommandError(f"{_account_of(error)} The embedded index is built.") from None
        self.stdout.write(f"The search index holds {count} sections and paragraphs of law.")

    def _show_progress(self, done: int, total: int) -> None:
        """One line, rewritten in place on a terminal."""
        end = "\n" if done == total or not self.stdout.isatty() else "\r"
        self.stdout.write(f"Indexed {done} of {total} ({100 * done // total} %)", ending=end)
        self.stdout.flush()


def _account_of(error: SearchUnavailableError) -> str:
    """What became of the index of Elasticsearch, as far as it is known."""
    if isinstance(error, IndexNotComparedError):
        return (
            f"Elasticsearch holds all {error.count} documents, but did not say whether it knows "
            f"what was published meanwhile ({error}). manage.py tick tells it; /status/ shows it."
        )
    if isinstance(error, SearchTimedOutError):
        return (
            "Elasticsearch did not answer in time: it may have a new index or still the one "
            "before. /status/ shows it; manage.py tick tries again."
        )
    return f"Elasticsearch was not indexed ({error}); the embedded engine answers in its stead."
