"""Texts of the source never go out in another language, by none of the ways."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, WorkflowPage
from wagtail_localize.models import StringTranslation, Translation

from portal.enums import Role
from tests.website.approvals.conftest import at_cms, bound, decide
from tests.website.conftest import Visit
from tests.website.forms import form_of
from tests.website.translation_desk.conftest import (
    change_source,
    page_in,
    put_text,
    text_address,
    translation_into,
    written_at,
)
from website.models import HomePage, PublicPage, RightsPage, ServicesPage
from website.translation_desk.services import (
    translation_draft_save,
    translation_publish,
    translation_restart,
)

NEW = "Imate pravice. Povemo vam, katere."
MIXED = "jeziku izvirnika"


def messages_of(response: Any) -> str:
    return "\n".join(str(message) for message in response.context["messages"])


def propose(client: Client, translation: Translation) -> Any:
    return client.post(f"/localize/translate/{translation.pk}/propose/", follow=True)


def let_out(client: Client, page: PublicPage) -> None:
    """Send it from the translator's editor, and let a second person approve it."""
    translation = translation_into(page.locale.language_code, type(page))
    assert "Poslano" in messages_of(propose(client, translation))
    decide(at_cms(bound(Role.EDITOR)), page)


def test_open_text_is_named_and_the_page_stays_as_it_is(editor: Client, visit: Visit) -> None:
    before = visit("/ar/huquq/").content
    change_source(NEW)
    assert NEW in messages_of(propose(editor, translation_into("ar")))
    assert not page_in("ar").workflow_in_progress
    assert visit("/ar/huquq/").content == before


def test_whole_translation_goes_out_from_the_translators_editor(
    editor: Client, visit: Visit
) -> None:
    change_source(NEW)
    put_text(editor, translation_into("en"), "intro", "You have rights. We say which.")
    assert "We say which." not in visit("/en/rights/").content.decode()
    let_out(editor, page_in("en"))
    assert "We say which." in visit("/en/rights/").content.decode()


def test_draft_of_a_translation_leaves_the_public_page_alone(
    public_site: None, editor: Client, visit: Visit
) -> None:
    put_text(editor, translation_into("en"), "intro", "Only a draft.")
    before = visit("/en/rights/").content
    revision = translation_draft_save(translation_into("en"), actor=None)
    assert revision.as_object().intro == "Only a draft."
    assert visit("/en/rights/").content == before
    assert page_in("en").has_unpublished_changes


@pytest.fixture
def half_translated(public_site: None) -> RightsPage:
    """The English page as a draft in which one text is still Slovene."""
    change_source(NEW)
    translation_draft_save(translation_into("en"), actor=None)
    page = page_in("en").get_latest_revision_as_object()
    assert page.intro == NEW
    return page


def test_ordinary_editor_refuses_a_text_of_the_source(
    editor: Client, half_translated: RightsPage, visit: Visit
) -> None:
    Translation.objects.update(enabled=False)
    form = {**form_of(half_translated), "action-publish": "1"}
    response = editor.post(f"/pages/{half_translated.pk}/edit/", form)
    assert response.status_code == 200
    assert MIXED in response.content.decode()
    assert NEW not in visit("/en/rights/").content.decode()


def test_many_at_once_are_refused(
    editor: Client, half_translated: RightsPage, visit: Visit
) -> None:
    address = f"/bulk/wagtailcore/page/publish/?id={half_translated.pk}"
    editor.post(address, {"include_descendants": ""}, follow=True)
    assert NEW not in visit("/en/rights/").content.decode()


def test_its_day_does_not_bring_it_out(half_translated: RightsPage, visit: Visit) -> None:
    with pytest.raises(ValidationError):
        half_translated.latest_revision.publish()
    assert NEW not in visit("/en/rights/").content.decode()


def test_update_of_all_translations_publishes_nothing(
    editor: Client, half_translated: RightsPage, visit: Visit
) -> None:
    source = translation_into("en").source
    address = f"/localize/update/{source.pk}/"
    response = editor.post(address, {"publish_translations": "on"})
    assert response.status_code == 404
    assert NEW not in visit("/en/rights/").content.decode()


