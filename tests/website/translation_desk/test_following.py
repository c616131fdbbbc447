"""The source goes on: translators see it at once, visitors see nothing of it."""

import pytest
from django.test import Client
from wagtail_localize.models import Translation, TranslationSource

from tests.website.conftest import Visit
from tests.website.translation_desk.conftest import (
    change_source,
    page_in,
    put_text,
    segment_at,
    translation_into,
    written_at,
)
from website.translation_desk.selectors import texts_open
from website.translation_desk.services import SOURCE_CHANGED

NEW = "Imate pravice. Povemo vam, katere."


def test_changed_sentence_is_open_in_every_language_and_the_former_one_is_offered(
    public_site: None,
) -> None:
    former = page_in("ar").intro
    assert texts_open(translation_into("ar")) == texts_open(translation_into("en")) == []
    change_source(NEW)
    for code in ("ar", "en"):
        (found,) = texts_open(translation_into(code))
        assert (found.path, found.text) == ("intro", NEW)
    offered = written_at(translation_into("ar"), "intro")
    assert offered.data == former
    assert offered.has_error
    assert offered.field_error == SOURCE_CHANGED


def test_nothing_that_visitors_see_changes(visit: Visit) -> None:
    before = visit("/ar/huquq/").content
    change_source(NEW)
    assert visit("/ar/huquq/").content == before


def test_translator_reads_in_slovene_that_the_source_has_changed(editor: Client) -> None:
    page = page_in("ar")
    mark = "Izvirnik se je medtem spremenil"
    assert mark not in editor.get(f"/pages/{page.pk}/edit/").content.decode()
    change_source(NEW)
    html = editor.get(f"/pages/{page.pk}/edit/").content.decode()
    assert mark in html
    assert NEW in html


def test_a_text_that_is_saved_again_is_no_longer_open(editor: Client) -> None:
    change_source(NEW)
    translation = translation_into("en")
    assert texts_open(translation)
    saved = put_text(editor, translation, "intro", "You have rights. We tell you which.")
    assert saved["error"] is None
    assert texts_open(translation) == []


def test_changed_twice_the_last_translation_is_offered(public_site: None) -> None:
    former = page_in("en").intro
    change_source("Prvič drugače.")
    change_source(NEW)
    offered = written_at(translation_into("en"), "intro")
    assert (offered.data, offered.has_error) == (former, True)


def test_changed_back_the_translation_counts_again(public_site: None) -> None:
    first = page_in("sl").intro
    change_source(NEW)
    assert texts_open(translation_into("en"))
    change_source(first)
    assert texts_open(translation_into("en")) == []


def test_a_draft_of_the_source_shows_translators_nothing(public_site: None) -> None:
    page = page_in("sl")
    page.intro = NEW
    page.save_revision()
    assert texts_open(translation_into("en")) == []


def test_address_of_the_source_changes_no_other_address(public_site: None) -> None:
    change_source("vase-pravice", "slug")
    kept = written_at(translation_into("en"), "slug")
    assert (kept.data, kept.has_error) == ("rights", False)


def test_texts_that_stay_keep_their_number_for_who_has_the_page_open(public_site: None) -> None:
    translation = translation_into("en")
    before = segment_at(translation, "heading").pk, segment_at(translation, "intro").pk
    change_source(NEW)
    assert segment_at(translation, "heading").pk == before[0]
    assert segment_at(translation, "intro").pk != before[1]


def test_new_block_of_the_source_is_open_and_a_removed_one_is_gone(public_site: None) -> None:
    page = page_in("sl")
    first = page.body[0].id
    gone = page.body.pop(0)
    page.body.append(("right", {**gone.value, "heading": "Novo", "text": "To je novo."}))
    page.save_revision().publish()
    translation = translation_into("en")
    assert {found.text for found in texts_open(translation)} == {"Novo", "To je novo."}
    paths = translation.source.stringsegment_set.values_list("context__path", flat=True)
    assert not [path for path in paths if first in path]


def test_page_without_translations_is_no_source(public_site: None) -> None:
    count = TranslationSource.objects.count()
    Translation.objects.filter(source__object_id=page_in("sl").translation_key).delete()
    TranslationSource.objects.filter(object_id=page_in("sl").translation_key).delete()
    change_source(NEW)
    assert TranslationSource.objects.count() == count - 1


@pytest.mark.parametrize("times", [1, 2])
def test_publishing_the_same_again_opens_nothing(public_site: None, times: int) -> None:
    for _time in range(times):
        page_in("sl").save_revision().publish()
    assert texts_open(translation_into("en")) == []
