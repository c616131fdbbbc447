"""What the services of people share: asking the policy under a lock, recording, telling her."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

Policy = Callable[[User, User], bool]


def actor_confirm(actor: User, user: User, policy: Policy) -> User:
    """The person, locked, if the actor may act on her now. Raises PermissionDenied.

    Two people could close each other's account at the same moment: ask again, under a lock.
    """
    both = User.objects.select_for_update().filter(pk__in=[actor.pk, user.pk]).order_by("pk")
    now = {person.pk: person for person in both}
    if not policy(now[actor.pk], now[user.pk]):
        raise PermissionDenied
    return now[user.pk]


def record_about(actor: User | None, action: AuditAction, user: User) -> None:
    audit_record(actor=actor, action=action, subject_kind="person", subject_id=user.pk)
