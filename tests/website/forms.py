"""What the editor's browser sends for a page that nobody changed."""

from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField

from website.models import VictimPage

PLAIN_FIELDS = (
    "title", "slug", "seo_title", "search_description", "heading", "intro", "closing",
    "result_yes", "result_no",
)  # fmt: skip


def form_of(page: VictimPage) -> dict[str, Any]:
    form: dict[str, Any] = {name: getattr(page, name, "") for name in PLAIN_FIELDS}
    form |= {"checked_on": "", "reviewed_on": "", "reviewed_by": ""}
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            form |= _block_form(field.name, field.stream_block, getattr(page, field.name))
    return form


def _block_form(prefix: str, block: blocks.Block, value: Any) -> dict[str, Any]:
    match block:
        case blocks.StreamBlock():
            return _items_form(
                prefix, [(child.block, child.value, child.block_type, child.id) for child in value]
            )
        case blocks.ListBlock():
            return _items_form(
                prefix,
                [
                    (block.child_block, child.value, "item", child.id)
                    for child in value.bound_blocks
                ],
            )
        case blocks.StructBlock():
            form: dict[str, Any] = {}
            for name, child in block.child_blocks.items():
                form |= _block_form(f"{prefix}-{name}", child, value[name])
            return form
        case _:
            return {prefix: "" if value is None else value}


def _items_form(
    prefix: str, items: list[tuple[blocks.Block, Any, str, str | None]]
) -> dict[str, Any]:
    form: dict[str, Any] = {f"{prefix}-count": str(len(items))}
    for index, (block, value, kind, key) in enumerate(items):
        at = f"{prefix}-{index}"
        form |= {f"{at}-deleted": "", f"{at}-order": str(index), f"{at}-type": kind}
        form |= {f"{at}-id": key or ""}
        form |= _block_form(f"{at}-value", block, value)
    return form
