from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from portal.doors import Door, door_reverse
from website.addresses import public_origin
from website.inline_assets import inline_script as script_text
from website.inline_assets import inline_style as style_text
from website.inline_assets import paper_style as paper_style_text
from website.search_engines.structured_data import as_script_text, phone_line_data
from website.selectors import Frame

register = template.Library()


@register.simple_tag
def inline_style() -> SafeString:
    # The policy names this very text by its hash: it goes out as it is.
    return mark_safe(style_text())  # noqa: S308


@register.simple_tag
def paper_style() -> SafeString:
    return mark_safe(paper_style_text())  # noqa: S308


@register.simple_tag
def inline_script() -> SafeString:
    return mark_safe(script_text())  # noqa: S308


@register.simple_tag(takes_context=True)
def one_history_entry(context: Context) -> bool:
    """Whether links replace one another in the history; never in the editor's preview."""
    is_preview = getattr(context.get("request"), "is_preview", False)
    of_page = getattr(context.get("page"), "keeps_one_history_entry", True)
    return bool(settings.ONE_HISTORY_ENTRY) and of_page and not is_preview


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of `website/icons/`; one that points somewhere turns around with the script."""
    return _drawing(str(name))


@cache
def _drawing(name: str) -> SafeString:
    return SafeString(get_template(f"website/icons/{name}.svg").render())


@register.simple_tag
def phone_line_script(frame: Frame) -> SafeString | str:
    """The number and its hours for search engines; empty while there is no number."""
    data = phone_line_data(frame.contact, frame.offers) if frame.contact else None
    return as_script_text(data) if data else ""


@register.simple_tag
def share_picture_address() -> str:
    return public_origin() + door_reverse(Door.WWW, "share_picture")
