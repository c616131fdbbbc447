from typing import TYPE_CHECKING, Self

from django.db import models

from cases.enums import KeyPurpose, KeyRecipient
from portal.models import User
from portal.policies import user_can_work_with_cases

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """Cases of which the person is a member now, and that were not erased."""
        if not user_can_work_with_cases(user):
            return self.none()
        # Erasing a case destroys its key; from then on it is as if it had never been there.
        return self.filter(
            members__user=user,
            members__left_at__isnull=True,
            keys__purpose=KeyPurpose.CONTENT,
            keys__recipient_kind=KeyRecipient.MASTER,
        )
