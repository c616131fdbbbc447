"""Whose upload it is."""

from knowledge.models import HandbookUpload
from knowledge.policies import user_can_edit_knowledge
from portal.models import User


def user_can_open_upload(user: User, upload: HandbookUpload) -> bool:
    """What somebody reads in is hers until it is a draft."""
    return user_can_edit_knowledge(user) and upload.created_by_id == user.pk
