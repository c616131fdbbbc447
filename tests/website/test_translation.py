import datetime
import json
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from wagtail.fields import StreamField
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object
from wagtail_localize.segments.extract import extract_segments

from website.blocks import texts_of as block_texts
from website.models import AnnouncementPage, HomePage, PublicPage
from website.selectors import public_page_models

# What is announced has no first text: it comes from the editors.
MODELS = [model for model in public_page_models() if model is not AnnouncementPage]
OWN_TEXTS = ("closing", "result_yes", "result_no")


@pytest.fixture
def third_language(public_site: None) -> Locale:
    """English starts over: its pages go, so that they can be translated anew."""
    HomePage.objects.get(locale__language_code="en").delete()
    return Locale.objects.get(language_code="en")


def streams_of(page: PublicPage) -> list[StreamField]:
    return [field for field in page._meta.get_fields() if isinstance(field, StreamField)]


def texts_of(page: PublicPage) -> set[str]:
    texts = {page.title, page.slug, page.search_description, page.heading, page.intro}
    texts |= {getattr(page, name) for name in OWN_TEXTS if hasattr(page, name)}
    for field in streams_of(page):
        texts |= set(block_texts(field.stream_block, getattr(page, field.name)))
    return texts


def raw_without_texts(page: PublicPage) -> str:
    """Everything of the streams that is not translated: drawings, sources, rules, dates, ids."""
    texts = texts_of(page)

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(child) for name, child in value.items()}
        if isinstance(value, list):
            return [without(child) for child in value]
        return "" if value in texts else value

    return json.dumps(
        [without(list(getattr(page, field.name).raw_data)) for field in streams_of(page)],
        sort_keys=True, default=str,
    )  # fmt: skip


def slovene(model: type[PublicPage]) -> PublicPage:
    return model.objects.filter(locale__language_code="sl").first()


@pytest.mark.parametrize("model", MODELS)
def test_translators_get_every_text_and_no_source(
    public_site: None, model: type[PublicPage]
) -> None:
    page = slovene(model)
    assert {str(segment.string.data) for segment in extract_segments(page)} == texts_of(page)


@pytest.mark.parametrize("model", MODELS)
def test_translation_survives_the_round_trip(
    third_language: Locale, model: type[PublicPage]
) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    page = slovene(model)
    # Every page above it needs its translation first.
    above = [found.specific for found in page.get_ancestors().filter(depth__gt=home.depth)]
    for source in dict.fromkeys([home, *above, page]):
        translate_object(source, [third_language])
    translation = Translation.objects.get(
        source=TranslationSource.objects.get_for_instance(page), target_locale=third_language
    )
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=third_language,
            context=segment.context,
            data=f"en-{segment.order}",
        )
    translation.save_target(publish=True)
    translated = model.objects.get(locale=third_language)
    assert len(texts_of(translated)) == translation.source.stringsegment_set.count()
    assert all(text.startswith("en-") for text in texts_of(translated))
    assert raw_without_texts(translated) == raw_without_texts(page)


def test_new_translation_is_a_draft_and_nobody_has_reviewed_it(third_language: Locale) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    home.reviewed_on, home.reviewed_by = datetime.date(2026, 11, 1), "Sonja"
    home.save_revision().publish()
    home.refresh_from_db()
    assert home.is_reviewed
    translate_object(home, [third_language])
    translated = HomePage.objects.get(locale=third_language)
    assert not translated.live
    assert not translated.is_reviewed
    assert translated.reviewed_by == ""


def test_page_types_share_no_content_type(public_site: None) -> None:
    types = ContentType.objects.get_for_models(*MODELS)
    assert len({content_type.pk for content_type in types.values()}) == len(MODELS)


def test_telling_title_of_a_translator_is_not_published_and_she_reads_why(
    third_language: Locale,
) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    translate_object(home, [third_language])
    source = TranslationSource.objects.get_for_instance(home)
    translation = Translation.objects.get(source=source, target_locale=third_language)
    title = source.stringsegment_set.get(context__path="title")
    written = StringTranslation.objects.create(
        translation_of=title.string,
        locale=third_language,
        context=title.context,
        data="Help for victims",
    )
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)
    written.refresh_from_db()
    assert "»victims«" in written.field_error
    assert not HomePage.objects.filter(title="Help for victims").exists()

    StringTranslation.objects.filter(pk=written.pk).update(data="You can call", has_error=False)
    translation.save_target(publish=True)
    assert HomePage.objects.get(locale=third_language).title == "You can call"
