import re
import statistics
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.fields import StreamField
from wagtail.models import GroupPagePermission, Locale, Page, Site

from helpline.enums import PhoneLineKind
from helpline.models import OpeningHours, PhoneLine
from portal.enums import Role
from tests.website.conftest import LANGUAGES
from website.languages import PUBLIC_LANGUAGES
from website.models import (
    AccessibilityPage,
    AnnouncementsPage,
    ContactPage,
    FirstStepsPage,
    HomePage,
    PrivacyPage,
    ProfessionalsPage,
    ReferralPage,
    RightsPage,
    SuspicionPage,
)
from website.selectors import public_page_models, victim_page_models
from website.services import KINDS, SECTION_KINDS, starter_content_load
from website.starter import starter_languages, starter_pages

SENTENCE_END = re.compile(r"(?<=[.?!؟])\s+")


def sentences(language: str) -> list[str]:
    return [
        sentence
        for page in starter_pages(language).values()
        for text in page.texts()
        for sentence in SENTENCE_END.split(text)
    ]


def test_every_language_has_starter_texts() -> None:
    assert starter_languages() == [language.code for language in PUBLIC_LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    lengths = [len(sentence.split()) for sentence in sentences(language)]
    assert max(lengths) <= 20
    assert statistics.median(lengths) <= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_fit_their_fields(public_site: None, language: str) -> None:
    pages = (
        page
        for model in public_page_models()
        for page in model.objects.filter(locale__language_code=language)
    )
    for page in pages:
        page.full_clean()
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(page, field.name))


def shape(language: str, names: set[str] | None = None) -> dict[str, object]:
    """The points of the pages: what kind, which key, which drawing, how many parts."""
    return {
        name: [
            (kind, entry["key"], entry.get("icon"), len(entry), _parts_of(entry))
            for kind, entries in page.lists.items()
            for entry in entries
        ]
        for name, page in starter_pages(language).items()
        if names is None or name in names
    }


def _parts_of(entry: dict[str, Any]) -> list[object]:
    return [
        (name, [part.get("rules") if isinstance(part, dict) else None for part in parts])
        for name, parts in entry.items()
        if isinstance(parts, list)
    ]


def test_slovene_and_english_have_the_whole_site() -> None:
    assert shape("sl") == shape("en")
    assert set(shape("sl")) == {*KINDS, *SECTION_KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_the_law_are_the_same(language: str) -> None:
    text = " ".join(starter_pages(language)["rights"].texts())
    assert sorted(re.findall(r"\d+", text)) == ["12", "30", "6", "90", "90", "90"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_has_a_source_and_no_visitor_sees_it(
    public_site: None, client: object, language: str
) -> None:
    page = RightsPage.objects.get(locale__language_code=language)
    html = client.get(page.url.split("8000")[-1], headers={"host": "localhost"})  # type: ignore[attr-defined]
    for block in page.body:
        assert block.value["source"]
        assert block.value["heading"] in html.content.decode()
        assert block.value["source"] not in html.content.decode()


def state_of_pages() -> list[tuple[object, ...]]:
    return list(Page.objects.order_by("pk").values_list("pk", "latest_revision_created_at"))


def test_loading_twice_changes_nothing(db: None) -> None:
    assert len(starter_content_load(LANGUAGES)) == sum(
        len(starter_pages(code)) for code in LANGUAGES
    )
    before = state_of_pages()
    permissions = GroupPagePermission.objects.count()
    lines = list(PhoneLine.objects.order_by("pk").values_list("pk", "number"))
    assert starter_content_load(LANGUAGES) == []
    assert (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision_created_at")) == before
    )
    assert GroupPagePermission.objects.count() == permissions
    assert list(PhoneLine.objects.order_by("pk").values_list("pk", "number")) == lines


def test_loading_again_keeps_what_editors_did(public_site: None) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    home.heading = "Novo besedilo"
    home.save_revision().publish()
    ContactPage.objects.get(locale__language_code="en").delete()
    call_command("load_starter_content", verbosity=0)
    home.refresh_from_db()
    assert home.heading == "Novo besedilo"
    assert not ContactPage.objects.filter(locale__language_code="en").exists()


def test_site_begins_with_the_slovene_home(public_site: None) -> None:
    site = Site.objects.get()
    assert site.is_default_site
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="sl")
    assert set(Locale.objects.values_list("language_code", flat=True)) == set(LANGUAGES)
    assert not Page.objects.filter(depth=2, content_type__model="page").exists()


def test_pages_are_live_and_linked_as_translations(public_site: None) -> None:
    for model in (*victim_page_models(), SuspicionPage, PrivacyPage, AccessibilityPage):
        pages = model.objects.live()
        assert pages.count() == len(LANGUAGES)
        assert len({page.translation_key for page in pages}) == 1
    for model in (ProfessionalsPage, FirstStepsPage, ReferralPage, AnnouncementsPage):
        slovene, english = model.objects.live()
        assert slovene.translation_key == english.translation_key


def test_no_number_and_no_hours_are_invented(public_site: None) -> None:
    assert PhoneLine.objects.get(kind=PhoneLineKind.OWN).number == ""
    assert not OpeningHours.objects.exists()
    emergency = PhoneLine.objects.filter(kind=PhoneLineKind.EMERGENCY)
    assert [line.number for line in emergency] == ["112", "113"]


def test_editors_may_edit_the_public_pages_and_administrators_may_not(public_site: None) -> None:
    editors = Group.objects.get(name=Role.EDITOR)
    homes = set(HomePage.objects.values_list("pk", flat=True))
    granted = GroupPagePermission.objects.filter(group=editors, page__in=homes)
    assert granted.count() == len(homes) * 5
    assert not GroupPagePermission.objects.filter(group__name=Role.ADMINISTRATOR).exists()


def test_translations_are_not_reviewed_until_somebody_says_so(public_site: None) -> None:
    for model in public_page_models():
        assert not [page for page in model.objects.all() if page.is_reviewed]
