"""What Wagtail offers for every page, fitted to the restricted tree."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.synctree import synchronize_tree

from knowledge.enums import Readers
from knowledge.models import HandbookPage, LegalArticlePage, SectionPage
from knowledge.reading.changes import changes_since
from knowledge.reading.enums import ChangeKind
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from website.services import groups_permit

Enter = Callable[..., Client]
People = Callable[..., User]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.get_fixed_timezone(0))
HOUR = timedelta(hours=1)


@pytest.fixture
def cms(db: None, enter: Enter) -> Client:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)
    groups_permit()
    return enter(Role.EDITOR, door=Door.CMS)


def section(number: str) -> SectionPage:
    return SectionPage.objects.get(number=number)


def change(number: str, /, **fields: Any) -> SectionPage:
    latest: SectionPage = section(number).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision().publish()
    return section(number)


def form_of(client: Client, page: Page) -> dict[str, str]:
    """The fields that the cms sends for a section, as it shows them now."""
    form = client.get(f"/pages/{page.pk}/edit/").context["form"]
    latest = SectionPage.objects.get(pk=page.pk).get_latest_revision()
    return {
        **{name: form[name].value() or "" for name in ("number", "title", "slug", "readers")},
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": "Besedilo iz obrazca.",
        "notes-TOTAL_FORMS": "0",
        "notes-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
    }


# --- A form that is out of date ---


def test_an_old_form_does_not_open_what_a_colleague_closed(cms: Client) -> None:
    page = section("2.2")
    old = form_of(cms, page)
    change("2.2", readers=Readers.TEAM_LEADS)
    address = f"/pages/{page.pk}/edit/"
    response = cms.post(address, {**old, "action-publish": "1"})
    assert response.status_code == 200
    shown = response.content.decode()
    assert "Nekdo je to stran shranil, potem ko ste jo odprli." in shown
    assert "V novejši različici je: vodje in uredniki." in shown
    assert "Besedilo iz obrazca." in shown
    assert section("2.2").readers == Readers.TEAM_LEADS
    # What the page saves by itself from now on is as closed as the newer version.
    chosen = re.findall(r'<option value="(\w+)" selected', shown.split('name="readers"')[1])
    assert chosen[0] == "team_leads"
    # Read and decided: the form knows of the newer version now.
    now = form_of(cms, section("2.2"))
    assert cms.post(address, {**now, "action-publish": "1"}).status_code == 302
    assert "Besedilo iz obrazca." in str(section("2.2").body)


def test_an_older_version_that_is_brought_back_brings_its_text_and_not_its_readers(
    cms: Client,
) -> None:
    page = change("1", title="Prvotni naslov")
    older = page.get_latest_revision()
    change("1", title="Novejši naslov", readers=Readers.TEAM_LEADS)
    form = cms.get(f"/pages/{page.pk}/revisions/{older.pk}/revert/").context["form"]
    assert form["title"].value() == "Prvotni naslov"
    assert older.content["readers"] == Readers.ALL
    assert form["readers"].value() == Readers.TEAM_LEADS


def test_saving_twice_in_one_window_is_no_conflict(cms: Client) -> None:
    page = section("2.2")
    for _time in range(2):
        assert cms.post(f"/pages/{page.pk}/edit/", form_of(cms, page)).status_code == 302


# --- Who may read it afterwards ---


def test_moving_a_closed_section_to_an_open_place_says_who_will_read_it(cms: Client) -> None:
    change("2", readers=Readers.TEAM_LEADS)
    open_place, closed = section("1"), section("2.1")
    confirm = cms.get(f"/pages/{closed.pk}/move/{open_place.pk}/confirm/").content.decode()
    assert (
        "Zdaj: vodje in uredniki. Po premiku takoj: vsi, ki smejo brati zbirko znanja." in confirm
    )
    within = cms.get(f"/pages/{closed.pk}/move/{section('2.2').pk}/confirm/").content.decode()
    assert "Po premiku" not in within


def test_a_copy_that_more_people_could_read_is_not_published_with_it(cms: Client) -> None:
    change("2", readers=Readers.TEAM_LEADS)
    closed = section("2.1")
    form = {
        "new_title": "Kopija", "new_slug": "kopija", "new_parent_page": section("1").pk,
        "publish_copies": "on",
    }  # fmt: skip
    answer = cms.post(f"/pages/{closed.pk}/copy/", form)
    assert "Tam bi ga smelo brati več ljudi." in answer.content.decode()
    assert not SectionPage.objects.filter(slug="kopija").exists()
    cms.post(f"/pages/{closed.pk}/copy/", {**form, "publish_copies": ""})
    assert not SectionPage.objects.get(slug="kopija").live
    form = {**form, "new_slug": "druga", "new_parent_page": section("2.2").pk}
    cms.post(f"/pages/{closed.pk}/copy/", form)
    assert SectionPage.objects.get(slug="druga").live


def test_a_draft_copy_of_what_its_place_closed_stays_closed_when_it_is_published(
    cms: Client,
) -> None:
    change("2", readers=Readers.TEAM_LEADS)
    closed = section("2.1")
    assert closed.readers == Readers.ALL
    form = {
        "new_title": "Kopija", "new_slug": "kopija", "new_parent_page": section("1").pk,
        "publish_copies": "",
    }  # fmt: skip
    answer = cms.post(f"/pages/{closed.pk}/copy/", form, follow=True)
    assert "Kopija ostane za tiste, ki smejo brati izvirnik: vodje" in answer.content.decode()
    SectionPage.objects.get(slug="kopija").get_latest_revision().publish()
    published = SectionPage.objects.get(slug="kopija")
    assert published.live
    assert published.readers == Readers.TEAM_LEADS
    # Where it stands among the closed anyway, nothing has to change.
    cms.post(
        f"/pages/{closed.pk}/copy/",
        {**form, "new_slug": "druga", "new_parent_page": section("2.2").pk},
    )
    assert SectionPage.objects.get(slug="druga").readers == Readers.ALL


def test_many_sections_are_not_moved_at_once_without_a_word(cms: Client) -> None:
    closed, open_place = section("2.1"), section("1")
    address = f"/bulk/wagtailcore/page/move/?id={closed.pk}"
    answer = cms.post(address, {"chooser": open_place.pk}, follow=True)
    assert "enega za drugim" in answer.content.decode()
    assert section("2.1").path == closed.path


def test_a_draft_that_changes_the_readers_says_so(cms: Client) -> None:
    page = change("2.2", readers=Readers.TEAM_LEADS)
    sent = {**form_of(cms, page), "readers": "all"}
    shown = cms.post(f"/pages/{page.pk}/edit/", sent, follow=True).content.decode()
    assert "Ko bo objavljen: vsi, ki smejo brati zbirko znanja." in shown
    sent = {**form_of(cms, page), "action-publish": "1"}
    shown = cms.post(f"/pages/{page.pk}/edit/", sent, follow=True).content.decode()
    assert "Odslej: vsi, ki smejo brati zbirko znanja." in shown


def test_the_history_of_a_section_says_that_its_readers_changed(cms: Client) -> None:
    change("2", readers=Readers.TEAM_LEADS)
    history = cms.get(f"/pages/{section('2.1').pk}/history/").content.decode()
    assert "kdo jo sme brati: vodje in uredniki" in history


# --- No translations ---


def test_the_restricted_tree_cannot_be_translated(cms: Client) -> None:
    arabic, _made = Locale.objects.get_or_create(language_code="ar")
    for page in (section("2.1"), HandbookPage.objects.get(), LegalArticlePage.objects.get()):
        address = f"/localize/submit/page/{page.pk}/"
        for _look in (cms.get(address), cms.post(address, {"locales": arabic.pk})):
            assert _look.status_code == 302
        assert Page.objects.filter(translation_key=page.translation_key).count() == 1
    edit = cms.get(f"/pages/{section('2.1').pk}/edit/").content.decode()
    assert "/localize/submit/" not in edit
    listing = cms.get(f"/pages/{section('2').pk}/").content.decode()
    assert "/localize/submit/" not in listing


def test_keeping_locales_in_step_passes_the_restricted_tree_over(cms: Client) -> None:
    arabic, _made = Locale.objects.get_or_create(language_code="ar")
    before = Page.objects.count()
    root = section("2.1")
    synchronize_tree(root.locale, arabic)
    made = Page.objects.filter(locale=arabic)
    assert not made.filter(translation_key=root.translation_key).exists()
    assert not made.filter(path__startswith=HandbookPage.objects.get().path).exists()
    assert Page.objects.count() - before == made.count()


def test_a_section_cannot_be_copied_as_an_alias(cms: Client) -> None:
    page = section("2.1")
    address = f"/pages/{page.pk}/copy/"
    assert 'name="alias"' not in cms.get(address).content.decode()
    fields = {"new_title": "Drugič", "new_slug": "drugic", "new_parent_page": section("1").pk}
    cms.post(address, {**fields, "alias": "on"})
    assert SectionPage.objects.filter(title="Drugič").exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()


# --- By the clock ---


@pytest.mark.django_db
def test_what_is_scheduled_happens_with_the_next_tick(person: People) -> None:
    with time_machine.travel(NOON, tick=False):
        handbook_import(actor=None, document=read(HANDBOOK), publish=True)
        change("2.1", expire_at=NOON + HOUR)
        change("2.2", readers=Readers.TEAM_LEADS, go_live_at=NOON + HOUR)
    with time_machine.travel(NOON + HOUR - timedelta(minutes=1), tick=False):
        call_command("tick")
        assert section("2.1").live
        assert section("2.2").readers == Readers.ALL
    with time_machine.travel(NOON + HOUR + timedelta(minutes=1), tick=False):
        call_command("tick")
    assert not section("2.1").live
    assert section("2.2").readers == Readers.TEAM_LEADS
    named = {c.title: c.kind for c in changes_since(person(Role.VOLUNTEER), NOON + HOUR / 2)}
    assert named == {"2.1 Tečaj jezika": ChangeKind.REMOVED}