def test_same_word_in_both_languages_is_fine_once_a_translator_saved_it(
    editor: Client, visit: Visit
) -> None:
    change_source("Viber, WhatsApp.")
    put_text(editor, translation_into("en"), "intro", "Viber, WhatsApp.")
    let_out(editor, page_in("en"))
    assert "Viber, WhatsApp." in visit("/en/rights/").content.decode()


# --- A page that is made anew ---


@pytest.fixture
def without_services(public_site: None) -> ServicesPage:
    page_in("en", ServicesPage).delete()
    return page_in("sl", ServicesPage)


def test_new_translation_is_a_draft_and_no_alias(
    editor: Client, without_services: ServicesPage
) -> None:
    english = HomePage.objects.get(locale__language_code="en").locale
    address = f"/localize/submit/page/{without_services.pk}/"
    editor.post(address, {"locales": [english.pk]})
    page = page_in("en", ServicesPage)
    assert not page.live
    assert page.alias_of is None
    said = messages_of(propose(editor, translation_into("en", ServicesPage)))
    assert "Ni še prevedeno" in said
    assert not page_in("en", ServicesPage).live


def test_page_below_a_page_that_is_missing_is_refused_with_its_name(
    editor: Client, public_site: None
) -> None:
    from website.models import FirstStepsPage, ProfessionalsPage

    page = page_in("sl", FirstStepsPage)
    arabic = HomePage.objects.get(locale__language_code="ar").locale
    assert not ProfessionalsPage.objects.filter(locale=arabic).exists()
    response = editor.post(f"/localize/submit/page/{page.pk}/", {"locales": [arabic.pk]})
    assert "najprej prevedite" in response.content.decode().lower()
    assert not Page.objects.filter(locale=arabic, translation_key=page.translation_key).exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_translation_of_a_translation_is_made_from_the_source(
    editor: Client, without_services: ServicesPage
) -> None:
    arabic = page_in("ar", ServicesPage)
    english = HomePage.objects.get(locale__language_code="en").locale
    editor.post(f"/localize/submit/page/{arabic.pk}/", {"locales": [english.pk]})
    made = translation_into("en", ServicesPage)
    assert made.source.locale.language_code == "sl"


def test_no_page_becomes_an_alias(editor: Client) -> None:
    page = page_in("en")
    html = editor.get(f"/pages/{page.pk}/edit/").content.decode()
    assert "convert_to_alias" not in html
    assert editor.post(f"/localize/page/{page.pk}/convert_to_alias/").status_code == 404
    page.refresh_from_db()
    assert page.alias_of is None


def test_copies_are_no_aliases(editor: Client) -> None:
    html = editor.get(f"/pages/{page_in('sl').pk}/copy/").content.decode()
    assert 'name="new_slug"' in html
    assert 'name="alias"' not in html


# --- Stopped, written by hand, and taken up again ---


def test_what_was_written_by_hand_is_kept_when_translation_goes_on(
    editor: Client, visit: Visit
) -> None:
    translation = translation_into("en")
    editor.post(f"/localize/translate/{translation.pk}/disable/", {"next": "/"})
    page = page_in("en")
    page.intro = "Written by hand."
    page.save_revision().publish()
    editor.post(f"/pages/{page.pk}/edit/", {"localize-restart-translation": "1"})
    translation.refresh_from_db()
    assert translation.enabled
    assert written_at(translation, "intro").data == "Written by hand."
    let_out(editor, page)
    assert "Written by hand." in visit("/en/rights/").content.decode()


def test_text_that_nobody_translated_stays_open_when_translation_goes_on(
    public_site: None, half_translated: RightsPage
) -> None:
    translation = translation_into("en")
    StringTranslation.objects.filter(pk=written_at(translation, "intro").pk).delete()
    translation_restart(translation, actor=None)
    with pytest.raises(ValidationError):
        translation_publish(translation, actor=None)


