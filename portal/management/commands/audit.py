import argparse
import re
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.anchors import anchors_filed
from portal.audit.heads import ChainBrokenError, audit_head_send
from portal.audit.selectors import chain_find_break, head_is_there, head_state

ANCHOR = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Verify the hash chain of the audit events, print its end, or mail it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "head", "send_head"])
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            type=anchor_from,
            metavar="SEQUENCE:HASH",
            help="an end of the chain that was filed earlier; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "verify":
            self._verify(dict(options["anchor"]))
        elif options["action"] == "head":
            self._print_head()
        else:
            self._send_head()

    def _verify(self, anchors: dict[int, str]) -> None:
        try:
            anchors = anchors_filed() | anchors
        except ValueError:
            raise CommandError("The file with the earlier ends cannot be read.") from None
        if broken := chain_find_break(anchors):
            raise CommandError(f"Chain broken at event {broken.sequence}: {broken.reason}.")
        count = head_state().sequence
        self.stdout.write(f"Chain whole: {count} events, {len(anchors)} anchors hold.")

    def _print_head(self) -> None:
        if not head_is_there():
            raise CommandError("The head is gone: run audit verify.")
        state = head_state()
        at = state.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        self.stdout.write(f"End of the audit log, {at} UTC")
        self.stdout.write(f"  event   {state.sequence}")
        blocks = [state.hash[start : start + 8] for start in range(0, 64, 8)]
        self.stdout.write(f"  hash    {' '.join(blocks[:4])}\n          {' '.join(blocks[4:])}")
        self.stdout.write(f"  anchor  {state.anchor}")

    def _send_head(self) -> None:
        if not settings.AUDIT_HEAD_RECIPIENTS:
            raise CommandError("Nobody to send to: set AUDIT_HEAD_RECIPIENTS.")
        try:
            was_sent = audit_head_send()
        except ChainBrokenError as error:
            raise CommandError(f"The alarm was sent: {error}.") from error
        self.stdout.write("Sent." if was_sent else "Sent earlier today.")


def anchor_from(text: str) -> tuple[int, str]:
    # The hash may be typed from paper, in blocks.
    match = ANCHOR.fullmatch("".join(text.split()).lower())
    if match is None:
        raise argparse.ArgumentTypeError("an anchor looks like 123:hash, with 64 hex digits")
    return int(match[1]), match[2]
