from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.doors import Door
from portal.enums import AuditAction, Factor, Role
from portal.models import AuditEvent, SignInFailure, TotpDevice, User
from portal.services import (
    passphrase_reset_start,
    person_deactivate,
    roles_change,
    sign_in_failure_record,
)
from tests.sign_in import pass_first_step, sign_in, usable_code

People = Callable[..., User]


def lock(user: User) -> None:
    for _try in range(10):
        sign_in_failure_record(user=user, network="x", factor=Factor.CODE)


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMINISTRATOR])
def test_closing_an_account_ends_its_session_at_once(person: People, role: Role) -> None:
    worker = person(Role.COUNSELLOR)
    working = sign_in(worker, Door.PORTAL)
    assert working.get("/").status_code == 200
    manager = sign_in(person(role), Door.PORTAL)
    assert manager.post(f"/people/{worker.pk}/close/").status_code == 302
    assert working.get("/").status_code == 302
    assert AuditEvent.objects.filter(
        action=AuditAction.PERSON_CLOSED, subject_id=str(worker.pk)
    ).exists()
    opener = manager if role == Role.TEAM_LEAD else sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    assert opener.post(f"/people/{worker.pk}/open/").status_code == 302
    assert sign_in(worker, Door.PORTAL).get("/").status_code == 200


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD])
def test_an_administrator_opens_no_account_that_works_with_the_persons_helped(
    person: People, role: Role
) -> None:
    worker, editor, lead = person(role), person(Role.EDITOR), person(Role.TEAM_LEAD)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    for closed in (worker, editor):
        person_deactivate(actor=lead, user=closed)
    assert administrator.post(f"/people/{worker.pk}/open/").status_code == 404
    assert (
        "kdor podeljuje njene vloge" in administrator.get(f"/people/{worker.pk}/").content.decode()
    )
    assert administrator.post(f"/people/{editor.pk}/open/").status_code == 302
    assert not User.objects.get(pk=worker.pk).is_active
    assert User.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD])
def test_an_administrator_turns_nobodys_links_elsewhere_who_works_with_the_persons_helped(
    person: People, role: Role
) -> None:
    worker, editor = person(role), person(Role.EDITOR)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    elsewhere = {"email": "elsewhere@mail.invalid"}
    assert administrator.post(f"/people/{worker.pk}/email/", elsewhere).status_code == 404
    assert User.objects.get(pk=worker.pk).email == worker.email
    assert administrator.post(f"/people/{editor.pk}/email/", elsewhere).status_code == 302
    assert User.objects.get(pk=editor.pk).email == "elsewhere@mail.invalid"
    assert lead.post(f"/people/{worker.pk}/email/", elsewhere).status_code == 302
    assert User.objects.get(pk=worker.pk).email == "elsewhere@mail.invalid"


def test_the_last_team_lead_is_not_closed(person: People) -> None:
    lead = person(Role.TEAM_LEAD, Role.COUNSELLOR)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    without_a_device = person(Role.TEAM_LEAD)
    TotpDevice.objects.filter(user=without_a_device).delete()
    page = f"/people/{lead.pk}/"
    administrator.post(f"{page}close/")
    assert "edina vodja" in administrator.get(page).content.decode()
    assert User.objects.get(pk=lead.pk).has_role(Role.TEAM_LEAD)
    person(Role.TEAM_LEAD)
    assert administrator.post(f"{page}close/").status_code == 302
    assert not User.objects.get(pk=lead.pk).is_active


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMINISTRATOR])
def test_links_that_a_former_team_lead_or_administrator_sent_are_good_no_more(
    person: People, role: Role
) -> None:
    lead, starter, worker = person(role), person(role), person(Role.COUNSELLOR)
    link = passphrase_reset_start(actor=starter, user=worker)
    roles_change(actor=lead, user=starter, roles=[role, Role.EDITOR])
    link.refresh_from_db()
    assert link.is_good, "another role more changes nothing about her links"
    roles_change(actor=lead, user=starter, roles=[Role.EDITOR])
    link.refresh_from_db()
    assert not link.is_good


