from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from wagtail.models import Workflow

from helpline.enums import PhoneLineKind
from helpline.models import LineChange, LineLanguage, OpeningHours, PhoneLine
from portal.doors import Door, door_origin
from portal.enums import Role
from tests.website.conftest import Visit
from tests.website.forms import form_of
from tests.website.html import read
from website.models import CallBackPage, ContactPage, HomePage, RightsPage, VictimPage
from website.selectors import victim_page_models
from website.services import starter_content_load

Enter = Callable[..., Client]


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def arabic_home() -> HomePage:
    return HomePage.objects.get(locale__language_code="ar")


def approve_everything(second: Client) -> None:
    for change in LineChange.objects.all():
        second.post(f"/line-changes/{change.pk}/", {"decision": "approve"})


def preview(editor: Client, page: VictimPage) -> HttpResponse:
    address = f"/pages/{page.pk}/edit/preview/"
    assert editor.post(address, form_of(page)).json()["is_valid"]
    return editor.get(f"{address}?in_preview_panel=true")


@pytest.mark.parametrize("model", victim_page_models())
def test_editor_opens_every_page_type_in_slovene(editor: Client, model: type[HomePage]) -> None:
    page = model.objects.get(locale__language_code="sl")
    response = editor.get(f"/pages/{page.pk}/edit/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Samo vsakdanje besede" in html
    assert "Velike besede na strani" in html


def test_editor_sees_what_no_native_speaker_has_read(editor: Client) -> None:
    page = arabic_home()
    notice = "Besedila še ni prebral nihče, ki mu je to materni jezik. Kdor ga v celoti"
    assert notice in editor.get(f"/pages/{page.pk}/edit/").content.decode()
    page.reviewed_on = "2026-11-22"
    page.save_revision().publish()
    assert notice not in editor.get(f"/pages/{page.pk}/edit/").content.decode()


def test_list_of_pages_marks_what_is_not_reviewed(editor: Client) -> None:
    page = arabic_home()
    assert "še ni pregledano" in editor.get(f"/pages/{page.pk}/").content.decode()
    for child in (page, *page.get_children().specific()):
        child.reviewed_on = "2026-11-22"
        child.save_revision().publish()
    assert "še ni pregledano" not in editor.get(f"/pages/{page.pk}/").content.decode()


def test_view_live_leads_to_the_public_door(editor: Client) -> None:
    page = ContactPage.objects.get(locale__language_code="ar")
    address = f"{door_origin(Door.WWW)}/ar/hatif/"
    assert page.url == page.full_url == address
    assert f'href="{address}"' in editor.get(f"/pages/{page.pk}/edit/").content.decode()


@pytest.mark.parametrize("model", victim_page_models())
def test_preview_is_the_public_page_in_its_own_language(
    editor: Client, model: type[HomePage]
) -> None:
    page = model.objects.get(locale__language_code="ar")
    response = preview(editor, page)
    document = read(response)
    assert response.status_code == 200
    assert document.one("html").attributes == {"lang": "ar", "dir": "rtl"}
    assert page.heading in document.one("h1").text
    assert "اخرجوا من هذه الصفحة" in document.one("a", id="exit").text


def test_preview_may_stand_in_the_editors_frame_only(editor: Client, visit: Visit) -> None:
    response = preview(editor, arabic_home())
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "'sha256-" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in visit("/ar/")["Content-Security-Policy"]
    assert visit("/ar/")["X-Frame-Options"] == "DENY"


def test_preview_of_a_page_that_is_not_saved_yet_works(public_site: None) -> None:
    home = arabic_home()
    page = RightsPage(title="عنوان", heading="عنوان", intro="نص", closing="نص", locale=home.locale)
    with override("sl"):
        response = page.make_preview_request()
    assert response.status_code == 200
    assert read(response).one("html").attributes["lang"] == "ar"


def test_editors_set_the_number_and_every_page_has_it(
    editor: Client, visit: Visit, enter: Enter
) -> None:
    line = PhoneLine.objects.get(kind=PhoneLineKind.OWN)
    form = {
        "kind": "own", "service": "", "number": "+38680123456", "free_of_charge": "on",
        "order": "0",
    }  # fmt: skip
    assert "tel:+38680123456" not in read(visit("/ar/huquq/")).links
    response = editor.post(f"/snippets/helpline/phoneline/edit/{line.pk}/", form)
    assert response.status_code == 302
    assert "tel:+38680123456" not in read(visit("/ar/huquq/")).links
    approve_everything(enter(Role.EDITOR, door=Door.CMS))
    assert "tel:+38680123456" in read(visit("/ar/huquq/")).links


def test_wrong_number_is_refused_in_slovene(editor: Client) -> None:
    line = PhoneLine.objects.get(kind=PhoneLineKind.OWN)
    form = {"kind": "own", "service": "", "number": "080 12 34", "order": "0"}
    response = editor.post(f"/snippets/helpline/phoneline/edit/{line.pk}/", form)
    assert response.status_code == 200
    assert "Številko zapišite kot +386" in response.content.decode()
    line.refresh_from_db()
    assert line.number == ""


def test_editors_add_hours(editor: Client, enter: Enter) -> None:
    form = {"weekday": "0", "opens": "09:00", "closes": "20:00"}
    assert editor.get("/snippets/helpline/openinghours/add/").status_code == 200
    response = editor.post("/snippets/helpline/openinghours/add/", form)
    assert response.status_code == 302
    approve_everything(enter(Role.EDITOR, door=Door.CMS))
    assert str(OpeningHours.objects.get()).endswith("09:00–20:00")


def test_editor_says_in_which_language_somebody_answers_and_visitors_see_it(
    editor: Client, visit: Visit
) -> None:
    address = "/snippets/helpline/linelanguage/add/"
    assert "Kdaj ga naši ljudje govorijo" in editor.get(address).content.decode()
    assert "Jeziki po telefonu" not in visit("/sl/telefon/").content.decode()
    form = {
        "language": "en", "service": "written", "wait_minutes": "",
        "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0",
        "hours-MIN_NUM_FORMS": "0", "hours-MAX_NUM_FORMS": "1000",
        "hours-0-weekday": "0", "hours-0-opens": "09:00", "hours-0-closes": "13:00",
    }  # fmt: skip
    assert editor.post(address, form).status_code == 302
    assert LineLanguage.objects.get().hours.count() == 1
    assert "Samo pisno." in read(visit("/sl/telefon/")).one("main").text
    # The list of languages says it in the language itself.
    assert "In writing only." in read(visit("/")).one("main").text


def test_editor_previews_the_page_that_asks_for_a_call(editor: Client) -> None:
    page = CallBackPage.objects.get(locale__language_code="sl")
    document = read(preview(editor, page))
    assert len(document.all("legend")) == 5


def test_administrator_edits_neither_pages_nor_numbers(public_site: None, enter: Enter) -> None:
    administrator = enter(Role.ADMINISTRATOR, door=Door.CMS)
    page = arabic_home()
    line = PhoneLine.objects.get(kind=PhoneLineKind.OWN)
    assert administrator.get("/").status_code == 200
    assert administrator.get(f"/pages/{page.pk}/edit/").status_code in {302, 403, 404}
    response = administrator.get(f"/snippets/helpline/phoneline/edit/{line.pk}/")
    assert response.status_code in {302, 403, 404}


def test_public_pages_cannot_be_put_behind_a_password(editor: Client) -> None:
    response = editor.get(f"/pages/{arabic_home().pk}/privacy/")
    assert response.status_code == 200
    assert "onemogočeno" in response.json()["html"]
    assert "<form" not in response.json()["html"]


def test_nothing_can_be_sent_to_moderators_who_do_not_exist(db: None) -> None:
    assert Workflow.objects.filter(name="Moderators approval").exists()
    assert Group.objects.filter(name="Moderators").exists()
    starter_content_load(["sl"])
    assert not Workflow.objects.filter(name="Moderators approval").exists()
    assert HomePage.objects.get().get_workflow().active
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
