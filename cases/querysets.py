from typing import TYPE_CHECKING, Self

from django.db import models

from cases.enums import CaseStatus, KeyPurpose, KeyRecipient
from portal.models import User
from portal.policies import user_can_work_with_cases

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """Cases of which the person is a member now. An erased one is there for nobody."""
        if not user_can_work_with_cases(user):
            return self.none()
        of_members = self.filter(members__user=user, members__left_at__isnull=True)
        return of_members.filter(
            keys__purpose=KeyPurpose.CONTENT, keys__recipient_kind=KeyRecipient.MASTER
        )

    def changeable_by(self, user: User) -> Self:
        """Cases that the person may add to. A closed one is only read."""
        return self.visible_to(user).exclude(status=CaseStatus.CLOSED)
