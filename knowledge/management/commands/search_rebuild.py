from typing import Any

from django.core.management.base import BaseCommand

from knowledge.search.services import index_rebuild


class Command(BaseCommand):
    help = "Build the search index anew. Searches are answered from the old one meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        count = index_rebuild(self._show_progress)
        self.stdout.write(f"The search index holds {count} sections and paragraphs of law.")

    def _show_progress(self, done: int, total: int) -> None:
        """One line, rewritten in place on a terminal."""
        end = "\n" if done == total or not self.stdout.isatty() else "\r"
        self.stdout.write(f"Indexed {done} of {total} ({100 * done // total} %)", ending=end)
        self.stdout.flush()
