from typing import Any

from portal.policies import user_can_approve_language
from website.models import PublicPage


def user_can_check_facts(user: Any, page: PublicPage) -> bool:
    """Editors, and reviewers in their languages: who also lets pages out."""
    return user_can_approve_language(user, page.language_code)


def user_can_sign_language(user: Any, page: PublicPage) -> bool:
    """Say that a native speaker has read the text. Translators do not sign what they wrote."""
    return user_can_approve_language(user, page.language_code)
