from typing import Self

from django.apps import apps
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.query import PageQuerySet

from knowledge.policies import readers_without, user_can_read_knowledge
from portal.models import User


class KnowledgePageQuerySet(PageQuerySet):
    def readable_by(self, user: User) -> Self:
        """The published pages that a person may read."""
        return self.live().open_to(user) if user_can_read_knowledge(user) else self.none()

    def open_to(self, user: User) -> Self:
        """Without what is closed to a person, or below something that is; drafts included."""
        closed = readers_without(user)
        if not closed:
            return self
        sections = apps.get_model("knowledge", "SectionPage").objects.filter(readers__in=closed)
        path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
        above = sections.annotate(below=path).filter(below__startswith=F("path"))
        return self.filter(~Exists(above))
