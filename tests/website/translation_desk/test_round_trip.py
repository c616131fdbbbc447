"""Every kind of page and block goes through a translation: all its texts, nothing else."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from website import blocks as website_blocks
from website.blocks import SourceBlock
from website.models import PublicPage
from website.selectors import public_page_models
from website.translation_desk.segments import source_store, texts_by_path
from website.translation_desk.services import translation_draft_save

MODELS = public_page_models()
# Fields of a page that visitors never read, and the name of the organisation.
NOT_TRANSLATED = {
    "url_path", "draft_title", "seo_title", "reviewed_by", "path", "controller",
}  # fmt: skip


def stream_fields(model: type[Page]) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]


def filled(block: blocks.Block, name: str) -> Any:
    """A raw value of the block with another text in every place."""
    match block:
        case blocks.StreamBlock():
            return [
                {"type": kind, "id": f"{name}-{kind}", "value": filled(child, f"{name}-{kind}")}
                for kind, child in block.child_blocks.items()
            ]
        case blocks.ListBlock():
            return [
                {
                    "type": "item",
                    "id": f"{name}-{i}",
                    "value": filled(block.child_block, f"{name}-{i}"),
                }
                for i in (1, 2)
            ]
        case blocks.StructBlock():
            return {
                key: filled(child, f"{name}-{key}") for key, child in block.child_blocks.items()
            }
        case blocks.MultipleChoiceBlock():
            return [first_choice(block)]
        case blocks.ChoiceBlock():
            return first_choice(block)
        case blocks.DateBlock():
            return "2026-11-22"
        case blocks.BooleanBlock():
            return True
        case blocks.IntegerBlock():
            return 7
        case blocks.CharBlock() | blocks.TextBlock():
            return f"Besedilo {name} & <b>"
        case _:
            raise NotImplementedError(f"Say what a filled {type(block).__name__} is.")


def first_choice(block: Any) -> str:
    choices = [key for key, _label in block.field.choices if key]
    return str(choices[0])


def own_text_fields(model: type[Page]) -> set[str]:
    return {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NOT_TRANSLATED
        and not isinstance(field, StreamField)
    }


def full_page(model: type[PublicPage]) -> PublicPage:
    """The Slovene page with another text in each of its places."""
    page = model.objects.filter(locale__language_code="sl").first()
    if page is None:
        section = Page.objects.filter(locale__language_code="sl", slug="novice").get()
        page = model(locale=section.locale, live=False, title="Novica", slug="novica-ena")
        page.heading = page.intro = page.search_description = "Novica"
        section.add_child(instance=page)
    for field in stream_fields(model):
        setattr(page, field.name, field.to_python(filled(field.stream_block, field.name)))
    page.is_saved_as_draft = True
    page.live = False
    page.save(clean=False)
    return model.objects.get(pk=page.pk)


@pytest.mark.parametrize("model", MODELS)
def test_every_text_field_of_a_page_is_translated(model: type[PublicPage]) -> None:
    translated = {field.field_name for field in get_translatable_fields(model)}
    assert own_text_fields(model) <= translated
    assert {field.name for field in stream_fields(model)} <= translated


@pytest.mark.parametrize("model", [model for model in MODELS if stream_fields(model)])
def test_every_text_of_every_block_is_extracted(model: type[PublicPage]) -> None:
    for field in stream_fields(model):
        value = field.to_python(filled(field.stream_block, field.name))
        segments = StreamFieldSegmentExtractor(field).handle_stream_block(value)
        found = {segment.string.render_text() for segment in segments}
        wanted = set(raw_texts(field.stream_block, filled(field.stream_block, field.name)))
        assert wanted
        assert found == wanted


def raw_texts(block: blocks.Block, value: Any) -> Iterator[str]:
    match block:
        case blocks.StreamBlock():
            for child in value:
                yield from raw_texts(block.child_blocks[child["type"]], child["value"])
        case blocks.ListBlock():
            for child in value:
                yield from raw_texts(block.child_block, child["value"])
        case blocks.StructBlock():
            for name, child in block.child_blocks.items():
                yield from raw_texts(child, value[name])
        case SourceBlock():
            return
        case blocks.CharBlock() | blocks.TextBlock():
            yield value


def test_every_block_of_the_site_is_on_some_page() -> None:
    """What no page has would never be looked at here."""
    used = {
        type(found)
        for model in MODELS
        for field in stream_fields(model)
        for found in below(field.stream_block)
    }
    own = {
        found
        for found in vars(website_blocks).values()
        if isinstance(found, type)
        and issubclass(found, blocks.StructBlock)
        and found.__module__ == website_blocks.__name__
    }
    # Parents of other blocks are on no page themselves.
    own = {found for found in own if not any(issubclass(other, found) for other in own - {found})}
    assert own <= used


def below(block: blocks.Block) -> Iterator[blocks.Block]:
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from below(child)
    if isinstance(block, blocks.ListBlock):
        yield from below(block.child_block)


def page_below_drafts(page: PublicPage, locale: Locale) -> Page:
    """The page in a language, with the pages above it, as drafts where they are not there."""
    above = page.get_ancestors().filter(depth__gt=1).specific()
    for found in (*above, page):
        made = found.get_translation_or_none(locale) or found.copy_for_translation(locale)
    return made


@pytest.mark.parametrize("code", ["ar", "zh-hans"])
@pytest.mark.parametrize("model", MODELS)
def test_translation_has_all_texts_and_everything_else_as_it_was(
    public_site: None, model: type[PublicPage], code: str
) -> None:
    page = full_page(model)
    locale, _created = Locale.objects.get_or_create(language_code=code)
    target = page_below_drafts(page, locale)
    source = source_store(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = {"ar": "نص", "zh-hans": "文本"}[code]
    for number, segment in enumerate(source.stringsegment_set.select_related("context")):
        is_slug = segment.context.path == "slug"
        StringTranslation.objects.update_or_create(
            translation_of_id=segment.string_id, context_id=segment.context_id, locale=locale,
            defaults={"data": f"s-{number}" if is_slug else f"{words} {number}"},
        )  # fmt: skip
    translated = translation_draft_save(translation, actor=None).as_object()
    assert translated.pk == target.pk
    texts = texts_by_path(translated)
    assert texts.keys() == texts_by_path(page).keys()
    assert all(text.startswith((words, "s-")) for text in texts.values())
    for field in stream_fields(model):
        assert without_texts(field, translated) == without_texts(field, page)


def without_texts(field: StreamField, page: PublicPage) -> Any:
    raw = copy.deepcopy(list(getattr(page, field.name).get_prep_value()))
    return _emptied(field.stream_block, raw)


def _emptied(block: blocks.Block, value: Any) -> Any:
    match block:
        case blocks.StreamBlock():
            return [
                {**child, "value": _emptied(block.child_blocks[child["type"]], child["value"])}
                for child in value
            ]
        case blocks.ListBlock():
            return [
                {**child, "value": _emptied(block.child_block, child["value"])} for child in value
            ]
        case blocks.StructBlock():
            return {
                name: _emptied(child, value[name]) for name, child in block.child_blocks.items()
            }
        case SourceBlock():
            return value
        case blocks.CharBlock() | blocks.TextBlock():
            return ""
        case _:
            return value
