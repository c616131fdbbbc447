"""The Slovene catalogues of the staff's interface, and the compiled form that ships beside them.

Compiled catalogues are kept in the repository: a fresh machine has no gettext.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

# English is the language of the words themselves.
STAFF_LANGUAGE = "sl"
CATALOGUE = Path("locale", STAFF_LANGUAGE, "LC_MESSAGES", "django.po")
PACKAGES = ("portal", "knowledge", "helpline", "cases", "site/website")
# Has words of the public screens for its sample only. It is not named `locale`: what is collected
# from the folders around such a one goes into it.
STYLE_PAGE = Path("site/website/style_page/catalogue")


class Command(BaseCommand):
    help = "Collect the words of the screens (needs gettext), or only compile the catalogues."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["collect", "compile", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        packages = [Path(settings.BASE_DIR) / package for package in PACKAGES]
        if action == "collect":
            for package in packages:
                collect(package)
        if action in {"collect", "compile"}:
            for package in packages:
                compile_catalogues(package / "locale")
            compile_catalogues(settings.BASE_DIR / STYLE_PAGE)
        problems = [problem for package in packages for problem in problems_of(package)]
        for problem in problems:
            self.stderr.write(problem)
        if action == "check" and problems:
            raise CommandError(f"{len(problems)} words are missing or out of date.")


def collect(package: Path) -> None:
    """Bring the package's catalogues up to date with its words."""
    (package / "locale").mkdir(exist_ok=True)
    before = Path.cwd()
    os.chdir(package)
    try:
        call_command(
            "makemessages", locale=[STAFF_LANGUAGE], no_location=True, no_obsolete=True, verbosity=0
        )
    finally:
        os.chdir(before)


def catalogues_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def compile_catalogues(folder: Path) -> None:
    for path in catalogues_of(folder):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def problems_of(package: Path) -> list[str]:
    """Words of the screens that the Slovene catalogue does not have, or not translated.

    The public languages have only the public words; `tests/website/` looks after those.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
        collect(copy)
        wanted = polib.pofile(str(copy / CATALOGUE))
    have = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(package / CATALOGUE))}
    return [
        f"{package.name}: {entry.msgid!r}"
        for entry in wanted
        if not _is_translated(have.get((entry.msgctxt, entry.msgid)))
    ]


def _is_translated(entry: polib.POEntry | None) -> bool:
    return entry is not None and not entry.fuzzy and bool(entry.translated())
