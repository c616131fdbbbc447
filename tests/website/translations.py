"""Pages in several languages, and changes to single texts of them."""

import json
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from website.models import HomePage, PublicPage, TranslationState
from website.translation_states.differences import page_difference


def page_in(language: str, model: type[PublicPage] = HomePage) -> Any:
    """The first page of a type in a language, as it is stored."""
    return model.objects.filter(locale__language_code=language).order_by("path").first()


def state_in(language: str, model: type[PublicPage] = HomePage) -> TranslationState:
    return TranslationState.objects.get(pk=page_in(language, model).pk)


def publish(page: PublicPage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def save(page: PublicPage, **fields: Any) -> None:
    """Write a page as every way to publish it does in the end, without its limits."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save(clean=False)


def wrong_blocks(language: str, model: type[PublicPage] = HomePage) -> list[str]:
    """The blocks that the screen names as not current."""
    return [block.key for block in page_difference(page_in(language, model)).open]


def with_text(page: PublicPage, path: str, text: str) -> dict[str, Any]:
    """The field that a text stands in, and its value with the text changed."""
    return _with_value(page, path, lambda _old: text)


def with_added_text(page: PublicPage, path: str, more: str) -> dict[str, Any]:
    return _with_value(page, path, lambda old: f"{old}{more}")


def raw_blocks(page: PublicPage, field: str) -> list[dict[str, Any]]:
    """The stored form of a stream, to be changed and put back."""
    value = getattr(page, field)
    stored: list[dict[str, Any]] = json.loads(json.dumps(value.get_prep_value()))
    return stored


def _with_value(page: PublicPage, path: str, change: Any) -> dict[str, Any]:
    name, *parts = path.split(".")
    if not isinstance(page._meta.get_field(name), StreamField):
        return {name: change(getattr(page, name))}
    blocks = raw_blocks(page, name)
    *way, last = parts
    place: Any = blocks
    for part in way:
        place = _at(place, part)
    if isinstance(place, list):
        item = next(item for item in place if item["id"] == last)
        item["value"] = change(item["value"])
    else:
        place[last] = change(place[last])
    return {name: blocks}


def _at(place: Any, part: str) -> Any:
    if isinstance(place, list):
        return next(item["value"] for item in place if item["id"] == part)
    return place[part]


def translation_of(page: PublicPage, language: str) -> Translation:
    """A translation in the translator's editor, whose target page is there already."""
    locale = Locale.objects.get(language_code=language)
    translate_object(page, [locale])
    source = TranslationSource.objects.get_for_instance(page)
    return Translation.objects.get(source=source, target_locale=locale)


def translate(translation: Translation, path: str, text: str) -> None:
    segment = translation.source.stringsegment_set.get(context__path=path)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={"data": text, "has_error": False, "field_error": ""},
    )