def test_nobody_closes_her_own_account(person: People) -> None:
    lead = person(Role.TEAM_LEAD)
    client = sign_in(lead, Door.PORTAL)
    assert client.post(f"/people/{lead.pk}/close/").status_code == 404
    assert client.get("/").status_code == 200


def test_a_team_lead_unlocks_who_gave_too_many_wrong_codes(person: People) -> None:
    worker = person(Role.COUNSELLOR)
    lock(worker)
    client = pass_first_step(worker, Door.PORTAL)
    assert client.post("/sign-in/code/", {"code": usable_code(worker)}).status_code == 422
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    assert "zaklenjeno" in lead.get("/people/").content.decode()
    assert lead.post(f"/people/{worker.pk}/unlock/").status_code == 302
    assert "zaklenjeno" not in lead.get("/people/").content.decode()
    assert sign_in(worker, Door.PORTAL).get("/").status_code == 200


def test_an_administrator_sees_the_lock_and_cannot_lift_it(person: People) -> None:
    worker = person(Role.COUNSELLOR)
    lock(worker)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    assert "zaklenjeno" in administrator.get("/people/").content.decode()
    assert administrator.post(f"/people/{worker.pk}/unlock/").status_code == 404
    assert SignInFailure.objects.filter(user=worker).count() == 10


def test_the_page_costs_the_same_with_two_and_with_twelve_people(person: People) -> None:
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    person(Role.COUNSELLOR)
    counts = []
    for more in (0, 10):
        for _person in range(more):
            lock(person(Role.COUNSELLOR, Role.EDITOR))
        with CaptureQueriesContext(connection) as captured:
            assert lead.get("/people/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 17


def test_who_was_closed_a_moment_ago_closes_nobody(person: People) -> None:
    lead, administrator = person(Role.TEAM_LEAD), person(Role.ADMINISTRATOR)
    person(Role.TEAM_LEAD)
    person_deactivate(actor=administrator, user=lead)
    with pytest.raises(PermissionDenied):
        person_deactivate(actor=lead, user=administrator)
    assert User.objects.get(pk=administrator.pk).is_active


def test_a_changed_role_ends_the_session_and_opens_and_closes_what_it_should(
    person: People,
) -> None:
    worker = person(Role.VOLUNTEER)
    working = sign_in(worker, Door.PORTAL)
    assert working.get("/cases/").status_code == 404
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    roles = f"/people/{worker.pk}/roles/"
    assert lead.post(roles, {"roles": [Role.COUNSELLOR]}).status_code == 302
    assert working.get("/").status_code == 302
    assert set(User.objects.get(pk=worker.pk).groups.values_list("name", flat=True)) == {
        Role.COUNSELLOR
    }
    actions = AuditEvent.objects.filter(subject_id=str(worker.pk)).values_list("action", flat=True)
    assert {AuditAction.ROLE_GRANTED, AuditAction.ROLE_REVOKED} <= set(actions)


def test_an_administrator_gives_no_work_with_the_persons_helped(person: People) -> None:
    worker = person(Role.EDITOR)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    roles = f"/people/{worker.pk}/roles/"
    for role in (Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD):
        answer = administrator.post(roles, {"roles": [Role.EDITOR, role]})
        assert answer.status_code == 422
        assert "Ene od teh vlog vi ne podeljujete" in answer.content.decode()
    assert User.objects.get(pk=worker.pk).role_set == {Role.EDITOR}
    assert administrator.post(roles, {"roles": []}).status_code == 302
    assert User.objects.get(pk=worker.pk).role_set == frozenset()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD])
def test_an_administrator_takes_no_work_with_the_persons_helped_away(
    person: People, role: Role
) -> None:
    """Without it her account would lose what protects it: her address, her way back."""
    worker, lead = person(role, Role.EDITOR), person(Role.TEAM_LEAD)
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    path = f"/people/{worker.pk}/roles/"
    for wanted in ([], [Role.EDITOR]):
        answer = administrator.post(path, {"roles": wanted})
        assert answer.status_code == 422
        assert "Ene od teh vlog vi ne podeljujete" in answer.content.decode()
    assert User.objects.get(pk=worker.pk).role_set == {role, Role.EDITOR}
    assert administrator.post(path, {"roles": [role]}).status_code == 302
    assert sign_in(lead, Door.PORTAL).post(path, {"roles": []}).status_code == 302
    assert User.objects.get(pk=worker.pk).role_set == frozenset()


