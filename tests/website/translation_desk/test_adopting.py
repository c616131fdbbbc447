"""First texts become translations that the translator's editor knows, and nothing changes."""

import json
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests.website.translation_desk.conftest import page_in
from website.models import HomePage, PublicPage
from website.selectors import public_page_models
from website.services import starter_content_load
from website.translation_desk.segments import texts_by_path
from website.translation_desk.selectors import texts_open
from website.translation_desk.services import translations_adopt


def translated_pages() -> list[PublicPage]:
    return [
        page
        for model in public_page_models()
        for page in model.objects.exclude(locale__language_code="sl")
    ]


def test_every_first_text_has_its_translation_and_none_is_open(public_site: None) -> None:
    pages = translated_pages()
    assert len(pages) > 30
    for page in pages:
        translation = Translation.objects.get(
            source__object_id=page.translation_key, target_locale=page.locale
        )
        assert translation.enabled
        assert texts_open(translation) == []


def test_what_the_editor_is_given_is_what_stands_on_the_page(editor: Client) -> None:
    page = page_in("ar")
    answer = editor.get(f"/pages/{page.pk}/edit/").content.decode()
    props = json.loads(read_props(answer))
    given = {written["data"] for written in props["initialStringTranslations"]}
    assert given == set(texts_by_path(page).values())
    assert len(props["segments"]) == len(texts_by_path(page))


def read_props(html: str) -> str:
    return unescape(html.split('data-props="', 1)[1].split('"', 1)[0])


def test_what_is_known_is_left_alone(public_site: None) -> None:
    before = list(StringTranslation.objects.values_list("pk", "data").order_by("pk"))
    assert translations_adopt() == 0
    assert list(StringTranslation.objects.values_list("pk", "data").order_by("pk")) == before


def test_draft_of_an_editor_is_taken_and_not_overwritten(public_site: None) -> None:
    page = page_in("en")
    page.intro = "What an editor wrote by hand."
    page.save_revision()
    Translation.objects.filter(target_locale=page.locale).delete()
    StringTranslation.objects.filter(locale=page.locale).delete()
    assert translations_adopt() > 0
    data = StringTranslation.objects.get(
        locale=page.locale, context__path="intro", context__object_id=page.translation_key
    ).data
    assert data == "What an editor wrote by hand."


def test_number_of_queries_does_not_grow_with_the_texts(public_site: None) -> None:
    Translation.objects.all().delete()
    StringTranslation.objects.all().delete()
    TranslationSource.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        made = translations_adopt()
    # Some dozen a page, where wagtail-localize takes six a text.
    assert len(captured) < 16 * made


def test_a_language_that_comes_later_is_taken_too(db: None) -> None:
    starter_content_load(["sl"])
    assert not Translation.objects.exists()
    starter_content_load(["sl", "ar"])
    assert Translation.objects.filter(target_locale__language_code="ar").count() > 10
    assert HomePage.objects.get(locale__language_code="ar").live
