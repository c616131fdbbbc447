from dataclasses import dataclass, replace

from django.conf import settings

from helpline.models import PhoneLine
from helpline.selectors import helpline_contact
from website.addresses import card_address, card_origin, printed_matter_path, public_origin
from website.languages import PUBLIC_LANGUAGES, Language
from website.models import HomePage
from website.printed_matter.sheets import SHEET_NAMES, PrintedSheet, SheetName
from website.selectors import Frame, frame_of_language


@dataclass(frozen=True)
class SheetLink:
    """Where a sheet is: as PDF, and as a page to look at or to print from the browser."""

    name: SheetName
    pdf: str
    page: str


@dataclass(frozen=True)
class LanguageSheets:
    language: Language
    sheets: tuple[SheetLink, ...]
    is_reviewed: bool = True


@dataclass(frozen=True)
class StaffScreen:
    """`missing`: public languages without a page that a QR code could lead to."""

    own: PhoneLine | None
    languages: tuple[LanguageSheets, ...]
    missing: tuple[Language, ...]
    origin: str
    is_neutral_origin: bool
    organisation: str


def frame_of_printed_matter(language_code: str) -> Frame:
    """The frame, with each language leading to its own page of printed matter."""
    frame = frame_of_language(language_code)
    return replace(
        frame,
        languages=tuple(
            replace(link, path=printed_matter_path(link.language.code)) for link in frame.languages
        ),
    )


def sheets_of_frame(frame: Frame, *, only_neutral: bool) -> tuple[LanguageSheets, ...]:
    """What can be printed, by language; nothing while the number is not set. No query."""
    if frame.contact is None or frame.contact.own is None:
        return ()
    return tuple(
        LanguageSheets(link.language, _links(link.language, only_neutral=only_neutral))
        for link in frame.languages
    )


def printed_sheet(frame: Frame, name: SheetName) -> PrintedSheet | None:
    """The sheet in the language of the frame; None while the number is not set. No query."""
    contact = frame.contact
    if contact is None or contact.own is None:
        return None
    return PrintedSheet(
        name=name,
        language=frame.language,
        own=contact.own,
        emergency=contact.emergency,
        address=card_address(frame.language.code),
    )


def is_printed(frame: Frame) -> bool:
    """Whether the language of the frame has a page that a QR code can lead to."""
    return any(link.is_current for link in frame.languages)


def staff_screen() -> StaffScreen:
    """For staff: every sheet, what is not there yet, what nobody has read yet. Four queries."""
    homes = HomePage.objects.live().filter(alias_of=None).select_related("locale")
    reviewed = {home.language_code: home.is_reviewed for home in homes}
    there = [language for language in PUBLIC_LANGUAGES if language.code in reviewed]
    own = helpline_contact().own
    return StaffScreen(
        own=own,
        languages=tuple(
            LanguageSheets(language, _links(language, public_origin()), reviewed[language.code])
            for language in there
        ),
        missing=tuple(language for language in PUBLIC_LANGUAGES if language not in there),
        origin=card_origin(),
        is_neutral_origin=bool(settings.NEUTRAL_HOSTS),
        organisation=settings.ORGANISATION_NAME,
    )


def _links(
    language: Language, origin: str = "", *, only_neutral: bool = False
) -> tuple[SheetLink, ...]:
    return tuple(
        SheetLink(
            name,
            pdf=origin + printed_matter_path(language.code, f"{address}.pdf"),
            page=origin + printed_matter_path(language.code, f"{address}/"),
        )
        for address, name in SHEET_NAMES.items()
        if name.is_neutral or not only_neutral
    )
