import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpline.selectors import numbers_overdue
from website.facts import facts_overdue
from website.limits import page_measures, publication_problems
from website.models import PublicPage
from website.selectors import public_page_models


class Command(BaseCommand):
    help = (
        "Measures every live public page in every language: length, sentences, LIX, words, what "
        "is missing. Fails where a page breaks a limit."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--release",
            action="store_true",
            help="Fail too where nobody checked the facts for twice as long as they hold.",
        )

    def handle(self, *_args: Any, release: bool, **_options: Any) -> None:
        problems = sum(self._report(page) for page in _live_pages())
        stale = [late for late in facts_overdue() if late.blocks_release]
        for late in stale:
            self.stdout.write(f"{_name(late.page)}: facts due on {late.due_on or 'never checked'}")
        numbers = numbers_overdue(times=2)
        for line in numbers:
            self.stdout.write(f"{line.number}: tried out on {line.checked_on or 'never'}")
        if problems or (release and (stale or numbers)):
            raise CommandError(
                f"{problems} problems; facts of {len(stale)} pages too old, "
                f"{len(numbers)} numbers not tried out."
            )

    def _report(self, page: PublicPage) -> int:
        for view, measures in page_measures(page).items():
            self.stdout.write(
                f"{_name(page)}{f' [{view}]' if view else ''}: {measures.words} words, longest "
                f"sentence {measures.longest_sentence}, median {measures.median_sentence:g}, "
                f"LIX {measures.lix}"
            )
        problems = publication_problems(page)
        for problem in problems:
            self.stdout.write(f"  ! {problem.message}")
        return len(problems)


def _live_pages() -> list[PublicPage]:
    pages = [
        page
        for model in public_page_models()
        for page in model.objects.live().filter(alias_of=None).select_related("locale")
    ]
    return sorted(pages, key=lambda page: page.path)


def _name(page: PublicPage) -> str:
    return f"{page.language_code} {page.title}"
