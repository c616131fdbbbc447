"""Down in all languages by one person, and back by two."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.website.approvals.conftest import at_cms, bound, decide, rights
from tests.website.conftest import Visit
from website.approvals.services import page_take_down
from website.models import HomePage, PublicPage, RelativesPage, RightsPage

LANGUAGES = {"sl", "en", "ar"}


def live_in(model: type[PublicPage]) -> set[str]:
    return {page.language_code for page in model.objects.live()}


def relatives() -> RelativesPage:
    return RelativesPage.objects.get(locale__language_code="sl")


def test_one_click_takes_a_page_down_in_every_language(author: User, visit: Visit) -> None:
    client = at_cms(author)
    assert live_in(RelativesPage) == LANGUAGES
    assert visit("/ar/aila/").status_code == 200
    said = client.get(f"/approvals/{relatives().pk}/take-down/").content.decode()
    for page in RelativesPage.objects.all():
        assert page.title in said
    assert live_in(RelativesPage) == LANGUAGES
    client.post(f"/approvals/{relatives().pk}/take-down/")
    assert live_in(RelativesPage) == set()
    assert visit("/ar/aila/").status_code == 404
    # Its languages can do without it.
    assert live_in(HomePage) == LANGUAGES
    assert AuditEvent.objects.filter(action=AuditAction.PAGE_TAKEN_DOWN).count() == 3


def test_language_that_cannot_be_without_the_page_closes_and_that_is_said_before(
    author: User, visit: Visit
) -> None:
    client, page = at_cms(author), rights("sl")
    said = client.get(f"/approvals/{page.pk}/take-down/").content.decode()
    assert "Jezik brez te strani ne more biti javen" in said
    client.post(f"/approvals/{page.pk}/take-down/")
    assert live_in(RightsPage) == live_in(HomePage) == set()
    assert visit("/sl/telefon/").status_code == 404


def test_it_comes_back_in_each_language_when_a_second_person_says_so(
    author: User, second: User
) -> None:
    client = at_cms(author)
    client.post(f"/approvals/{relatives().pk}/take-down/")
    client.post(f"/approvals/{relatives().pk}/put-back/")
    assert live_in(RelativesPage) == set()
    other = at_cms(second)
    for page in RelativesPage.objects.all():
        decide(client, page)
        assert not page.live
        decide(other, page)
    assert live_in(RelativesPage) == LANGUAGES


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EDITOR])
def test_only_editors_take_down(public_site: None, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        page_take_down(actor=bound(role, "sl"), page=relatives())
    assert live_in(RelativesPage) == LANGUAGES


def test_nothing_goes_when_one_of_it_cannot(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fails_at_the_second(page: PublicPage, **_options: object) -> None:
        if done:
            raise RuntimeError
        done.append(page.pk)
        type(page).objects.filter(pk=page.pk).update(live=False)

    monkeypatch.setattr(PublicPage, "unpublish", fails_at_the_second)
    with pytest.raises(RuntimeError):
        page_take_down(actor=author, page=relatives())
    assert done
    assert live_in(RelativesPage) == LANGUAGES
    assert not AuditEvent.objects.filter(action=AuditAction.PAGE_TAKEN_DOWN).exists()


def test_languages_that_closed_with_it_open_again_with_it(author: User, second: User) -> None:
    client, other = at_cms(author), at_cms(second)
    client.post(f"/approvals/{rights('sl').pk}/take-down/")
    assert live_in(HomePage) == set()
    client.post(f"/approvals/{rights('sl').pk}/put-back/")
    for page in (*RightsPage.objects.all(), *HomePage.objects.all()):
        decide(other, page)
    assert live_in(RightsPage) == live_in(HomePage) == LANGUAGES
