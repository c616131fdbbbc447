import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object
from wagtail_localize.segments.extract import extract_segments

from website.models import CallBackPage, ContactPage, HomePage, RightsPage, VictimPage
from website.selectors import public_page_models

MODELS = [HomePage, ContactPage, CallBackPage, RightsPage]


@pytest.fixture
def third_language(public_site: None) -> Locale:
    """English starts over: its pages go, so that they can be translated anew."""
    HomePage.objects.get(locale__language_code="en").delete()
    return Locale.objects.get(language_code="en")


def texts_of(page: VictimPage) -> set[str]:
    texts = {page.title, page.slug, page.search_description, page.heading, page.intro}
    for block in page.body:
        texts |= {block.value["heading"], block.value["text"]}
    return texts | ({page.closing} if isinstance(page, RightsPage) else set())


def sources_of(page: VictimPage) -> list[str]:
    return [block.value["source"] for block in page.body]


def test_every_page_type_is_tested() -> None:
    assert set(public_page_models()) == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_translators_get_every_text_and_no_source(
    public_site: None, model: type[VictimPage]
) -> None:
    page = model.objects.get(locale__language_code="sl")
    assert {str(segment.string.data) for segment in extract_segments(page)} == texts_of(page)


@pytest.mark.parametrize("model", MODELS)
def test_translation_survives_the_round_trip(
    third_language: Locale, model: type[VictimPage]
) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    page = model.objects.get(locale__language_code="sl")
    for source in {home, page}:
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
    assert [block.value["icon"] for block in translated.body] == [
        block.value["icon"] for block in page.body
    ]
    if model is RightsPage:
        assert [b.value["source"] for b in translated.body] == [
            b.value["source"] for b in page.body
        ]


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
