"""What stands on a printed sheet. Its number and the words about its cost are the one record's."""

from dataclasses import dataclass
from itertools import product

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from helpline.models import PhoneLine
from website.languages import Language
from website.printed_matter.enums import SheetKind, SheetVersion

# Modules of white around a QR code (ISO/IEC 18004, 9.1). Strips have white paper beside theirs.
QUIET_ZONE = 4
QUIET_ZONE_OF_STRIPS = 2
# How many 85 × 54 mm cards, and 27 mm wide strips, an A4 sheet holds.
CARD_ROWS, CARDS_IN_A_ROW = 5, 2
STRIPS = 7
# Longer numbers are set smaller, so that they stay on one line of a card.
LONG_NUMBER = 11


@dataclass(frozen=True)
class SheetName:
    """Kind and version, as addresses and file names write them: neither tells anything."""

    kind: SheetKind
    version: SheetVersion

    @property
    def is_neutral(self) -> bool:
        return self.version is SheetVersion.NEUTRAL

    def __str__(self) -> str:
        return f"{self.version}-{self.kind}" if self.is_neutral else str(self.kind)


SHEET_NAMES = {
    str(name): name for name in (SheetName(*both) for both in product(SheetKind, SheetVersion))
}


@dataclass(frozen=True)
class PrintedSheet:
    """`own` has a number. `address`: where the QR code leads."""

    name: SheetName
    language: Language
    own: PhoneLine
    emergency: tuple[PhoneLine, ...]
    address: str

    @property
    def is_neutral(self) -> bool:
        return self.name.is_neutral

    @property
    def is_card(self) -> bool:
        return self.name.kind is SheetKind.CARD

    @property
    def organisation(self) -> str:
        return "" if self.is_neutral else settings.ORGANISATION_NAME

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.language.code}.pdf"

    @property
    def has_long_number(self) -> bool:
        return len(self.own.national) > LONG_NUMBER

    @property
    def rows(self) -> list[range]:
        return [range(CARDS_IN_A_ROW)] * CARD_ROWS

    @property
    def strips(self) -> range:
        return range(STRIPS)

    @property
    def qr(self) -> SafeString:
        return self._qr(QUIET_ZONE)

    @property
    def qr_of_strip(self) -> SafeString:
        return self._qr(QUIET_ZONE_OF_STRIPS)

    def _qr(self, quiet_zone: int) -> SafeString:
        # The address may tell whose the sheet is: it is no text of the neutral one.
        title = "QR" if self.is_neutral else self.address
        return _qr_svg(self.address, quiet_zone, title)


def _qr_svg(address: str, quiet_zone: int, title: str) -> SafeString:
    """Black on white, as large as the style says. Its title is what a screen reader says."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        border=quiet_zone, light="#fff", omitsize=True, svgclass="qr", lineclass=None, title=title
    )
    return mark_safe(svg)  # noqa: S308
