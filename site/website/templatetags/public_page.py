from collections.abc import Hashable
from datetime import date, datetime
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_day_names
from django import template
from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.template.loader import get_template
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language

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


@register.filter
def day_words(day: date) -> str:
    """A day as the visitor's language writes it (CLDR), in the digits of phone numbers."""
    return format_date(day, "long", locale=_cldr_locale())


@register.filter
def weekday_word(moment: date) -> str:
    """The weekday of a day, or of a moment in Slovenia."""
    return format_date(
        localtime(moment) if isinstance(moment, datetime) else moment, "EEEE", locale=_cldr_locale()
    )


@register.filter
def weekday_name(weekday: int) -> str:
    """The name of a weekday that stands by itself; Monday is 0."""
    return str(get_day_names("wide", "stand-alone", _cldr_locale())[weekday])


def _cldr_locale() -> str:
    return _cldr_name(get_language() or settings.LANGUAGE_CODE)


@cache
def _cldr_name(code: str) -> str:
    # Days before months, as everywhere on this site.
    return str(Locale.parse("en-GB" if code == "en" else code, sep="-"))


@register.simple_tag(takes_context=True)
def one_history_entry(context: Context) -> bool:
    """Whether links replace one another in the history; never in the editor's preview."""
    is_preview = getattr(context.get("request"), "is_preview", False)
    of_page = getattr(context.get("page"), "keeps_one_history_entry", True)
    return bool(settings.ONE_HISTORY_ENTRY) and of_page and not is_preview


@register.simple_tag(takes_context=True)
def own_path(context: Context) -> str:
    """The path that was asked for; what begins as `//host` stays with us."""
    request = context.get("request")
    return escape_leading_slashes(escape_uri_path(request.path)) if request else ""


@register.simple_tag(takes_context=True)
def is_at(context: Context, path: str) -> bool:
    return getattr(context.get("request"), "path", None) == path


@register.simple_tag
def made_once(name: str, **values: Hashable) -> SafeString:
    """The template `name` with these values and nothing else in it, made once a process.

    Values come from the editors, never from who asks: they would fill the memory.
    TypeError for a record: it equals itself whatever is written in it.
    """
    return _made_once(name, get_language(), tuple(values.items()))


@lru_cache(maxsize=2_048)
def _made_once(
    name: str, _language: str | None, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    if any(isinstance(value, Model) for _name, value in values):
        raise TypeError
    return SafeString(get_template(name).render(dict(values)))


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
