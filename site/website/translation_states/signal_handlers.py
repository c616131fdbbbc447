"""Every way to change a page ends in a write of its row: there the states follow, in the same
transaction. Publishing signals would come after it, and not for what the translator's editor saves.
"""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_delete, post_save

from website.models import PublicPage
from website.translation_states.services import page_states_follow, page_states_forget
from website.translation_states.texts import text_fields

# Beside its texts, what a state follows from.
OTHER_FIELDS = frozenset(
    {"live", "reviewed_on", "alias_of", "alias_of_id", "locale", "live_revision"}
)


def connect_signal_handlers() -> None:
    # Selectors read the models, hence not at import.
    from website.selectors import public_page_models

    for model in public_page_models():
        name = f"website.translation_states.{model.__name__}"
        post_save.connect(page_saved, sender=model, dispatch_uid=name)
        post_delete.connect(page_deleted, sender=model, dispatch_uid=name)


def page_saved(
    instance: PublicPage,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **_kwargs: Any,
) -> None:
    if not raw and (update_fields is None or _matters(type(instance), update_fields)):
        page_states_follow(instance)


def page_deleted(instance: PublicPage, **_kwargs: Any) -> None:
    page_states_forget(instance)


def _matters(model: Any, names: Collection[str]) -> bool:
    return not OTHER_FIELDS.union(text_fields(model)).isdisjoint(names)
