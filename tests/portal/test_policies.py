"""Who may what on the signed-in side, role by role; the superuser flag never counts."""

from collections.abc import Callable, Iterable

import pytest

from knowledge.policies import user_can_read_knowledge
from portal.doors import Door
from portal.enums import Role
from portal.models import RoleAssignment, User
from portal.policies import (
    user_can_activate_person,
    user_can_be_second,
    user_can_change_email,
    user_can_edit_pages,
    user_can_enter_cms,
    user_can_enter_door,
    user_can_enter_portal,
    user_can_manage_people,
    user_can_manage_person,
    user_can_unlock_person,
    user_can_work_with_cases,
    user_has_any_role,
    user_is_bound_to_languages,
)

ALL = frozenset(Role)
CASEWORK = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
LANGUAGES = frozenset({Role.TRANSLATOR, Role.REVIEWER})
CMS = frozenset({Role.EDITOR, Role.ADMINISTRATOR}) | LANGUAGES
PEOPLE = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})


def roles_for_whom(policy: Callable[[User], bool], person: Callable[..., User]) -> Iterable[Role]:
    return {role for role in Role if policy(person(role))}


@pytest.mark.parametrize(
    ("policy", "roles"),
    [
        (user_has_any_role, ALL),
        (user_can_enter_portal, ALL),
        (user_can_enter_cms, CMS),
        (user_can_edit_pages, {Role.EDITOR}),
        (user_can_work_with_cases, CASEWORK),
        (user_can_manage_people, PEOPLE),
        (user_can_read_knowledge, ALL - LANGUAGES - {Role.ADMINISTRATOR}),
        (user_can_be_second, {Role.EDITOR, Role.REVIEWER}),
        (user_is_bound_to_languages, LANGUAGES),
    ],
)
def test_each_policy_holds_for_its_roles_and_no_others(
    person: Callable[..., User], policy: Callable[[User], bool], roles: frozenset[Role]
) -> None:
    assert roles_for_whom(policy, person) == roles
    assert not policy(person())
    assert not policy(person(is_superuser=True))


def test_a_closed_account_may_nothing(person: Callable[..., User]) -> None:
    user = person(Role.COUNSELLOR)
    assert user_can_enter_portal(user)
    user.is_active = False
    assert not user_can_enter_portal(user)


def test_each_door_has_its_own_rule(person: Callable[..., User]) -> None:
    counsellor, editor = person(Role.COUNSELLOR), person(Role.EDITOR)
    assert user_can_enter_door(counsellor, Door.PORTAL)
    assert not user_can_enter_door(counsellor, Door.CMS)
    assert user_can_enter_door(editor, Door.CMS)
    assert not user_can_enter_door(person(), Door.PORTAL)


@pytest.mark.parametrize("casework", sorted(CASEWORK))
def test_an_account_that_is_an_administrators_too_never_works_with_cases(
    person: Callable[..., User], casework: Role
) -> None:
    """The services refuse such a pair; should it come about all the same, this is the wall."""
    user = person(casework)
    assert user_can_work_with_cases(user)
    RoleAssignment.objects.create(user=user, role=Role.ADMINISTRATOR)
    assert not user_can_work_with_cases(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_people_are_managed_by_others_only(person: Callable[..., User], role: Role) -> None:
    user, colleague = person(role), person(Role.VOLUNTEER)
    assert user_can_manage_person(user, colleague)
    assert not user_can_manage_person(user, user)
    assert not user_can_manage_person(colleague, user)


def test_nobody_turns_the_links_of_a_person_elsewhere_who_may_not_manage_people(
    person: Callable[..., User],
) -> None:
    """An account without any role left is no exception."""
    without_roles = person()
    for policy in (user_can_change_email, user_can_activate_person):
        assert policy(person(Role.TEAM_LEAD), without_roles)
        for role in (Role.VOLUNTEER, Role.COUNSELLOR, Role.EDITOR):
            assert not policy(person(role), without_roles)
        assert not policy(without_roles, without_roles)


def test_only_another_team_lead_unlocks_a_person(person: Callable[..., User]) -> None:
    lead, locked = person(Role.TEAM_LEAD), person(Role.COUNSELLOR)
    assert user_can_unlock_person(lead, locked)
    assert user_can_unlock_person(lead, person(Role.TEAM_LEAD))
    assert not user_can_unlock_person(lead, lead)
    assert not user_can_unlock_person(person(Role.ADMINISTRATOR), locked)
    assert not user_can_unlock_person(locked, lead)
