"""PO files of the translations: out, through any tool for them, and in again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polib
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import to_locale
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

# A language's whole site is a tenth of it.
BYTES_MOST = 2 * 1024 * 1024
LANGUAGE_FIELD = "X-Portal-Language"
FUZZY = "fuzzy"
# Of a text: its page with the path in it.
Context = str


@dataclass(frozen=True)
class Text:
    """A text of a page that is being translated, and what is written for it."""

    translation: Translation
    segment: StringSegment
    written: StringTranslation | None
    former: str

    @property
    def context(self) -> Context:
        return f"{self.translation.source.object_id}/{self.segment.context.path}"

    @property
    def source(self) -> str:
        return plain(self.segment.string.data)


@dataclass(frozen=True)
class Refused:
    """An entry of a file that was not taken, and why."""

    text: str
    reason: str


@dataclass
class Taken:
    """What came of a file."""

    taken: int = 0
    same: int = 0
    empty: int = 0
    refused: list[Refused] = field(default_factory=list)


def plain(data: str) -> str:
    """A text as it is read: wagtail-localize keeps it with its markup escaped."""
    return StringValue(data).render_text()


def catalogue_texts(locale: Locale, translations: Iterable[Translation]) -> list[Text]:
    """Every text of the pages in reading order; three queries, however many pages."""
    by_source = {translation.source_id: translation for translation in translations}
    written = _written(locale, by_source.values())
    segments = (
        StringSegment.objects.filter(source_id__in=by_source)
        .select_related("context", "string")
        .order_by("source__object_repr", "source_id", "order")
    )
    return [_text(by_source[segment.source_id], segment, written) for segment in segments]


def _written(
    locale: Locale, translations: Iterable[Translation]
) -> dict[int, dict[int, StringTranslation]]:
    """By context, then by the source text it was written for."""
    objects = [translation.source.object_id for translation in translations]
    found = StringTranslation.objects.filter(
        locale=locale, context__object_id__in=objects
    ).select_related("translation_of")
    written: dict[int, dict[int, StringTranslation]] = {}
    for one in found.order_by("pk"):
        written.setdefault(one.context_id, {})[one.translation_of_id] = one
    return written


def _text(
    translation: Translation,
    segment: StringSegment,
    written: dict[int, dict[int, StringTranslation]],
) -> Text:
    here = written.get(segment.context_id, {})
    own = here.get(segment.string_id)
    older = [one for one in here.values() if own and one.data == own.data and one is not own]
    former = plain(older[-1].translation_of.data) if older else ""
    return Text(translation, segment, own, former)


def catalogue_of(locale: Locale, translations: Iterable[Translation]) -> polib.POFile:
    """A PO file of the pages; what a person has to compare or to correct is fuzzy."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = _header(locale)
    catalogue.extend(map(_entry, catalogue_texts(locale, translations)))
    return catalogue


def _header(locale: Locale) -> dict[str, str]:
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M%z")
    return {
        "Project-Id-Version": "portal",
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Last-Translator": "translator",
        "Language-Team": locale.language_code,
        "Language": to_locale(locale.language_code),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        LANGUAGE_FIELD: locale.language_code,
    }


def _entry(text: Text) -> polib.POEntry:
    is_open = text.written is not None and text.written.has_error
    page = text.translation.source.object_repr
    return polib.POEntry(
        msgctxt=text.context,
        msgid=text.source,
        msgstr=plain(text.written.data) if text.written else "",
        comment=f"{page}: {text.segment.context.field_path}",
        flags=[FUZZY] if is_open else [],
        previous_msgid=(text.former or None) if is_open else None,
    )


def catalogue_read(content: bytes, locale: Locale) -> polib.POFile:
    """The catalogue in a file.

    ValidationError where it is none, too large or of another language.
    """
    if len(content) > BYTES_MOST:
        raise ValidationError(_("The file is larger than %(n)d MB.") % {"n": BYTES_MOST // 2**20})
    try:
        # Polib reads what is the name of a file from the disk; no file is called like this.
        catalogue = polib.pofile("#\n" + content.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ValidationError(_("This is no PO file in UTF-8. Nothing was taken.")) from error
    language = catalogue.metadata.get(LANGUAGE_FIELD, "")
    if language != locale.language_code:
        message = _("The file is for another language (%(other)s). Nothing was taken.")
        raise ValidationError(message % {"other": language or "–"})
    return catalogue


def open_entries(catalogue: polib.POFile) -> Iterator[Any]:
    """The entries that are still to be read: what a tool set aside as obsolete is not."""
    yield from (entry for entry in catalogue if not entry.obsolete)
