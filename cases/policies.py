"""Who may what with cases: membership in the case decides, nothing else.

Neither `has_perm` nor `is_superuser` is asked: an active superuser has every permission, and an
administrator must never read a case.
"""

from cases.models import Case, Document
from portal.enums import Role
from portal.models import User
from portal.policies import user_can_work_with_cases


def user_can_list_cases(user: User) -> bool:
    return user_can_work_with_cases(user)


def user_can_open_case(user: User) -> bool:
    return user_can_work_with_cases(user)


def user_can_read_case(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def user_can_change_case(user: User, case: Case) -> bool:
    return Case.objects.changeable_by(user).filter(pk=case.pk).exists()


def user_can_look_up_trail(user: User) -> bool:
    """Who saw a case: team leads for every case, counsellors for their own."""
    return user_can_work_with_cases(user)


def user_can_read_trail(user: User, case: Case) -> bool:
    if not user_can_look_up_trail(user):
        return False
    return user.has_role(Role.TEAM_LEAD) or user_can_read_case(user, case)


def user_can_write_note(user: User, case: Case) -> bool:
    return user_can_change_case(user, case)


def user_can_add_document(user: User, case: Case) -> bool:
    return user_can_change_case(user, case)


def user_can_remove_document(user: User, document: Document) -> bool:
    return user_can_change_case(user, document.case)


def user_can_write_identity(user: User, case: Case) -> bool:
    return user_can_change_case(user, case)
