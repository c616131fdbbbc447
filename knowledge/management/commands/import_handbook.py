import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from knowledge.importing.decoding import read_document_bytes
from knowledge.importing.errors import DocumentError
from knowledge.importing.report import Report
from knowledge.services import HANDBOOK_SLUG, ImportResult, handbook_import
from knowledge.uploads.reading import document_read_apart
from knowledge.uploads.words import problem_words


class Command(BaseCommand):
    help = "Import a handbook (PDF, DOCX, HTML, Markdown, text). Drafts, unless --publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="publish what is imported")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only report")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write a full report")
        parser.add_argument("--slug", default=HANDBOOK_SLUG, help="the handbook's address")
        parser.add_argument("--title", default="", help="the handbook's title")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document, report = document_read_apart(read_document_bytes(options["file"]))
        except DocumentError as error:
            # The output of commands is English.
            with translation.override("en"):
                words = problem_words(error)
            raise CommandError(f"{words} Nothing was changed.") from error
        result = handbook_import(
            actor=None,
            document=document,
            publish=options["publish"],
            dry_run=options["dry_run"],
            slug=options["slug"],
            title=options["title"],
        )
        if options["report"]:
            _write_report(options["report"], report, result)
        self._print_document(report)
        self._print_result(result)

    def _print_document(self, report: Report) -> None:
        counts = report.counts
        self.stdout.write(
            f"Read: {counts['sections']} sections, {counts['notes']} notes,"
            f" {counts['lists']} lists, {counts['tables']} tables,"
            f" {counts['articles']} articles of law ({counts['legal_paragraphs']} paragraphs)."
        )
        self.stdout.write(
            f"Repaired runs: {counts['repairs']}, of them not sure: {counts['repairs_not_sure']}."
            f" Dropped lines of page furniture: {counts['dropped']}."
        )
        for repair in report.repairs:
            sure = "" if repair.sure else "  (not sure)"
            self.stdout.write(f"  line {repair.line}: {repair.before} -> {repair.after}{sure}")
        for suspicion in report.suspicious:
            self.stdout.write(
                f"  look at line {suspicion.line}: {suspicion.reason.value}"
                f"{f' ({suspicion.detail})' if suspicion.detail else ''}: {suspicion.text}"
            )

    def _print_result(self, result: ImportResult) -> None:
        self.stdout.write(
            f"Created {len(result.created)}, updated {len(result.updated)},"
            f" unchanged {len(result.unchanged)}, conflicts {len(result.conflicts)}."
        )
        for words, labels in self._left(result):
            if labels:
                self.stdout.write(f"{words}: {', '.join(labels)}")
        if result.starter_unpublished:
            self.stdout.write("The starter handbook was unpublished: this one takes its place.")
        if result.dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        elif not result.published:
            self.stdout.write("Everything is a draft; --publish makes it readable in the portal.")

    def _left(self, result: ImportResult) -> list[tuple[str, list[str]]]:
        renumbered = [f"{number} (now {given})" for number, given in result.renumbered.items()]
        held = (
            "Left as drafts, because their words, number or place belonged to a section with "
            "fewer readers or to one that an editor deleted"
        )
        return [
            ("Changed by a person since the last import, left", result.conflicts),
            ("Withdrawn by an editor, left", result.withdrawn),
            ("Renumbered by an editor, left", renumbered),
            (held, result.held),
            (
                "Unchanged, and not published by an import (publish them in the cms)",
                result.waiting,
            ),
            ("Not in this document, left", result.missing),
            ("Could not be written, left out", result.refused),
        ]


def _write_report(path: Path, report: Report, result: ImportResult) -> None:
    content = {**report.as_dict(), "result": result.as_dict()}
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The report cannot be written: {error.strerror}.") from error
