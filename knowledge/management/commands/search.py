import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.search.engine import DEFAULT_LIMIT, SearchHit, SearchUnavailableError
from knowledge.search.engines import search_engine
from knowledge.search.selectors import thesaurus_current


class Command(BaseCommand):
    help = "Search the knowledge base, best answer first. What is restricted is shown too."
    # An answer on the command line needs no look at the whole project.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question", nargs="+", metavar="QUESTION")
        parser.add_argument("-n", type=int, default=DEFAULT_LIMIT, dest="limit", metavar="N")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        hits = self._search(" ".join(options["question"]), max(0, options["limit"]))
        if options["as_json"]:
            rows = [_row(rank, hit) for rank, hit in enumerate(hits, start=1)]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for rank, hit in enumerate(hits, start=1):
            self.stdout.write(f"{rank:>3}  {hit.number:<8} {hit.score:>7.2f}  {hit.title}")
        if not hits:
            self.stdout.write("Nothing was found.")

    def _search(self, question: str, limit: int) -> tuple[SearchHit, ...]:
        engine, thesaurus = search_engine(), thesaurus_current()
        try:
            return engine.search(question, thesaurus=thesaurus, audiences=None, limit=limit).hits
        except SearchUnavailableError:
            self.stderr.write("There is no search index yet: building it.")
        from knowledge.search.services import index_rebuild

        try:
            index_rebuild()
        except SearchUnavailableError as error:
            raise CommandError(f"The search index was not built ({error}).") from None
        return engine.search(question, thesaurus=thesaurus, audiences=None, limit=limit).hits


def _row(rank: int, hit: SearchHit) -> dict[str, object]:
    return {
        "rank": rank,
        "number": hit.number,
        "title": hit.title,
        "url": hit.url,
        "score": round(hit.score, 4),
    }
