"""What is derived from the pages follows what is published, after the change is committed."""

from threading import local
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete, pre_save
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, page_unpublished, post_page_move

from knowledge.law.services import citations_rebuild, citations_update
from knowledge.models import LegalActPage, LegalArticlePage, SectionPage
from knowledge.reading.log_notes import SECTION_NOTE, readers_log, section_note
from knowledge.search.changes import change_note
from knowledge.search.services import KNOWLEDGE_PAGES, index_update

LAW_PAGES = (LegalActPage, LegalArticlePage)
_waiting = local()


def connect_signal_handlers() -> None:
    for model in KNOWLEDGE_PAGES:
        name = f"knowledge.{model.__name__}"
        page_published.connect(page_changed, sender=model, dispatch_uid=name)
        page_unpublished.connect(page_changed, sender=model, dispatch_uid=name)
        post_page_move.connect(page_changed, sender=model, dispatch_uid=name)
        post_delete.connect(page_changed, sender=model, dispatch_uid=name)
    name = "knowledge.signal_handlers.readers"
    page_published.connect(section_published, sender=SectionPage, dispatch_uid=name)
    post_page_move.connect(section_moved, sender=SectionPage, dispatch_uid=name)
    pre_save.connect(
        log_entry_arrives,
        sender=PageLogEntry,
        dispatch_uid="knowledge.signal_handlers.log_entry_arrives",
    )


def log_entry_arrives(instance: PageLogEntry, raw: bool = False, **_kwargs: Any) -> None:
    """Keep with what happens to a section whom it was for; a note is never written again."""
    if raw or not instance._state.adding:
        return
    note = section_note(instance)
    if note is not None:
        # Scheduled work logs every kind of page as a page.
        instance.content_type = ContentType.objects.get_for_model(SectionPage)
        instance.data = {**(instance.data or {}), SECTION_NOTE: note}


def section_published(instance: SectionPage, **_kwargs: Any) -> None:
    if instance.numchild:
        readers_log(instance, inclusive=False)


def section_moved(instance: Page, **_kwargs: Any) -> None:
    readers_log(instance, inclusive=True)


def page_changed(instance: Page, **_kwargs: Any) -> None:
    """Note a page; what all changes of one transaction touched is brought up to date at once."""
    change_note(instance.pk, instance.path)
    _changed_pages()[instance.pk] = (instance.path, isinstance(instance, LAW_PAGES))
    transaction.on_commit(_follow_changed)


def _follow_changed() -> None:
    changed = dict(_changed_pages())
    _changed_pages().clear()
    if not changed:
        return
    index_update()
    if any(is_law for _path, is_law in changed.values()):
        citations_rebuild()
    else:
        citations_update(path for path, _is_law in changed.values())


def _changed_pages() -> dict[int, tuple[str, bool]]:
    if not hasattr(_waiting, "pages"):
        _waiting.pages = {}
    pages: dict[int, tuple[str, bool]] = _waiting.pages
    return pages