# --- What the field says ---


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("heading", "x" * 71, "70"),
        ("title", "Help for victims", "victims"),
        ("slug", "not an address!", ""),
    ],
)
def test_field_says_at_once_why_it_does_not_take_a_text(
    editor: Client, path: str, text: str, reason: str
) -> None:
    translation = translation_into("en")
    saved = put_text(editor, translation, path, text)
    assert saved["error"]
    assert reason in saved["error"]
    assert "Ni še prevedeno" in messages_of(propose(editor, translation))


def test_text_of_a_block_keeps_the_rules_of_the_block(editor: Client) -> None:
    translation = translation_into("en")
    segment = translation.source.stringsegment_set.filter(context__path__endswith=".text").first()
    long_sentence = " ".join(["word"] * 21)
    saved = put_text(editor, translation, segment.context.path, long_sentence)
    assert "21" in saved["error"]


def test_translator_sees_what_keeps_the_whole_page_back(editor: Client) -> None:
    translation = translation_into("en")
    address = f"/pages/{page_in('en').pk}/edit/"
    assert "Preden gre lahko ven" not in editor.get(address).content.decode()
    long_words = "You are a victim of trafficking. " * 9
    put_text(editor, translation, "intro", long_words)
    assert "Preden gre lahko ven" in editor.get(address).content.decode()


# --- Sent for approval ---


def test_sent_for_approval_the_public_page_stays_until_it_is_approved(
    editor: Client, visit: Visit
) -> None:
    change_source(NEW)
    put_text(editor, translation_into("en"), "intro", "You have rights. We say which.")
    said = messages_of(propose(editor, translation_into("en")))
    assert "Poslano" in said
    assert "We say which." not in visit("/en/rights/").content.decode()
    decide(at_cms(bound(Role.EDITOR)), page_in("en"))
    assert "We say which." in visit("/en/rights/").content.decode()


def test_open_text_is_not_sent(editor: Client) -> None:
    change_source(NEW)
    assert NEW in messages_of(propose(editor, translation_into("en")))
    assert not page_in("en").workflow_in_progress


def test_nobody_is_asked_where_nobody_approves(editor: Client) -> None:
    WorkflowPage.objects.all().delete()
    assert "nihče" in messages_of(propose(editor, translation_into("en"))).lower()


def test_source_that_changes_meanwhile_does_not_come_out_with_it(
    editor: Client, visit: Visit
) -> None:
    put_text(editor, translation_into("en"), "intro", "As it was approved.")
    propose(editor, translation_into("en"))
    change_source(NEW)
    decide(at_cms(bound(Role.EDITOR)), page_in("en"))
    html = visit("/en/rights/").content.decode()
    assert "As it was approved." in html
    assert NEW not in html


def test_texts_lie_still_while_they_wait(editor: Client) -> None:
    propose(editor, translation_into("en"))
    address = text_address(translation_into("en"), "intro")
    assert editor.put(address, data="value=x").status_code == 403
    assert propose(editor, translation_into("en")).status_code == 200


def test_scheduled_job_goes_on(half_translated: RightsPage) -> None:
    half_translated.go_live_at = timezone.now()
    call_command("publish_scheduled")


# --- A source that goes ---


def test_source_that_is_taken_down_leaves_nothing_public_unseen(editor: Client) -> None:
    assert "brez izvirnika" not in editor.get("/localize/desk/").content.decode()
    page = page_in("sl", ServicesPage)
    said = messages_of(editor.post(f"/pages/{page.pk}/unpublish/", follow=True))
    assert "še vedno javna" in said
    assert "English" in said
    html = editor.get("/localize/desk/").content.decode()
    assert "brez izvirnika" in html
    assert page_in("en", ServicesPage).title in html


def test_a_language_is_offered_no_copy_of_another(public_site: None) -> None:
    from wagtail_localize.locales.components import get_locale_components

    assert get_locale_components() == []
