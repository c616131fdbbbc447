"""Translators and reviewers see and change their own languages, and nothing else of the cms."""

import pytest
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.access.asking import ask
from tests.access.routes import Route, routes_of
from tests.website.approvals.conftest import WRITTEN, at_cms, bound, decide, rights, save
from website.models import PublicPage, RightsPage

BOUND = (Role.TRANSLATOR, Role.REVIEWER)
# What the address of a page is asked for; the rest of Wagtail's is closed to these two.
OWN = (
    "/pages/{page}/edit/", "/pages/{page}/history/", "/pages/{page}/view_draft/",
    "/pages/{page}/revisions/{revision}/view/",
    "/pages/{page}/revisions/compare/live...{revision}/",
    "/pages/{page}/workflow_history/", "/api/main/pages/{page}/", "/pages/{parent}/",
)  # fmt: skip
CLOSED = (
    "/snippets/", "/snippets/helpline/phoneline/", "/snippets/helpline/openinghours/",
    "/snippets/helpline/hoursexception/", "/snippets/helpline/linelanguage/",
    "/snippets/website/exittarget/", "/snippets/website/recording/",
    "/snippets/knowledge/searchsynonym/", "/reviews/", "/search-words/questions/",
    "/handbook-import/", "/users/", "/groups/", "/reports/site-history/", "/reports/locked/",
    "/reports/aging-pages/", "/reports/workflow/", "/reports/page-types-usage/",
    "/localize/reports/translations/", "/choose-page/", "/choose-page/search/?q=a",
    "/documents/", "/images/", "/locales/", "/sites/", "/collections/", "/workflows/list/",
    "/pages/search/?q=a", "/pages/usage/website/rightspage/", "/api/main/images/",
    "/api/main/documents/", "/printed-matter/", "/tag-autocomplete/",
)  # fmt: skip


def addresses_of(page: PublicPage) -> list[str]:
    revision = page.get_latest_revision() or page.save_revision()
    numbers = {"page": page.pk, "revision": revision.pk, "parent": page.get_parent().pk}
    return [address.format(**numbers) for address in OWN]


@pytest.fixture(params=BOUND, ids=str)
def arabic(request: pytest.FixtureRequest, public_site: None) -> User:
    return bound(request.param, "ar")


def test_own_language_is_open(arabic: User) -> None:
    client = at_cms(arabic)
    for address in addresses_of(rights("ar")):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("language_code", ["sl", "en"])
def test_other_languages_are_not_there(arabic: User, language_code: str) -> None:
    client = at_cms(arabic)
    for address in addresses_of(rights(language_code)):
        assert client.get(address).status_code == 404, address


def test_rest_of_the_cms_is_not_there(arabic: User) -> None:
    client, editor = at_cms(arabic), at_cms(bound(Role.EDITOR))
    for address in CLOSED:
        assert client.get(address).status_code == 404, address
    # It was not closed to everybody, or the list would say nothing.
    opened = [address for address in CLOSED if editor.get(address).status_code == 200]
    assert len(opened) > len(CLOSED) / 2


def test_no_route_with_a_page_of_another_language_answers(arabic: User, bare_pages: None) -> None:
    """Every address of the cms that names a page, whichever way it is asked."""
    client, page = at_cms(arabic), rights("sl")
    named = [route for route in routes_of(Door.CMS) if _names_a_page(route)]
    assert len(named) > 30
    for route in named:
        for method in ("get", "post"):
            answer = ask(client, method, route.path(_with_page(route, page)))
            assert answer.status == 404, (method, route.pattern)


