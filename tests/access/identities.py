"""Who asks: the twelve identities of the matrix, and three more that are easily forgotten."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from portal.doors import Door
from portal.enums import CMS_ROLES, Role
from portal.models import RoleAssignment, User
from tests.factories.portal import PersonFactory
from tests.sign_in import door_client, pass_first_step, sign_in

FLAGS = {"is_superuser": True, "is_staff": True}
Entrance = Callable[[User, Door], Client]


def _enter(user: User, door: Door) -> Client:
    """Through both steps; whose role does not open the cms brings her session of the portal."""
    if door is Door.PORTAL or user.has_role(*CMS_ROLES):
        return sign_in(user, door)
    session = sign_in(user, Door.PORTAL).cookies["portal-session"].value
    client = door_client(door)
    client.cookies["cms-session"] = session
    return client


def _stay_outside(_user: User, door: Door) -> Client:
    return door_client(door)


def _enter_without_second_factor(user: User, door: Door) -> Client:
    client = door_client(door)
    client.force_login(user)
    client.cookies[f"{door}-session"] = client.cookies["sessionid"].value
    return client


def _enter_and_lose_every_role(user: User, door: Door) -> Client:
    client = _enter(user, door)
    RoleAssignment.objects.filter(user=user).delete()
    return client


def _enter_and_be_disabled(user: User, door: Door) -> Client:
    client = _enter(user, door)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    return client


@dataclass(frozen=True)
class Identity:
    """`roles`: held when she asks. `is_in`: signed in through both steps."""

    name: str
    roles: frozenset[Role] = frozenset()
    is_in: bool = True
    is_former: bool = False
    enter: Entrance = _enter
    made_with: tuple[Role, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def make_person(self) -> User:
        user: User = PersonFactory(roles=self.made_with or tuple(self.roles), **self.fields)
        if user.is_superuser:
            user.user_permissions.set(Permission.objects.all())
        return user


def _outsider(name: str, enter: Entrance, role: Role, **fields: Any) -> Identity:
    return Identity(name, is_in=False, enter=enter, made_with=(role,), fields=fields)


OUTSIDERS = (
    _outsider("anonymous", _stay_outside, Role.COUNSELLOR),
    _outsider("password only", lambda user, door: pass_first_step(user, door), Role.COUNSELLOR),
    _outsider("without second factor", _enter_without_second_factor, Role.TEAM_LEAD, **FLAGS),
    _outsider("disabled", _enter_and_be_disabled, Role.EDITOR),
    _outsider("disabled superuser", _enter_and_be_disabled, Role.ADMINISTRATOR, **FLAGS),
)
ROLES = tuple(Identity(role.value, frozenset({role})) for role in Role)
SUPERUSER = Identity("superuser flag", frozenset({Role.ADMINISTRATOR}), fields=FLAGS)
SUPERUSER_WITHOUT_ROLE = Identity(
    "superuser flag, no role",
    enter=_enter_and_lose_every_role,
    made_with=(Role.ADMINISTRATOR,),
    fields=FLAGS,
)
FORMER_MEMBER = Identity("former member", frozenset({Role.COUNSELLOR}), is_former=True)
IDENTITIES = (*OUTSIDERS, *ROLES, SUPERUSER, SUPERUSER_WITHOUT_ROLE, FORMER_MEMBER)
