"""Who may bring a handbook, and whose upload it is."""

from knowledge.models import HandbookUpload
from portal.models import User
from portal.policies import user_can_edit_pages


def user_can_import_handbooks(user: User) -> bool:
    return user_can_edit_pages(user)


def user_can_open_upload(user: User, upload: HandbookUpload) -> bool:
    """What somebody reads in is hers until it is a draft."""
    return user_can_import_handbooks(user) and upload.created_by_id == user.pk
