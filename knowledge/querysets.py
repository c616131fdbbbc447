from typing import Self

from wagtail.query import PageQuerySet

from knowledge.policies import user_can_read_knowledge
from portal.models import User


class KnowledgePageQuerySet(PageQuerySet):
    def readable_by(self, user: User) -> Self:
        """The published pages that a person may read."""
        return self.live() if user_can_read_knowledge(user) else self.none()
