"""The index follows what is published, after the change is committed."""

from threading import local
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from knowledge.search.changes import change_note
from knowledge.search.services import KNOWLEDGE_PAGES, index_update

_waiting = local()


def connect_signal_handlers() -> None:
    for model in KNOWLEDGE_PAGES:
        name = f"knowledge.search.{model.__name__}"
        page_published.connect(page_changed, sender=model, dispatch_uid=name)
        page_unpublished.connect(page_changed, sender=model, dispatch_uid=name)
        post_page_move.connect(page_changed, sender=model, dispatch_uid=name)
        post_delete.connect(page_changed, sender=model, dispatch_uid=name)


def page_changed(instance: Page, **_kwargs: Any) -> None:
    """Note a page; all that one transaction changed are written to the index at once."""
    change_note(instance.pk, instance.path)
    _waiting.for_commit = True
    transaction.on_commit(_update)


def _update() -> None:
    if getattr(_waiting, "for_commit", False):
        _waiting.for_commit = False
        index_update()
