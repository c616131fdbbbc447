"""However a source page is published, its row is written: there translators' texts follow."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save

from website.models import PublicPage
from website.translation_desk.services import source_follow


def connect_signal_handlers() -> None:
    # Selectors read the models, hence not at import.
    from website.selectors import public_page_models

    for model in public_page_models():
        name = f"website.translation_desk.{model.__name__}"
        post_save.connect(page_saved, sender=model, dispatch_uid=name)


def page_saved(
    instance: PublicPage,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **_kwargs: Any,
) -> None:
    if not raw and update_fields is None and instance.live:
        # Read anew: what a form had in memory lacks the keys of new list items.
        source_follow(type(instance)._base_manager.select_related("locale").get(pk=instance.pk))