def test_administrator_and_casework_in_one_account_are_refused_on_the_page_too(
    person: People,
) -> None:
    worker = person(Role.ADMINISTRATOR)
    lead = sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    both = {"roles": [Role.ADMINISTRATOR, Role.COUNSELLOR]}
    answer = lead.post(f"/people/{worker.pk}/roles/", both)
    assert answer.status_code == 422
    assert "dva ločena računa" in answer.content.decode()
    assert User.objects.get(pk=worker.pk).role_set == {Role.ADMINISTRATOR}


def test_nobody_changes_her_own_roles(person: People) -> None:
    lead = person(Role.TEAM_LEAD)
    client = sign_in(lead, Door.PORTAL)
    assert client.post(f"/people/{lead.pk}/roles/", {"roles": Role.values}).status_code == 404
    assert User.objects.get(pk=lead.pk).role_set == {Role.TEAM_LEAD}


def test_a_team_lead_makes_nobody_an_administrator(person: People) -> None:
    """With an administrator of her own making she alone could take over an account."""
    lead, editor = sign_in(person(Role.TEAM_LEAD), Door.PORTAL), person(Role.EDITOR)
    form = {
        "username": "nova.oseba", "display_name": "Nova", "email": "nova@example.org",
        "language": "sl", "roles": [Role.ADMINISTRATOR],
    }  # fmt: skip
    answer = lead.post("/people/invite/", form)
    assert answer.status_code == 422
    assert "povabi samo skrbnik" in answer.content.decode()
    assert not User.objects.filter(username="nova.oseba").exists()
    roles = {"roles": [Role.EDITOR, Role.ADMINISTRATOR]}
    assert lead.post(f"/people/{editor.pk}/roles/", roles).status_code == 422
    assert User.objects.get(pk=editor.pk).role_set == {Role.EDITOR}
    administrator = sign_in(person(Role.ADMINISTRATOR), Door.PORTAL)
    assert administrator.post(f"/people/{editor.pk}/roles/", roles).status_code == 302
    assert administrator.post("/people/invite/", form).status_code == 302


def test_a_team_lead_neither_opens_nor_turns_elsewhere_an_administrators_account(
    person: People,
) -> None:
    administrator, lead = person(Role.ADMINISTRATOR), sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    person(Role.ADMINISTRATOR)
    path = f"/people/{administrator.pk}"
    assert lead.get(f"{path}/").status_code == 200
    assert lead.post(f"{path}/email/", {"email": "lead@example.org"}).status_code == 404
    assert lead.post(f"{path}/close/").status_code == 302
    assert lead.post(f"{path}/open/").status_code == 404
    assert not User.objects.get(pk=administrator.pk).is_active


def test_who_reads_a_persons_page_is_recorded(person: People) -> None:
    lead, worker = person(Role.TEAM_LEAD), person(Role.COUNSELLOR)
    client = sign_in(lead, Door.PORTAL)
    assert client.get(f"/people/{worker.pk}/").status_code == 200
    event = AuditEvent.objects.get(action=AuditAction.PERSON_READ)
    assert (event.actor_id, event.subject_id) == (lead.pk, str(worker.pk))


def test_the_only_administrator_is_not_closed(person: People) -> None:
    """Administrators come from administrators alone: nobody could bring one back."""
    administrator, lead = person(Role.ADMINISTRATOR), sign_in(person(Role.TEAM_LEAD), Door.PORTAL)
    answer = lead.post(f"/people/{administrator.pk}/close/", follow=True)
    assert "edina skrbnica" in answer.content.decode()
    assert User.objects.get(pk=administrator.pk).is_active
    without_a_device = person(Role.ADMINISTRATOR)
    TotpDevice.objects.filter(user=without_a_device).delete()
    lead.post(f"/people/{administrator.pk}/close/")
    assert User.objects.get(pk=administrator.pk).is_active, "the other could not sign in"
    person(Role.ADMINISTRATOR)
    lead.post(f"/people/{administrator.pk}/close/")
    assert not User.objects.get(pk=administrator.pk).is_active
