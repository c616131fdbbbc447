"""What every page is in every language, exact after every way to change it (P34)."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageLogEntry
from wagtail_localize.models import Translation
from wagtail_localize.segments.extract import extract_segments

from portal.enums import Role, StatusLevel
from portal.models import User
from tests.factories.portal import PersonFactory
from tests.website.translations import (
    page_in,
    publish,
    raw_blocks,
    save,
    state_in,
    translate,
    translation_of,
    with_added_text,
    with_text,
    wrong_blocks,
)
from website.approvals.services import page_approve, page_propose
from website.enums import TranslationStatus
from website.models import (
    AnnouncementPage,
    HomePage,
    PublicPage,
    RightsPage,
    ServicesPage,
    TranslationState,
)
from website.selectors import public_page_models
from website.services import starter_content_load
from website.translation_desk.services import translation_draft_save
from website.translation_states.services import HELD_ACTION, states_correct, translation_hold
from website.translation_states.status import translation_states_status
from website.translation_states.texts import block_of, page_texts

MODELS = [model for model in public_page_models() if model is not AnnouncementPage]
UNREVIEWED, STALE = TranslationStatus.UNREVIEWED, TranslationStatus.STALE
PARTLY, CURRENT, MISSING = (
    TranslationStatus.PARTLY,
    TranslationStatus.CURRENT,
    TranslationStatus.MISSING,
)
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


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
    assert set(states.values_list("state", flat=True)) == {UNREVIEWED}


def one_path_of_each_kind(page: PublicPage) -> list[str]:
    return list({KEYS.sub("*", path): path for path in page_texts(page)}.values())


@pytest.mark.parametrize("model", MODELS)
def test_every_kind_of_text_turns_its_translations_stale_and_only_its_block_is_named(
    public_site: None, model: type[PublicPage]
) -> None:
    language = "ar" if page_in("ar", model) else "en"
    paths = one_path_of_each_kind(page_in("sl", model))
    assert {"title", "search_description", "heading", "intro"} <= set(paths)
    for path in paths:
        page = page_in("sl", model)
        before = page_texts(page)[path]
        assert state_in(language, model).state == UNREVIEWED
        save(page, **with_text(page, path, "Novo."))
        assert state_in(language, model).state == STALE
        assert state_in(language, model).stale == 1
        assert wrong_blocks(language, model) == [block_of(path)]
        save(page, **with_text(page, path, before))
        assert wrong_blocks(language, model) == []


def test_what_is_no_text_and_what_is_only_blank_changes_nothing(public_site: None) -> None:
    page = page_in("sl", RightsPage)
    blocks = raw_blocks(page, "body")
    blocks[0]["value"] |= {"icon": "moon", "source": "Neki drug zakon, 1. člen"}
    topics = raw_blocks(page, "topics")
    topics[0]["value"]["rights"][0]["value"] |= {"rules": [], "reviewed_on": "2026-11-01"}
    save(page, body=blocks, topics=topics, slug="pravice-zdaj", checked_on="2026-11-02")
    save(page, **with_added_text(page, "closing", "  \n"))
    assert page_in("sl", RightsPage).body[0].value["icon"] == "moon"
    assert page_in("sl", RightsPage).closing.endswith("\n")
    assert state_in("ar", RightsPage).state == UNREVIEWED
    assert wrong_blocks("ar", RightsPage) == []


def test_new_block_is_not_translated_and_a_dropped_one_makes_stale(public_site: None) -> None:
    page = page_in("sl")
    blocks = raw_blocks(page, "body")
    first, new = blocks[0], {"type": "point", "id": "new", "value": dict(blocks[0]["value"])}
    save(page, body=[*blocks, new])
    assert state_in("ar").state == PARTLY
    assert wrong_blocks("ar") == ["body.new"]
    save(page, body=blocks[1:])
    assert state_in("ar").state == STALE
    assert wrong_blocks("ar") == [f"body.{first['id']}"]
    assert state_in("en").state == STALE


def test_translation_is_whole_and_current_only_when_a_native_speaker_has_read_it(
    public_site: None,
) -> None:
    assert state_in("ar").state == UNREVIEWED
    publish(page_in("ar"), reviewed_on="2026-11-20", reviewed_by="Rania")
    assert state_in("ar").state == CURRENT
    assert state_in("en").state == UNREVIEWED


# --- Ways to publish ---


def in_the_editor(page: PublicPage, _user: User) -> None:
    page.save_revision().publish()


def by_the_clock(page: PublicPage, _user: User) -> None:
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert state_in("en").state == UNREVIEWED
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")


def by_a_second_person(page: PublicPage, user: User) -> None:
    revision = page.save_revision(user=user)
    page_propose(actor=user, page=page)
    assert state_in("en").state == UNREVIEWED
    second = PersonFactory(roles=(Role.EDITOR,))
    page_approve(actor=second, page=page_in("sl"), revision_id=revision.pk)


def by_going_back_to_a_version(page: PublicPage, _user: User) -> None:
    older = page.save_revision()
    page.intro = "Nekaj povsem drugega."
    page.save_revision()
    page.save_revision(previous_revision=older).publish(previous_revision=older)


@pytest.mark.parametrize(
    "way", [in_the_editor, by_the_clock, by_a_second_person, by_going_back_to_a_version]
)
def test_state_follows_however_the_source_is_published(
    public_site: None, person: Callable[..., User], way: Callable[[PublicPage, User], None]
) -> None:
    page = page_in("sl")
    page.intro = "Povsem nov uvod."
    way(page, person(Role.EDITOR))
    assert state_in("en").state == state_in("ar").state == STALE
    assert wrong_blocks("en") == ["intro"]


def test_draft_of_the_source_changes_nothing(public_site: None) -> None:
    page = page_in("sl")
    page.intro = "Povsem nov uvod."
    page.save_revision()
    assert state_in("en").state == UNREVIEWED


def test_published_words_are_approved_and_the_others_stay_stale(public_site: None) -> None:
    save(page_in("sl"), intro="Povsem nov uvod.", heading="Povsem nov naslov")
    assert wrong_blocks("en") == ["heading", "intro"]
    publish(page_in("en"), intro="A wholly new introduction.")
    assert wrong_blocks("en") == ["heading"]
    assert state_in("en").state == STALE
    publish(page_in("en"), heading="A wholly new heading")
    assert wrong_blocks("en") == []
    assert wrong_blocks("ar") == ["heading", "intro"]


def test_translation_that_waited_was_made_from_the_source_of_its_time(public_site: None) -> None:
    now = timezone.now()
    page = page_in("en")
    page.intro = "Written on Monday."
    page.go_live_at = now + timedelta(days=2)
    page.save_revision().publish()
    with time_machine.travel(now + timedelta(days=1)):
        save(page_in("sl"), intro="Spremenjeno v torek.")
    with time_machine.travel(now + timedelta(days=3)):
        call_command("publish_scheduled")
    assert page_in("en").intro == "Written on Monday."
    assert wrong_blocks("en") == ["intro"]


def test_translation_that_waited_for_a_second_person_is_stale_though_its_editor_was_renewed(
    public_site: None,
) -> None:
    now = timezone.now()
    page_in("en", ServicesPage).delete()
    translation = translation_of(page_in("sl", ServicesPage), "en")
    translate_all(translation)
    translate(translation, "intro", "Written on Monday.")
    waiting = translation_draft_save(translation, actor=None)
    with time_machine.travel(now + timedelta(days=1)):
        save(page_in("sl", ServicesPage), intro="Spremenjeno v torek.")
    with time_machine.travel(now + timedelta(days=2)):
        waiting.publish()
    assert page_in("en", ServicesPage).intro == "Written on Monday."
    assert "intro" in wrong_blocks("en", ServicesPage)
    assert state_in("en", ServicesPage).stale == 1


def test_going_back_to_older_words_is_going_back_to_what_they_were_made_from(
    public_site: None,
) -> None:
    page = page_in("en")
    older = page.save_revision()
    save(page_in("sl"), intro="Povsem nov uvod.")
    publish(page_in("en"), intro="A wholly new introduction.")
    assert wrong_blocks("en") == []
    page.save_revision(previous_revision=older).publish(previous_revision=older)
    assert wrong_blocks("en") == ["intro"]


# --- The translator's editor ---


def test_new_translation_is_missing_until_all_of_it_is_translated(
    public_site: None, django_capture_on_commit_callbacks: Any
) -> None:
    page_in("en", ServicesPage).delete()
    translation = translation_of(page_in("sl", ServicesPage), "en")
    assert state_in("en", ServicesPage).state == MISSING
    translate(translation, "intro", "A first introduction.")
    with pytest.raises(ValidationError), django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert not page_in("en", ServicesPage).live
    translate_all(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert page_in("en", ServicesPage).live
    assert state_in("en", ServicesPage).state == UNREVIEWED
    assert wrong_blocks("en", ServicesPage) == []


def test_what_was_translated_from_an_older_source_does_not_go_out_as_current(
    public_site: None, django_capture_on_commit_callbacks: Any
) -> None:
    page_in("en", ServicesPage).delete()
    translation = translation_of(page_in("sl", ServicesPage), "en")
    translate_all(translation)
    save(page_in("sl", ServicesPage), intro="Spremenjeno, ko je prevod že stal.")
    with pytest.raises(ValidationError), django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert not page_in("en", ServicesPage).live
    # Who has compared it says so, and then it is current.
    translate(translation, "intro", "Changed while the translation was there.")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert state_in("en", ServicesPage).state == UNREVIEWED


def translate_all(translation: Translation) -> None:
    for segment in translation.source.stringsegment_set.select_related("context"):
        translate(translation, segment.context.path, f"en {segment.order}")
    translate(translation, "slug", "what")


def test_untranslated_text_that_should_be_the_same_is_settled_by_saying_so(
    public_site: None, person: Callable[..., User]
) -> None:
    name = page_in("sl").heading
    publish(page_in("en"), heading=name)
    assert state_in("en").state == PARTLY
    assert wrong_blocks("en") == ["heading"]
    translation_hold(actor=person(), page=page_in("en"), blocks=["heading"])
    assert state_in("en").state == UNREVIEWED
    save(page_in("sl"), heading="Drugo ime")
    assert wrong_blocks("en") == ["heading"]


# --- It still holds ---


def test_saying_that_it_holds_settles_the_block_and_is_in_the_history_of_the_page(
    public_site: None, person: Callable[..., User]
) -> None:
    editor = person()
    save(page_in("sl"), intro="Povsem nov uvod.", heading="Povsem nov naslov")
    page = page_in("en")
    assert translation_hold(actor=editor, page=page, blocks=["intro"]) == 1
    assert wrong_blocks("en") == ["heading"]
    assert translation_hold(actor=editor, page=page) == 1
    assert wrong_blocks("en") == []
    entries = PageLogEntry.objects.filter(page=page, action=HELD_ACTION).order_by("pk")
    assert [entry.user_id for entry in entries] == [editor.pk, editor.pk]
    assert [entry.data["blocks"] for entry in entries] == [["intro"], ["heading"]]
    save(page_in("sl"), intro="Še en nov uvod.")
    assert wrong_blocks("en") == ["intro"]


def test_what_is_not_there_cannot_hold(public_site: None, person: Callable[..., User]) -> None:
    page = page_in("sl")
    blocks = raw_blocks(page, "body")
    save(page, body=[*blocks, {"type": "point", "id": "new", "value": blocks[0]["value"]}])
    assert translation_hold(actor=person(), page=page_in("en")) == 0
    assert wrong_blocks("en") == ["body.new"]


# --- Pages come and go ---


def test_unpublished_translation_keeps_its_state(public_site: None) -> None:
    page = page_in("en")
    page.unpublish()
    assert state_in("en").state == UNREVIEWED
    save(page_in("sl"), intro="Povsem nov uvod.")
    assert state_in("en").state == STALE


def test_deleted_pages_leave_no_state_and_what_is_left_stands_alone(public_site: None) -> None:
    save(page_in("sl", RightsPage), intro="Nov uvod.")
    assert state_in("ar", RightsPage).state == state_in("en", RightsPage).state == STALE
    gone = page_in("en", RightsPage)
    gone.delete()
    assert not TranslationState.objects.filter(pk=gone.pk).exists()
    page_in("sl", RightsPage).delete()
    assert state_in("ar", RightsPage).state == UNREVIEWED


def test_moved_page_keeps_its_state_and_a_copy_begins_its_own(public_site: None) -> None:
    save(page_in("sl", RightsPage), intro="Nov uvod.")
    page = page_in("ar", RightsPage)
    page.move(page_in("ar"), pos="first-child")
    assert state_in("ar", RightsPage).state == STALE
    copied = page.copy(update_attrs={"slug": "copy", "title": "نسخة"})
    assert TranslationState.objects.get(pk=copied.pk).state == UNREVIEWED
    assert state_in("ar", RightsPage).state == STALE


def test_alias_has_no_state(public_site: None) -> None:
    page = page_in("sl", RightsPage)
    alias = page.create_alias(parent=page_in("sl"), update_slug="alias")
    assert not TranslationState.objects.filter(pk=alias.pk).exists()


def test_language_loaded_later_is_compared_with_what_it_was_written_from(db: None) -> None:
    starter_content_load(["sl"])
    save(page_in("sl"), intro="Uredniki so ga že spremenili.")
    starter_content_load(["ar"])
    assert state_in("ar").state == STALE
    assert wrong_blocks("ar") == ["intro"]


# --- What went past the portal ---


def test_nightly_comparison_puts_right_what_went_past_the_portal_and_says_so(
    public_site: None,
) -> None:
    assert states_correct() == 0
    assert [row.level for row in translation_states_status()] == [StatusLevel.GOOD]
    HomePage.objects.filter(locale__language_code="sl").update(intro="Mimo portala.")
    assert state_in("en").state == UNREVIEWED
    assert states_correct() == 2
    assert state_in("en").state == state_in("ar").state == STALE
    assert [row.level for row in translation_states_status()] == [StatusLevel.ATTENTION]
    assert states_correct() == 0


def test_pages_from_before_there_were_states_get_theirs(public_site: None) -> None:
    before = set(TranslationState.objects.values_list("pk", "state"))
    TranslationState.objects.all().delete()
    states_correct()
    assert set(TranslationState.objects.values_list("pk", "state")) == before


# --- Since when, and at what cost ---


def test_stale_since_the_first_change_that_was_not_followed(public_site: None) -> None:
    first = datetime(2026, 12, 1, 10, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(first, tick=False):
        save(page_in("sl"), intro="Prva sprememba.")
    with time_machine.travel(first + timedelta(days=1)):
        save(page_in("sl"), intro="Druga sprememba.", heading="Nov naslov")
    assert state_in("en").since == first


def queries_of_publishing_the_source() -> int:
    page = page_in("sl")
    with CaptureQueriesContext(connection) as queries:
        save(page, intro=f"Uvod {timezone.now().isoformat()}.")
    return len(queries)


def test_more_languages_cost_no_more_queries_when_the_source_is_published(
    public_site: None,
) -> None:
    queries_of_publishing_the_source()
    before = queries_of_publishing_the_source()
    for code in ("ne", "ru", "hi"):
        locale = Locale.objects.create(language_code=code)
        page_in("en").copy_for_translation(locale)
    assert TranslationState.objects.filter(page__depth=2).count() == 6
    queries_of_publishing_the_source()
    assert queries_of_publishing_the_source() == before