@pytest.fixture
def bare_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of refusals need no page each."""
    from django.http import HttpResponse

    def bare(_request: object, _template: str, _context: object = None, *, status: int) -> object:
        return HttpResponse(b"refused", status=status)

    monkeypatch.setattr("portal.views.errors._page", bare)


PAGE_NAMES = {"page_id", "page_pk", "parent_page_id", "page_to_move_id"}


def _names_a_page(route: Route) -> bool:
    return not PAGE_NAMES.isdisjoint(route.arguments)


def _with_page(route: Route, page: Page) -> dict[str, object]:
    return {name: page.pk for name in route.arguments if name in PAGE_NAMES}


def test_explorer_and_its_menu_list_her_pages_only(arabic: User) -> None:
    client = at_cms(arabic)
    root = client.get("/pages/", follow=True).content.decode()
    assert rights("ar").title in root
    assert rights("sl").title not in root
    listed = client.get("/api/main/pages/?limit=20").json()["items"]
    assert rights("ar").pk in {item["id"] for item in listed}
    numbers = [item["id"] for item in listed]
    shown = set(Page.objects.filter(pk__in=numbers).values_list("locale__language_code", flat=True))
    assert shown == {"ar"}


def test_translator_writes_sends_and_lets_nothing_out(translation: Translation) -> None:
    page, client = rights("ar"), at_cms(bound(Role.TRANSLATOR, "ar"))
    propose = f"/localize/translate/{translation.pk}/propose/"
    html = client.get(f"/pages/{page.pk}/edit/").content.decode()
    assert "action-publish" not in html
    assert propose in html
    assert put(client, translation, WRITTEN) == 200
    client.post(propose)
    assert rights("ar").workflow_in_progress
    assert client.get("/approvals/").status_code == 404
    decide(client, page)
    assert not RightsPage.objects.filter(title=WRITTEN).exists()
    decide(at_cms(bound(Role.REVIEWER, "ar")), page)
    assert RightsPage.objects.filter(title=WRITTEN, live=True).exists()


def test_translator_neither_deletes_nor_takes_down_nor_copies(public_site: None) -> None:
    page = rights("ar")
    client = at_cms(bound(Role.TRANSLATOR, "ar"))
    for action in ("delete", "unpublish", "copy", "move", "lock", "privacy"):
        assert client.post(f"/pages/{page.pk}/{action}/").status_code == 404, action
    for action in ("delete", "unpublish", "move", "publish"):
        client.post(f"/bulk/wagtailcore/page/{action}/?id={page.pk}")
    assert rights("ar").live
    page.unpublish()
    client.post(f"/pages/{page.pk}/delete/")
    assert RightsPage.objects.filter(pk=page.pk).exists()


def test_translator_signs_no_review_in_the_form(public_site: None) -> None:
    page = rights("ar")
    fields = {"reviewed_on": "2026-11-01", "reviewed_by": "Salma", "checked_on": "2026-11-01"}
    save(at_cms(bound(Role.TRANSLATOR, "ar")), page, **fields)
    latest = page.get_latest_revision_as_object()
    assert (latest.reviewed_on, latest.reviewed_by, latest.checked_on) == (None, "", None)


def test_reviewer_signs_that_the_language_is_reviewed(public_site: None) -> None:
    page = rights("ar")
    address = f"/facts/{page.pk}/signed/"
    assert at_cms(bound(Role.TRANSLATOR, "ar")).post(address).status_code == 404
    assert at_cms(bound(Role.REVIEWER, "sl")).post(address).status_code == 404
    assert not rights("ar").is_reviewed
    reviewer = bound(Role.REVIEWER, "ar")
    assert at_cms(reviewer).post(address).status_code == 302
    assert rights("ar").is_reviewed
    assert rights("ar").reviewed_by == reviewer.display_name


# --- The translator's editor ---


@pytest.fixture
def translation(public_site: None) -> Translation:
    return Translation.objects.get(
        source__object_id=rights("sl").translation_key, target_locale=rights("ar").locale
    )


def put(client: Client, translation: Translation, text: str) -> int:
    segment = translation.source.stringsegment_set.order_by("order").first()
    address = f"/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    response = client.put(
        address, f"value={text}", content_type="application/x-www-form-urlencoded"
    )
    return response.status_code


def test_strings_and_po_files_are_open_in_her_language_only(
    arabic: User, translation: Translation
) -> None:
    hers, foreign = at_cms(arabic), at_cms(bound(Role.TRANSLATOR, "uk"))
    po = f"/localize/translate/{translation.pk}/pofile/download/"
    assert hers.get(po).status_code == 200
    assert foreign.get(po).status_code == 404
    written = StringTranslation.objects.filter(locale=translation.target_locale)
    assert put(foreign, translation, "x") == 404
    assert not written.filter(data="x").exists()
    assert put(hers, translation, "نص") == 200
    assert written.filter(data="نص").exists()
    upload = f"/localize/translate/{translation.pk}/pofile/upload/"
    assert foreign.post(upload).status_code == 404
    for path in (
        f"/localize/submit/page/{rights('sl').pk}/",
        f"/localize/update/{translation.source_id}/",
    ):
        assert hers.get(path).status_code == 404


def test_who_translated_the_strings_is_an_author_whoever_saved_the_page(
    translation: Translation,
) -> None:
    writer = bound(Role.REVIEWER, "ar")
    assert put(at_cms(writer), translation, "نص") == 200
    page, editor = rights("ar"), bound(Role.EDITOR)
    page.heading = WRITTEN
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    decide(at_cms(writer), page)
    assert not RightsPage.objects.filter(heading=WRITTEN).exists()
    decide(at_cms(bound(Role.REVIEWER, "ar")), page)
    assert RightsPage.objects.filter(heading=WRITTEN).exists()


def test_publish_buttons_of_the_translators_editor_publish_nothing(
    translation: Translation,
) -> None:
    page = rights("ar")
    before = Revision.objects.for_instance(page).count()
    for user in (bound(Role.TRANSLATOR, "ar"), bound(Role.EDITOR)):
        at_cms(user).post(f"/pages/{page.pk}/edit/", {"action": "publish"})
    assert Revision.objects.for_instance(page).count() == before
    assert rights("ar").live_revision_id == page.live_revision_id


# --- Where languages are given ---


def test_groups_follow_the_languages_and_the_roles(public_site: None) -> None:
    user = bound(Role.TRANSLATOR, "ar", "uk")
    assert {"translator", "translator:ar", "translator:uk"} == _groups(user)
    lead = bound(Role.TEAM_LEAD)
    from portal.services import roles_change

    roles_change(actor=lead, user=user, roles=[Role.REVIEWER], languages=["uk"])
    assert {"reviewer", "reviewer:uk"} == _groups(user)
    roles_change(actor=lead, user=user, roles=[Role.EDITOR], languages=["uk"])
    assert {"editor"} == _groups(user)
    user.refresh_from_db()
    assert user.language_set == frozenset()


def _groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_draft_in_another_language_is_shown_to_nobody_who_does_not_work_in_it(
    translation: Translation,
) -> None:
    assert put(at_cms(bound(Role.EDITOR)), translation, "مسودة سرية") == 200
    hers = rights("en")
    frame = f"/localize/desk/page/{hers.pk}/frame/ar/"
    client = at_cms(bound(Role.TRANSLATOR, "en"))
    html = client.get(frame).content.decode()
    assert rights("ar").heading in html
    assert "مسودة سرية" not in html
    arabic = at_cms(bound(Role.TRANSLATOR, "ar"))
    own = f"/localize/desk/page/{rights('ar').pk}/frame/ar/"
    assert "مسودة سرية" in arabic.get(own).content.decode()
