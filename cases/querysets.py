from typing import TYPE_CHECKING, Self

from django.db import models

from portal.models import User
from portal.policies import user_can_work_with_cases

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """Cases of which the person is a member now."""
        if not user_can_work_with_cases(user):
            return self.none()
        return self.filter(members__user=user, members__left_at__isnull=True)
