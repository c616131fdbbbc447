"""Translations as wagtail-localize keeps them, with its traps closed (docs/translations.md)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import polib
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Revision
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from website.approvals.services import page_propose
from website.limits import publication_problems
from website.models import PublicPage
from website.selectors import public_page_models
from website.translation_desk.catalogue_files import (
    FUZZY,
    Refused,
    Taken,
    Text,
    open_entries,
    plain,
)
from website.translation_desk.field_checks import text_error
from website.translation_desk.segments import source_store, texts_by_path
from website.translation_desk.selectors import pages_closed, texts_open

# Kept with a translation until somebody has compared it; shown in the reader's language.
SOURCE_CHANGED = gettext_noop(
    "The source has changed since. This is the former translation: compare it, correct it and "
    "save it."
)
MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL
# An address stays what it was when the source's changes.
SLUG = "slug"
PO_FILE = "PO"
EXCERPTS = 5


# --- Pages that were translated without wagtail-localize ---


@transaction.atomic
def translations_adopt() -> int:
    """Let wagtail-localize know each translation that was made without it, e.g. as a first text.

    Nothing on any page changes. Returns how many became known.
    """
    unknown: dict[Any, list[PublicPage]] = defaultdict(list)
    for page in _pages_unknown():
        unknown[page.translation_key].append(page)
    for source_page in _source_pages(unknown):
        source = _source_of(source_page)
        for page in unknown[source_page.translation_key]:
            translation = Translation.objects.create(source=source, target_locale=page.locale)
            _texts_take(translation, page, same_too=True)
    return sum(map(len, unknown.values()))


def _pages_unknown() -> list[PublicPage]:
    known = set(Translation.objects.values_list("source__object_id", "target_locale_id"))
    return [
        page
        for model in public_page_models()
        for page in _independent(model).exclude(locale__language_code=settings.LANGUAGE_CODE)
        if (page.translation_key, page.locale_id) not in known
    ]


def _source_pages(keys: Iterable[Any]) -> list[PublicPage]:
    keys = list(keys)
    return (
        [
            page
            for model in public_page_models()
            for page in _independent(model).filter(
                translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE
            )
        ]
        if keys
        else []
    )


def _independent(model: type[PublicPage]) -> Any:
    return model.objects.filter(alias_of=None).select_related("locale")


def _source_of(page: PublicPage) -> TranslationSource:
    found = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    )
    return found.first() or source_store(page)


def _texts_take(translation: Translation, page: PublicPage, *, same_too: bool) -> None:
    """Take the page's own texts for its translation, by path.

    A text that is the source's word for word is taken only where it is known to be meant.
    """
    own = texts_by_path(_as_edited(page))
    known = {
        (found.context_id, found.translation_of_id): found
        for found in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=page.translation_key
        )
    }
    new, changed = [], []
    for segment in translation.source.stringsegment_set.select_related("context", "string"):
        text = own.get(segment.context.path, "")
        there = known.get((segment.context_id, segment.string_id))
        if there and text and there.data != text and text != segment.string.data:
            there.data = text
            changed.append(there)
        elif not there and text and (same_too or text != segment.string.data):
            new.append(_translated(segment, translation, text))
    StringTranslation.objects.bulk_create(new, ignore_conflicts=True)
    StringTranslation.objects.bulk_update(changed, ["data"])


def _as_edited(page: PublicPage) -> PublicPage:
    if not page.has_unpublished_changes:
        return page
    latest: PublicPage = page.get_latest_revision_as_object()
    return latest


def _translated(segment: StringSegment, translation: Translation, text: str) -> StringTranslation:
    return StringTranslation(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
        data=text,
        translation_type=MANUAL,
    )


# --- The source goes on ---


@transaction.atomic
def source_follow(page: PublicPage) -> None:
    """Show translators the page as it is now public; what they wrote before is offered, marked.

    Nothing on a translated page changes.
    """
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is None:
        return
    before = dict(source.stringsegment_set.values_list("context_id", "string_id"))
    source_store(page)
    after = dict(source.stringsegment_set.values_list("context_id", "string_id"))
    _former_offer(
        {
            context: (before[context], string)
            for context, string in after.items()
            if before.get(context, string) != string
        }
    )


def _former_offer(changed: dict[int, tuple[int, int]]) -> None:
    former = StringTranslation.objects.filter(
        context_id__in=changed, translation_of_id__in=[old for old, _new in changed.values()]
    ).select_related("context")
    StringTranslation.objects.bulk_create(
        (
            _marked(found, changed[found.context_id][1])
            for found in former
            if found.translation_of_id == changed[found.context_id][0]
        ),
        # Where this very text was translated before, that translation counts.
        ignore_conflicts=True,
    )


def _marked(former: StringTranslation, string_id: int) -> StringTranslation:
    is_open = former.context.path != SLUG
    return StringTranslation(
        translation_of_id=string_id,
        context_id=former.context_id,
        locale_id=former.locale_id,
        data=former.data,
        translation_type=former.translation_type,
        tool_name=former.tool_name,
        last_translated_by_id=former.last_translated_by_id,
        has_error=is_open,
        field_error=SOURCE_CHANGED if is_open else "",
    )


# --- The translator's work ---


@transaction.atomic
def text_check(translation: Translation, segment: StringSegment) -> None:
    """Mark what a translator wrote where its field would not take it."""
    written = StringTranslation.objects.filter(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
    ).first()
    if written is None or (written.has_error and not written.field_error):
        return
    error = segment_error(translation, segment, written.data)
    written.has_error, written.field_error = bool(error), error
    written.save(update_fields=["has_error", "field_error"])


def segment_error(translation: Translation, segment: StringSegment, data: str) -> str:
    """Why a translation of the segment may not stand on the page; nothing where it may."""
    model = translation.source.specific_content_type.model_class()
    return text_error(model, segment.context.field_path, StringValue(data).render_text())


@transaction.atomic
def translation_draft_save(translation: Translation, *, actor: Any) -> Revision:
    """Keep the translation as a draft of its page; what visitors see stays as it is.

    Wagtail-localize writes into the public page even where only a draft was asked for.
    ValidationError where title or address may not stand there.
    """
    source_page = translation.source.as_instance()
    page = translation.get_target_instance().get_latest_revision_as_object()
    locale = translation.target_locale
    copy_synchronised_fields(source_page, page)
    segments = translation.source._get_segments_for_translation(locale, fallback=True)
    ingest_segments(source_page, page, translation.source.locale, locale, segments)
    page.slug = find_available_slug(
        page.get_parent(), slugify(page.slug, allow_unicode=True), ignore_page_id=page.pk
    )
    page.is_saved_as_draft = True
    revision: Revision = page.save_revision(user=actor, log_action=True)
    TranslationLog.objects.create(source=translation.source, locale=locale, revision=revision)
    return revision


def open_texts_error(translation: Translation) -> ValidationError | None:
    """What keeps a translation from going on, with the texts named."""
    found = texts_open(translation)
    if not found:
        return None
    named = "; ".join(f"“{text.excerpt}”" for text in found[:EXCERPTS])
    more = len(found) - EXCERPTS
    message = _("Not yet translated, or to be compared again (%(count)d): %(texts)s")
    text = message % {"count": len(found), "texts": named}
    return ValidationError(text + (" …" if more > 0 else ""), code="open_texts")


def _whole_draft(translation: Translation, actor: Any) -> Revision:
    """ValidationError where a text is open, or the page breaks a limit."""
    error = open_texts_error(translation)
    if error:
        raise error
    revision = translation_draft_save(translation, actor=actor)
    problems = publication_problems(revision.as_object())
    if problems:
        raise ValidationError([problem.message for problem in problems])
    return revision


@transaction.atomic
def translation_publish(translation: Translation, *, actor: Any) -> Revision:
    """Show the translation to visitors. ValidationError where it is not whole or breaks a limit."""
    revision = _whole_draft(translation, actor)
    revision.publish(user=actor)
    return revision


@transaction.atomic
def translation_propose(translation: Translation, *, actor: Any) -> None:
    """Send a fresh draft of the translation to who approves it.

    ValidationError where it is not whole, breaks a limit, waits already or nobody approves.
    """
    page: Page = translation.get_target_instance()
    workflow = page.get_workflow()
    if workflow is None:
        raise ValidationError(_("Nobody is set up to approve this page. Tell an editor."))
    if page.workflow_in_progress:
        raise ValidationError(_("The page is waiting for approval already."))
    _whole_draft(translation, actor)
    page.refresh_from_db()
    page_propose(actor=actor, page=page)


@transaction.atomic
def translation_restart(translation: Translation, *, actor: Any) -> None:
    """Translate the page text by text again; what was written on the page meanwhile is kept."""
    page = translation.get_target_instance()
    _texts_take(translation, page, same_too=False)
    translation.enabled = True
    translation.save(update_fields=["enabled"])


# --- PO files ---


@transaction.atomic
def catalogue_take(
    catalogue: polib.POFile, texts: Iterable[Text], *, locale: Locale, actor: Any
) -> Taken:
    """Take the translations of a file; what cannot be taken is named, and nothing is published."""
    there = {text.context: text for text in texts}
    closed = pages_closed(locale)
    result = Taken()
    new: list[StringTranslation] = []
    changed: list[StringTranslation] = []
    before: set[str] = set()
    for entry in open_entries(catalogue):
        text = there.get(entry.msgctxt or "")
        reason = _refusal(entry, text, closed)
        if not reason and (entry.msgctxt or "") in before:
            reason = _("It stands in the file twice; the first was taken.")
        before.add(entry.msgctxt or "")
        if reason:
            result.refused.append(Refused(entry.msgid, reason))
        elif not entry.msgstr.strip():
            result.empty += 1
        elif text is not None and _is_same(entry, text):
            result.same += 1
        elif text is not None:
            _take_into(new, changed, text, entry.msgstr, locale, actor)
            result.taken += 1
    StringTranslation.objects.bulk_create(new)
    StringTranslation.objects.bulk_update(
        changed,
        ["data", "has_error", "field_error", "tool_name", "last_translated_by", "updated_at"],
    )
    return result


def _refusal(entry: Any, text: Text | None, closed: set[UUID]) -> str:
    if text is None:
        return _("No page of yours has this text any more.")
    if text.translation.source.object_id in closed and not _is_same(entry, text):
        return _("The page is locked, or waits for approval.")
    if text.source != entry.msgid:
        return _("The source has changed: “%(text)s”") % {"text": text.source}
    if not entry.msgstr.strip():
        return ""
    if FUZZY in entry.flags:
        return _("Marked in the file as not sure (fuzzy).")
    data = StringValue.from_plaintext(entry.msgstr).data
    return segment_error(text.translation, text.segment, data)


def _is_same(entry: Any, text: Text) -> bool:
    written = text.written
    return written is not None and not written.has_error and plain(written.data) == entry.msgstr


def _take_into(
    new: list[StringTranslation],
    changed: list[StringTranslation],
    text: Text,
    msgstr: str,
    locale: Locale,
    actor: Any,
) -> None:
    written = text.written or _translated(text.segment, text.translation, "")
    written.data = StringValue.from_plaintext(msgstr).data
    written.has_error, written.field_error = False, ""
    written.tool_name, written.last_translated_by = PO_FILE, actor
    written.updated_at = timezone.now()
    (changed if text.written else new).append(written)
    if text.segment.context.path == "title":
        Page.objects.filter(
            translation_key=text.translation.source.object_id, locale=locale
        ).update(draft_title=msgstr)
