from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.letterboxes import letterbox_is_there, letterbox_make
from portal.sealing.checks import SEALING
from portal.sealing.master_keys import (
    KeyRing,
    MasterKeyMissingError,
    current_master_key_version,
    make_master_key,
    master_key_versions,
    next_master_key_version,
)
from portal.sealing.opening import OpeningReport, read_master_keys, try_everything
from portal.sealing.rotation import (
    BATCH_ROWS,
    MasterKeyNeededError,
    master_key_retire,
    models_sealed_with,
    rotation_continue,
    rotation_is_unfinished,
    rows_that_do_not_open,
)
from portal.sealing.secret_files import SecretFileError


def positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise ArgumentTypeError("a whole number above 0 is wanted")
    return int(text)


class Command(BaseCommand):
    help = "Make the master keys and the letterbox, check what they open, rotate, put old aside."
    # A fault elsewhere must not stop a rotation; a sealed field that nobody registered must.
    requires_system_checks = [SEALING]

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("init", help="make the first key of each ring")
        check = actions.add_parser("check", help="open everything that is sealed")
        check.add_argument("--quick", action="store_true", help="try a few rows of each kind only")
        rotate = actions.add_parser("rotate", help="seal with new keys; goes on after a break")
        rotate.add_argument("--ring", choices=[ring.value for ring in KeyRing])
        rotate.add_argument(
            "--batch", type=positive, default=BATCH_ROWS, metavar="ROWS", help="rows a transaction"
        )
        actions.add_parser("letterbox", help="make a new letterbox for what comes from now on")
        retire = actions.add_parser("retire", help="put the file of an old key aside")
        retire.add_argument("version", type=positive)
        retire.add_argument(
            "--ring", choices=[ring.value for ring in KeyRing], default=KeyRing.MASTER.value
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            if action == "init":
                self._init()
            elif action == "check":
                self._check(quick=options["quick"])
            elif action == "letterbox":
                self._make_letterbox()
            elif action == "rotate":
                self._rotate(options["ring"], options["batch"])
            else:
                self._retire(options["version"], KeyRing(options["ring"]))
        except FileExistsError as error:
            raise CommandError("Another process has just written that key file.") from error
        except (MasterKeyMissingError, MasterKeyNeededError, SecretFileError) as error:
            raise CommandError(str(error)) from error

    def _init(self) -> None:
        for ring in KeyRing:
            if versions := master_key_versions(ring):
                self.stdout.write(f"The {ring} key, version {versions[-1]}, is there already.")
                continue
            if sealed := models_sealed_with(ring):
                # A second key of the same version would split the records for good.
                raise CommandError(
                    f"The {ring} key is missing, and {', '.join(sealed)} are sealed with it. "
                    "Put the key file back; no new one is made."
                )
            self._make_key(ring)
        if letterbox_is_there():
            self.stdout.write("The letterbox is there already.")
        else:
            self._make_letterbox()

    def _make_letterbox(self) -> None:
        self._say(f"Made the letterbox {letterbox_make().key_id[:8]}; the master key opens it.")

    def _make_key(self, ring: KeyRing) -> None:
        path = make_master_key(next_master_key_version(ring), ring)
        self._say(f"Made {path.name}. Keep a copy apart from database and backups.")

    def _check(self, *, quick: bool) -> None:
        for ring in KeyRing:
            current_master_key_version(ring)
        read_master_keys()
        broken = sum(self._show(report) for report in try_everything(quick=quick))
        if broken:
            raise CommandError(f"{broken} sealed values cannot be opened with these keys.")
        tried = "the sealed values that were tried" if quick else "every sealed value"
        self.stdout.write(f"The keys open {tried}.")

    def _show(self, report: OpeningReport) -> int:
        for sealed_with, count in sorted(report.opened.items()):
            self.stdout.write(f"  {report.label:<36} {sealed_with:<24} {count:>8}")
        if report.broken:
            self.stdout.write(f"  {report.label:<36} {'DOES NOT OPEN':<24} {report.broken:>8}")
        return report.broken

    def _rotate(self, ring_name: str | None, batch_rows: int) -> None:
        rings = [KeyRing(ring_name)] if ring_name else list(KeyRing)
        # A rotation that was killed goes on with the keys that it made.
        if unfinished := [ring for ring in rings if rotation_is_unfinished(ring)]:
            rings = unfinished
            self._say(f"Continuing the unfinished rotation of: {', '.join(rings)}. No key is made.")
        else:
            # All keys before the first row: what goes on after a break then knows all rings.
            for ring in rings:
                self._make_key(ring)
        broken = sum(self._rotate_ring(ring, batch_rows) for ring in rings)
        if broken:
            raise CommandError(f"{broken} sealed values do not open and were left as they are.")

    def _rotate_ring(self, ring: KeyRing, batch_rows: int) -> int:
        done = 0
        for progress in rotation_continue(ring, batch_rows):
            done = progress.done
            self._say(f"{ring}: {done} rows sealed anew, {progress.left} left")
        version = current_master_key_version(ring)
        self._say(f"The {ring} key is at version {version}; {done} rows were sealed anew.")
        if broken := rows_that_do_not_open(ring):
            return broken
        for older in master_key_versions(ring)[:-1]:
            self._say(
                f"The database does not need {ring.path_of(older).name} any more; backups made "
                f"before now do. Put it aside: manage.py keys retire {older} --ring {ring}"
            )
        return 0

    def _retire(self, version: int, ring: KeyRing) -> None:
        path = master_key_retire(version, ring)
        self.stdout.write(
            f"Nothing in the database needs version {version} of the {ring} key. Its file is "
            f"{path.name} now: keep a copy as long as backups from its time are kept."
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
