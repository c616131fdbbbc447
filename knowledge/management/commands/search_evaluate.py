from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from knowledge.search.collect import documents_published
from knowledge.search.elasticsearch_engine import ElasticsearchEngine
from knowledge.search.engine import SearchEngine, SearchUnavailableError
from knowledge.search.engines import embedded_engine
from knowledge.search.enums import EngineName
from knowledge.search.evaluation.baselines import Baseline, baseline_search
from knowledge.search.evaluation.metrics import CUTOFF, Search, figures_of
from knowledge.search.evaluation.questions import (
    EvaluationQuestion,
    QuestionKind,
    Split,
    evaluation_questions,
)
from knowledge.search.search_address import EXPECTED, search_address
from knowledge.search.selectors import thesaurus_current

ALL = "all"
# Nobody waits for the answers of an evaluation.
PATIENCE_SECONDS = 30.0


class Command(BaseCommand):
    help = "Measure the search on the evaluation set, beside three simple searches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine",
            choices=list(EngineName),
            default=EngineName.EMBEDDED.value,
            help="elasticsearch: the one that SEARCH_URL names; it has to answer",
        )
        parser.add_argument("--split", choices=[*Split, ALL], default=Split.HELD_OUT.value)

    def handle(self, *args: Any, **options: Any) -> None:
        split = options["split"]
        questions = [one for one in evaluation_questions() if split in (ALL, one.split)]
        documents = documents_published()
        missing = _answers_of(questions) - {document.number for document in documents}
        if missing:
            raise CommandError(
                "The set asks about the organisation's handbook; import and publish it first."
                f" Not published: {', '.join(sorted(missing))}."
            )
        self.stdout.write(f"Questions: {len(questions)} ({split})\n")
        name = EngineName(options["engine"])
        try:
            self._print(_search_with(_engine(name)), f"this search, {name}", questions)
        except SearchUnavailableError as error:
            raise CommandError(f"The engine does not answer ({error}).") from None
        for baseline in Baseline:
            self._print(baseline_search(baseline, documents), baseline.value, questions)

    def _print(self, search: Search, name: str, questions: list[EvaluationQuestion]) -> None:
        self.stdout.write(
            f"\n{name:<28}{'questions':>10}{f'nDCG@{CUTOFF}':>10}{'success@1':>11}{'success@3':>11}"
        )
        for kind in [*QuestionKind, None]:
            asked = [one for one in questions if kind is None or one.kind is kind]
            if asked:
                figures = figures_of(asked, search)
                self.stdout.write(
                    f"  {kind.value if kind else 'overall':<26}{figures.questions:>10}"
                    f"{figures.ndcg:>10.3f}{figures.success_at_1:>11.3f}"
                    f"{figures.success_at_3:>11.3f}"
                )


def _engine(name: EngineName) -> SearchEngine:
    if name is EngineName.EMBEDDED:
        return embedded_engine()
    if not settings.SEARCH_URL:
        raise CommandError(f"SEARCH_URL names no Elasticsearch: {EXPECTED}")
    address = search_address(settings.SEARCH_URL)
    return ElasticsearchEngine(address, embedded_engine(), PATIENCE_SECONDS)


def _search_with(engine: SearchEngine) -> Search:
    thesaurus = thesaurus_current()

    def search(question: str) -> list[str]:
        answer = engine.search(question, thesaurus=thesaurus, audiences=None, limit=CUTOFF)
        return [hit.number for hit in answer.hits]

    return search


def _answers_of(questions: list[EvaluationQuestion]) -> set[str]:
    return {number for one in questions for number in one.answers}
