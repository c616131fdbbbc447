from collections.abc import Callable

import pytest
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.portal import PersonFactory
from tests.sign_in import sign_in
from tests.website.forms import form_of
from website.models import HomePage, PublicPage, RightsPage

WRITTEN = "Nov naslov"


@pytest.fixture
def author(public_site: None, person: Callable[..., User]) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def second(public_site: None, person: Callable[..., User]) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def home(public_site: None) -> HomePage:
    return HomePage.objects.get(locale__language_code="sl")


def bound(role: Role, *languages: str) -> User:
    user: User = PersonFactory(roles=(role,), languages=languages)
    return user


def at_cms(user: User) -> Client:
    return sign_in(user, Door.CMS)


def rights(language_code: str) -> RightsPage:
    return RightsPage.objects.get(locale__language_code=language_code)


def save(client: Client, page: PublicPage, heading: str = WRITTEN, **more: str) -> None:
    """What the editor's form does, with the button that `more` names."""
    form = {**form_of(page.get_latest_revision_as_object()), "heading": heading, **more}
    response = client.post(f"/pages/{page.pk}/edit/", form)
    assert response.status_code == 302, response.content.decode()[:3000]
    page.refresh_from_db()


def send(client: Client, page: PublicPage, heading: str = WRITTEN, **more: str) -> None:
    save(client, page, heading, **{"action-submit": "1"}, **more)


def decide(client: Client, page: PublicPage, decision: str = "approve", **more: object) -> None:
    page.refresh_from_db()
    revision = more.pop("revision", page.latest_revision_id)
    form = {"revision": revision, "decision": decision, "remark": "", **more}
    client.post(f"/approvals/{page.pk}/", form)
    page.refresh_from_db()
