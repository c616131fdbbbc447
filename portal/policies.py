"""Who may open which part of the signed-in side. Roles decide; the superuser flag never does."""

from portal.doors import Door
from portal.enums import (
    CASEWORK_ROLES,
    CMS_ROLES,
    HELPING_ROLES,
    LANGUAGE_ROLES,
    PEOPLE_ROLES,
    Role,
)
from portal.models.user import User


def user_has_any_role(user: User) -> bool:
    return user.has_role(*Role)


def user_can_enter_portal(user: User) -> bool:
    return user_has_any_role(user)


def user_can_enter_cms(user: User) -> bool:
    return user.has_role(*CMS_ROLES)


def user_can_edit_pages(user: User) -> bool:
    return user.has_role(Role.EDITOR)


def user_can_edit_language(user: User, language_code: str) -> bool:
    """Editors every language; translators and reviewers theirs."""
    own = user.has_role(*LANGUAGE_ROLES) and language_code in user.language_set
    return user_can_edit_pages(user) or own


def user_can_approve_language(user: User, language_code: str) -> bool:
    """Be the second person for texts in it; that she wrote nothing of them is asked elsewhere."""
    own = user.has_role(Role.REVIEWER) and language_code in user.language_set
    return user_can_edit_pages(user) or own


def user_can_be_second(user: User) -> bool:
    """Editors, and reviewers in their languages."""
    return user.has_role(Role.EDITOR, Role.REVIEWER)


def user_is_bound_to_languages(user: User) -> bool:
    """Her work in the cms is her own languages and nothing else."""
    return user.has_role(*LANGUAGE_ROLES) and not user.has_role(*CMS_ROLES - LANGUAGE_ROLES)


def user_can_enter_door(user: User, door: Door) -> bool:
    return user_can_enter_cms(user) if door is Door.CMS else user_can_enter_portal(user)


def user_can_work_with_cases(user: User) -> bool:
    """Counsellors and team leads; never an account that is an administrator's too."""
    return user.has_role(*CASEWORK_ROLES) and not user.has_role(Role.ADMINISTRATOR)


def user_can_manage_people(user: User) -> bool:
    return user.has_role(*PEOPLE_ROLES)


def user_can_see_status(user: User) -> bool:
    """How the installation is; nothing of any content."""
    return user.has_role(*PEOPLE_ROLES)


def user_can_read_record_of_processing(user: User) -> bool:
    """What is kept of whom and why: for who answers for it. Nothing of any person."""
    return user.has_role(*PEOPLE_ROLES)


def user_can_manage_person(user: User, person: User) -> bool:
    """Close and open accounts; nobody her own."""
    return user_can_manage_people(user) and user.pk != person.pk


def user_can_change_email(user: User, person: User) -> bool:
    """The address brings the links. Who may not hand out the work may not turn them elsewhere."""
    return _may_hand_out_the_work_of(user, person)


def user_can_activate_person(user: User, person: User) -> bool:
    """An account is opened again by who may hand out its work."""
    return _may_hand_out_the_work_of(user, person)


def _may_hand_out_the_work_of(user: User, person: User) -> bool:
    if not user_can_manage_person(user, person):
        return False
    return all(user_can_grant_role(user, person, Role(role)) for role in person.role_set)


def user_can_invite_people(user: User) -> bool:
    return user_can_manage_people(user)


def user_can_grant_role(user: User, person: User, role: Role) -> bool:
    """Work with the persons helped comes from team leads, administration from administrators."""
    return user_can_manage_person(user, person) and user_can_hand_out_role(user, role)


def user_can_hand_out_role(user: User, role: Role) -> bool:
    """To get at somebody's account takes one of each: neither may make himself the other."""
    if role == Role.ADMINISTRATOR:
        return user.has_role(Role.ADMINISTRATOR)
    return user.has_role(Role.TEAM_LEAD) or role not in HELPING_ROLES


def user_can_start_device_reset(user: User, person: User) -> bool:
    """The administrator takes away what was lost; a team lead then confirms the person."""
    return user.has_role(Role.ADMINISTRATOR) and user.pk != person.pk


def user_can_confirm_person(user: User, person: User) -> bool:
    return user.has_role(Role.TEAM_LEAD) and user.pk != person.pk


def user_can_publish_statement(user: User) -> bool:
    return user.has_role(Role.TEAM_LEAD)


def user_can_unlock_person(user: User, person: User) -> bool:
    """After too many wrong codes a team lead, who knows the person, lets her in again."""
    return user.has_role(Role.TEAM_LEAD) and user.pk != person.pk
