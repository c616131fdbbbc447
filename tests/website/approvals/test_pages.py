"""Nobody lets a page for victims out alone, whichever way she tries."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, TaskState, WorkflowPage

from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.website.approvals.conftest import (
    WRITTEN,
    at_cms,
    bound,
    decide,
    rights,
    save,
    send,
)
from tests.website.conftest import Visit
from tests.website.forms import form_of
from website.approvals.mailing import approvals_mail_send
from website.limits import publication_problems
from website.models import FirstStepsPage, HomePage, PublicPage
from website.selectors import public_page_models
from website.services import new_languages_permit


def is_public(page: PublicPage, heading: str = WRITTEN) -> bool:
    return type(page).objects.filter(pk=page.pk, live=True, heading=heading).exists()


def test_what_one_editor_writes_another_lets_out(
    home: HomePage, author: User, second: User, visit: Visit
) -> None:
    send(at_cms(author), home)
    assert WRITTEN not in visit("/sl/").content.decode()
    decide(at_cms(second), home)
    assert WRITTEN in visit("/sl/").content.decode()


def test_both_people_stand_in_the_log(home: HomePage, author: User, second: User) -> None:
    send(at_cms(author), home)
    decide(at_cms(second), home)
    event = AuditEvent.objects.get(action=AuditAction.PAGE_APPROVED)
    assert (event.actor_id, event.subject_id) == (second.pk, str(home.pk))
    state = TaskState.objects.get(status=TaskState.STATUS_APPROVED)
    assert state.workflow_state.requested_by == author
    assert state.finished_by == second


def test_reviewer_of_the_language_is_a_second_person_and_one_of_another_is_none(
    home: HomePage, author: User
) -> None:
    send(at_cms(author), home)
    decide(at_cms(bound(Role.REVIEWER, "ar")), home)
    assert not is_public(home)
    decide(at_cms(bound(Role.REVIEWER, "sl")), home)
    assert is_public(home)


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.ADMINISTRATOR])
def test_these_let_nothing_out(home: HomePage, author: User, role: Role) -> None:
    send(at_cms(author), home)
    other = bound(role, "sl") if role is Role.TRANSLATOR else bound(role)
    decide(at_cms(other), home)
    assert not is_public(home)


def test_superuser_flag_lets_nothing_out(home: HomePage, author: User) -> None:
    flagged = bound(Role.ADMINISTRATOR)
    flagged.is_superuser = True
    flagged.save()
    save(at_cms(flagged), home, **{"action-publish": "1"})
    assert not is_public(home)


# --- Ways round ---


def test_publish_button_is_gone_and_what_it_would_send_saves_a_draft(
    home: HomePage, author: User
) -> None:
    client = at_cms(author)
    assert "action-publish" not in client.get(f"/pages/{home.pk}/edit/").content.decode()
    save(client, home, **{"action-publish": "1"})
    assert not is_public(home)
    assert home.has_unpublished_changes


def test_author_does_not_approve_what_she_wrote(home: HomePage, author: User, second: User) -> None:
    client = at_cms(author)
    send(client, home)
    html = client.get(f"/approvals/{home.pk}/").content.decode()
    assert "nekaj tega ste napisali ali poslali vi" in html.lower()
    assert second.display_name in html
    decide(client, home)
    assert not is_public(home)


def test_wagtails_own_approval_asks_the_same(home: HomePage, author: User, second: User) -> None:
    client = at_cms(author)
    send(client, home)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    address = f"/pages/workflow/action/{home.pk}/approve/{state.pk}/"
    assert client.post(address).status_code in {302, 403}
    assert not is_public(home)
    assert at_cms(second).post(address).status_code == 302
    assert is_public(home)


def test_who_wrote_before_does_not_approve_though_another_sent_it(
    home: HomePage, author: User, second: User
) -> None:
    writer = at_cms(author)
    save(writer, home)
    send(at_cms(second), home)
    decide(writer, home)
    decide(at_cms(second), home)
    assert not is_public(home)
    decide(at_cms(bound(Role.EDITOR)), home)
    assert is_public(home)


def test_who_wrote_what_is_public_may_approve_what_comes_after(
    home: HomePage, author: User, second: User
) -> None:
    send(at_cms(author), home)
    decide(at_cms(second), home)
    send(at_cms(second), home, "Spet nov naslov")
    decide(at_cms(author), home)
    assert is_public(home, "Spet nov naslov")


def test_what_waits_lies_still(home: HomePage, author: User, second: User) -> None:
    send(at_cms(author), home)
    waiting = home.latest_revision_id
    for person in (author, second):
        form = {**form_of(home), "heading": "Kar pozneje"}
        assert at_cms(person).post(f"/pages/{home.pk}/edit/", form).status_code == 200
    home.refresh_from_db()
    assert home.latest_revision_id == waiting


def test_approval_holds_for_the_revision_that_was_seen(
    home: HomePage, author: User, second: User
) -> None:
    send(at_cms(author), home)
    seen = home.latest_revision_id
    later = home.get_latest_revision_as_object()
    later.heading = "Podtaknjeno"
    later.save_revision(user=author)
    client = at_cms(second)
    decide(client, home, revision=seen)
    assert not is_public(home)
    assert not is_public(home, "Podtaknjeno")
    decide(client, home)
    assert not is_public(home, "Podtaknjeno")


def test_taken_back_and_sent_again_it_is_another_proposal(
    home: HomePage, author: User, second: User
) -> None:
    writer = at_cms(author)
    send(writer, home)
    seen = home.latest_revision_id
    writer.post(f"/pages/{home.pk}/edit/", {**form_of(home), "action-cancel-workflow": "1"})
    home.refresh_from_db()
    assert not home.workflow_in_progress
    send(writer, home, "Drugačen naslov")
    decide(at_cms(second), home, revision=seen)
    assert not is_public(home, "Drugačen naslov")
    decide(at_cms(second), home)
    assert is_public(home, "Drugačen naslov")


def test_author_takes_it_back_on_the_same_screen_and_nobody_else_does(
    home: HomePage, author: User, second: User
) -> None:
    send(at_cms(author), home)
    decide(at_cms(second), home, "take_back")
    assert home.workflow_in_progress
    decide(at_cms(author), home, "take_back")
    assert not home.workflow_in_progress
    assert not is_public(home)


def test_sent_back_it_comes_with_a_remark_and_goes_the_way_again(
    home: HomePage, author: User, second: User
) -> None:
    writer, reader = at_cms(author), at_cms(second)
    send(writer, home)
    decide(reader, home, "send_back")
    assert home.workflow_in_progress
    decide(reader, home, "send_back", remark="Krajše, prosim.")
    assert not home.workflow_in_progress
    assert "Krajše, prosim." in TaskState.objects.get(status="rejected").comment
    send(writer, home, "Krajši naslov")
    decide(reader, home)
    assert is_public(home, "Krajši naslov")


def test_many_at_once_are_refused(home: HomePage, author: User) -> None:
    client = at_cms(author)
    save(client, home)
    client.post(f"/bulk/wagtailcore/page/publish/?id={home.pk}", {"include_descendants": "on"})
    assert not is_public(home)


def test_going_back_to_an_older_revision_is_a_change_like_any_other(
    home: HomePage, author: User, second: User
) -> None:
    old_heading = home.heading
    old = home.save_revision(user=author)
    send(at_cms(author), home)
    decide(at_cms(second), home)
    form = {**form_of(old.as_object()), "action-publish": "1"}
    at_cms(author).post(f"/pages/{home.pk}/revisions/{old.pk}/revert/", form)
    assert is_public(home)
    assert not is_public(home, old_heading)


def test_interface_for_programs_publishes_and_copies_nothing(home: HomePage, author: User) -> None:
    client = at_cms(author)
    save(client, home)
    for action in ("publish", "copy", "create_alias", "revert_to_page_revision", "move"):
        response = client.post(f"/api/main/pages/{home.pk}/action/{action}/", {})
        assert response.status_code == 404, action
    assert not is_public(home)


def test_copy_begins_as_a_draft(home: HomePage) -> None:
    """A language has one page of each kind; only whoever has the flag copies a home page."""
    flagged = bound(Role.ADMINISTRATOR)
    flagged.is_superuser = True
    flagged.save()
    form = {"new_title": "Kopija", "new_slug": "kopija", "new_parent_page": home.get_parent().pk}
    client = at_cms(flagged)
    client.post(f"/pages/{home.pk}/copy/", {**form, "publish_copies": "on"})
    assert not Page.objects.filter(slug="kopija").exists()
    client.post(f"/pages/{home.pk}/copy/", form)
    assert not Page.objects.get(slug="kopija").live


def test_live_page_is_not_moved_to_another_language(author: User) -> None:
    page = rights("sl")
    there = HomePage.objects.get(locale__language_code="en")
    assert at_cms(author).get(f"/pages/{page.pk}/move/").headers["Location"] == "/"
    at_cms(author).post(f"/pages/{page.pk}/move/{there.pk}/confirm/")
    assert rights("sl").get_parent().specific != there


def test_program_that_saves_in_her_name_publishes_nothing(home: HomePage, author: User) -> None:
    """Wagtail-localize publishes so, without saying who asked for it."""
    written = home.get_latest_revision_as_object()
    written.heading = WRITTEN
    revision = written.save_revision(user=author)
    with pytest.raises(PermissionDenied):
        revision.publish()
    assert not is_public(home)


def test_page_that_breaks_a_limit_is_not_approved_and_the_screen_says_why(
    home: HomePage, author: User, second: User
) -> None:
    send(at_cms(author), home)
    HomePage.objects.filter(pk=home.pk).update(live=True)
    revision = home.get_latest_revision()
    revision.content["intro"] = " ".join(["beseda"] * 60) + "."
    revision.save()
    client = at_cms(second)
    html = client.get(f"/approvals/{home.pk}/").content.decode()
    assert "60 besed" in html
    decide(client, home)
    assert not is_public(home)


# --- Dates ---


def test_date_is_approved_and_then_comes_by_itself(
    home: HomePage, author: User, second: User
) -> None:
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    date = {"go_live_at": f"{tomorrow:%Y-%m-%d %H:%M}"}
    send(at_cms(author), home, **date)
    with time_machine.travel(tomorrow + datetime.timedelta(hours=1), tick=False):
        call_command("publish_scheduled")
    assert not is_public(home)
    decide(at_cms(second), home)
    assert not is_public(home)
    with time_machine.travel(tomorrow + datetime.timedelta(hours=1), tick=False):
        call_command("publish_scheduled")
    assert is_public(home)


# --- What needs no second person ---


def test_section_for_professionals_goes_out_by_one(author: User) -> None:
    page = FirstStepsPage.objects.get(locale__language_code="sl")
    revised = page.get_latest_revision_as_object()
    assert revised.permissions_for_user(author).can_publish()
    revised.heading = WRITTEN
    revised.save_revision(user=author).publish(user=author)
    assert is_public(page)


def test_every_kind_of_page_outside_of_that_section_needs_a_second_person(
    public_site: None,
) -> None:
    alone = {model.__name__ for model in public_page_models() if not model.needs_second_person}
    assert alone == {
        "ProfessionalsPage", "FirstStepsPage", "ProfessionPage", "ReferralPage",
        "AnnouncementsPage", "AnnouncementPage",
    }  # fmt: skip


def test_where_there_is_nobody_else_the_screen_says_so(home: HomePage, author: User) -> None:
    client = at_cms(author)
    send(client, home)
    html = client.get(f"/approvals/{home.pk}/").content.decode()
    assert "drugo urednico" in html


def test_first_page_of_the_cms_shows_what_waits_in_three_queries(
    home: HomePage, author: User, second: User, django_assert_num_queries: object
) -> None:
    from website.approvals.selectors import pages_waiting

    client = at_cms(author)
    send(client, home)
    second.role_set  # noqa: B018 - asked once a request
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [each.page.pk for each in pages_waiting(second)] == [home.pk]
    send(client, rights("sl"), "Vaše nove pravice")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(pages_waiting(second)) == 2
    html = at_cms(second).get("/").content.decode()
    assert "Čaka na drugo osebo" in html


def test_strangers_get_nothing_of_the_screens(home: HomePage, author: User) -> None:
    send(at_cms(author), home)
    for role in (Role.ADMINISTRATOR,):
        client = at_cms(bound(role))
        for path in ("", f"{home.pk}/", f"{home.pk}/take-down/", f"{home.pk}/put-back/"):
            assert client.get(f"/approvals/{path}").status_code == 404
    assert Client().get(f"/approvals/{home.pk}/", headers={"host": "cms.localhost"}).status_code


def test_second_people_are_mailed_once_a_day_and_the_author_hears_what_became_of_it(
    home: HomePage, author: User, second: User
) -> None:
    assert approvals_mail_send() == 0
    send(at_cms(author), home)
    assert approvals_mail_send() == 1
    assert approvals_mail_send() == 0
    decide(at_cms(second), home, "send_back", remark="Krajše, prosim.")
    assert [message.to for message in mail.outbox] == [[second.email], [author.email]]
    for message in mail.outbox:
        assert home.title not in message.subject + message.body
        assert "Krajše" not in message.subject + message.body


def test_language_that_editors_begin_gets_its_workflow_and_groups(home: HomePage) -> None:
    WorkflowPage.objects.filter(page=home).delete()
    GroupPagePermission.objects.filter(page=home).delete()
    assert home.get_workflow() is None
    new_languages_permit()
    assert HomePage.objects.get(pk=home.pk).get_workflow() is not None
    assert GroupPagePermission.objects.filter(page=home, group__name="translator:sl").exists()


def test_what_is_public_is_not_written_over_and_its_author_stays_one(
    home: HomePage, author: User, second: User
) -> None:
    writer, other = at_cms(author), at_cms(second)
    send(writer, home, "Prvo")
    decide(other, home)
    live = home.live_revision_id
    # What the editor's page sends when it saves by itself.
    save(writer, home, "Vrinjeno", overwrite_revision_id=str(live))
    assert home.latest_revision_id != live
    send(other, home, "Vrinjeno")
    decide(writer, home)
    assert not is_public(home, "Vrinjeno")
    third = at_cms(bound(Role.EDITOR))
    decide(third, home)
    assert is_public(home, "Vrinjeno")


@pytest.mark.parametrize("mark", ["\u202e", "\u00ad", "\u2066", "\u200b"])
def test_invisible_marks_do_not_go_out(home: HomePage, mark: str) -> None:
    assert publication_problems(home) == []
    home.heading = f"Lahko {mark}pokličete"
    assert any("»Lahko pokličete«" in one.message for one in publication_problems(home))
    with pytest.raises(ValidationError):
        home.save_revision().publish()
