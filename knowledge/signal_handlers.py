"""What is derived from the pages follows what is published, after the change is committed."""

from threading import local
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, page_unpublished, post_page_move

from knowledge.enums import Readers
from knowledge.law.services import citations_rebuild, citations_update
from knowledge.models import LegalActPage, LegalArticlePage, SectionPage
from knowledge.policies import readers_narrowest
from knowledge.reading.changes import READERS_LOGGED
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
    pre_delete.connect(
        section_goes, sender=SectionPage, dispatch_uid="knowledge.signal_handlers.section_goes"
    )


def section_goes(instance: SectionPage, **_kwargs: Any) -> None:
    """Keep with the log entry whom a section was for: its title stays closed when it is gone."""
    steps = range(Page.steplen, len(instance.path) + 1, Page.steplen)
    above = SectionPage.objects.filter(path__in=[instance.path[:end] for end in steps])
    circles = above.values_list("readers", flat=True)
    narrowest = readers_narrowest(map(Readers, circles))
    if narrowest != Readers.ALL:
        entries = PageLogEntry.objects.filter(page=instance.pk, action="wagtail.delete")
        entries.update(data={READERS_LOGGED: narrowest.value})


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
