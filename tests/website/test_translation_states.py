"""What every page is in every language, exact after every way to change it (P34)."""

import datetime
import html
from typing import Any

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object
from wagtail_localize.segments.extract import extract_segments

from tests.website.html import read
from website.enums import TranslationStatus
from website.models import AnnouncementPage, HomePage, PublicPage, RightsPage, TranslationState
from website.selectors import public_page_models
from website.translation_states.texts import page_texts

MODELS = [model for model in public_page_models() if model is not AnnouncementPage]


def page_in(language: str, model: type[PublicPage] = HomePage) -> Any:
    return model.objects.filter(locale__language_code=language).order_by("path").first()


def state_in(language: str, model: type[PublicPage] = HomePage) -> TranslationState:
    return TranslationState.objects.get(pk=page_in(language, model).pk)


def publish(page: PublicPage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


@pytest.mark.parametrize("model", MODELS)
def test_texts_are_the_ones_that_translators_get_under_the_same_paths(
    public_site: None, model: type[PublicPage]
) -> None:
    page = page_in("sl", model)
    theirs = {
        segment.path: html.unescape(segment.string.data.replace("<br/>", "\n"))
        for segment in extract_segments(page)
    }
    assert theirs.pop("slug") == page.slug
    assert page_texts(page) == theirs


def test_first_texts_are_whole_and_wait_for_a_native_speaker(public_site: None) -> None:
    states = TranslationState.objects.all()
    assert states.count() == Page.objects.filter(depth__gt=1).count() > 40
    assert set(states.values_list("state", flat=True)) == {TranslationStatus.UNREVIEWED}


def test_changed_sentence_turns_every_translation_stale_at_once(public_site: None) -> None:
    publish(page_in("sl"), intro="Povsem nov uvod.")
    assert state_in("en").state == state_in("ar").state == TranslationStatus.STALE


PATH = "/ar/huquq/"
NEWER = "هذا الجزء أحدث"


def change_right(page: RightsPage, number: int, text: str) -> None:
    data = list(page.body.raw_data)
    data[number] = {**data[number], "value": {**data[number]["value"], "text": text}}
    publish(page, body=data)


def test_stale_right_is_shown_in_the_language_of_the_source_and_marked(visit: Any) -> None:
    before = visit(PATH).content.decode()
    old = page_in("ar", RightsPage).body[1].value["text"]
    assert old in before
    assert NEWER not in before
    change_right(page_in("sl", RightsPage), 1, "Nova pravica, ki jo imate.")
    response = visit(PATH)
    assert old not in response.content.decode()
    document = read(response)
    (shown,) = [e for e in document.all("div", lang="sl") if "Nova pravica" in e.text]
    assert shown.attributes["dir"] == "ltr"
    print(NEWER in response.content.decode())
