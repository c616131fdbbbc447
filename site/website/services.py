from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from wagtail.models import GroupPagePermission, Locale, Page, Site, Workflow

from helpline.models import HoursException, LineLanguage, OpeningHours
from helpline.services import phone_lines_load
from portal.enums import LANGUAGE_ROLES, Role
from portal.services import language_group_name
from website.addresses import public_origin
from website.approvals.services import workflow_load
from website.leaving.services import exit_targets_load
from website.models import (
    AccessibilityPage,
    AnnouncementsPage,
    CallBackPage,
    CallPage,
    ContactPage,
    FirstStepsPage,
    HomePage,
    PhoneSafetyPage,
    PrivacyPage,
    ProfessionalsPage,
    ProfessionPage,
    PublicPage,
    ReferralPage,
    RelativesPage,
    RightsPage,
    SelfCheckPage,
    ServicesPage,
    SuspicionPage,
)
from website.starter import StarterPage, starter_languages, starter_pages
from website.translation_desk.services import translations_adopt

EDITOR_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
EDITOR_PERMISSIONS = (
    "wagtailadmin.access_admin",
    "wagtail_localize.submit_translation",
    "helpline.view_phoneline",
    "helpline.change_phoneline",
    *(
        f"helpline.{verb}_{model._meta.model_name}"
        for model in (OpeningHours, HoursException, LineLanguage)
        for verb in ("view", "add", "change", "delete")
    ),
    *(
        f"website.{verb}_{model}"
        for model in ("exittarget", "recording")
        for verb in ("view", "add", "change", "delete")
    ),
    *(
        f"knowledge.{verb}_{model}"
        for model in ("searchsynonym", "principlecard", "glossaryterm")
        for verb in ("view", "add", "change", "delete")
    ),
    "knowledge.publish_principlecard",
    # What readers find unclear comes from the portal alone.
    *(f"knowledge.{verb}_unclearnote" for verb in ("view", "change", "delete")),
)
ADMINISTRATOR_PERMISSIONS = (
    "wagtailadmin.access_admin",
    "wagtailcore.view_site",
    "wagtailcore.change_site",
    "wagtailcore.view_locale",
    "website.view_exittarget",
    "website.view_recording",
)


# Wagtail's own groups may edit everything below the root, the restricted tree included.
WAGTAIL_GROUPS = ("Editors", "Moderators")
WAGTAIL_WORKFLOW = "Moderators approval"

# In the order of the pages' links.
KINDS: dict[str, type[PublicPage]] = {
    "home": HomePage,
    "phone": ContactPage,
    "call_back": CallBackPage,
    "call": CallPage,
    "questions": SelfCheckPage,
    "rights": RightsPage,
    "services": ServicesPage,
    "this-phone": PhoneSafetyPage,
    "relatives": RelativesPage,
    "report": SuspicionPage,
    "professionals": ProfessionalsPage,
    "privacy": PrivacyPage,
    "accessibility": AccessibilityPage,
}
# Below "professionals"; a language may do without the section.
SECTION_KINDS: dict[str, type[PublicPage]] = {
    "first-steps": FirstStepsPage,
    "for-police": ProfessionPage,
    "for-labour-inspection": ProfessionPage,
    "for-health": ProfessionPage,
    "for-education": ProfessionPage,
    "for-social-work": ProfessionPage,
    "referral": ReferralPage,
    "announcements": AnnouncementsPage,
}


def scheduled_pages_follow() -> None:
    """Publish and take off what is due, public or not, as Wagtail's own command does it."""
    call_command("publish_scheduled")


@transaction.atomic
def starter_content_load(language_codes: Sequence[str] | None = None) -> list[PublicPage]:
    """Make what an installation begins with; returns the pages that were not there before.

    A language that has a home page is left alone: its texts belong to the editors. Without codes,
    every language that has starter texts is made.
    """
    phone_lines_load()
    exit_targets_load()
    codes = starter_languages() if language_codes is None else language_codes
    made = [page for code in codes for page in _language_load(code)]
    _site_load()
    groups_permit()
    translations_adopt()
    return made


@transaction.atomic
def groups_permit() -> None:
    """Give the groups of the roles what they may do in the CMS."""
    editors = _group_with(Role.EDITOR, EDITOR_PERMISSIONS)
    for tree in HomePage.objects.all():
        for codename in EDITOR_PAGE_PERMISSIONS:
            GroupPagePermission.objects.get_or_create(
                group=editors, page=tree, permission=_permission(f"wagtailcore.{codename}")
            )
    _group_with(Role.ADMINISTRATOR, ADMINISTRATOR_PERMISSIONS)
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user__isnull=True).delete()
    # Its only approvers were the moderators: what is sent there would wait for ever.
    Workflow.objects.filter(name=WAGTAIL_WORKFLOW).delete()
    workflow_load()
    _languages_permit()


def new_languages_permit() -> None:
    """The same for a language that editors began: nobody could write or approve in it yet."""
    if HomePage.objects.filter(workflowpage=None).exists():
        groups_permit()


def _languages_permit() -> None:
    """Translators and reviewers change the pages of their languages, and publish none."""
    change = _permission("wagtailcore.change_page")
    homes = list(HomePage.objects.select_related("locale"))
    for role in LANGUAGE_ROLES:
        _group_with(role, ("wagtailadmin.access_admin",))
        for home in homes:
            name = language_group_name(role, home.language_code)
            group, _created = Group.objects.get_or_create(name=name)
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=change)


def _language_load(language_code: str) -> list[PublicPage]:
    locale, _created = Locale.objects.get_or_create(language_code=language_code)
    if HomePage.objects.filter(locale=locale).exists():
        return []
    texts = starter_pages(language_code)
    home = _page_draft(Page.get_first_root_node(), KINDS["home"], texts["home"], locale)
    others = [
        page
        for name, model in KINDS.items()
        if name != "home"
        for page in _drafts_of(home, name, model, texts, locale)
    ]
    # The home page opens the language, hence comes last.
    for page in (*others, home):
        _page_publish(page)
    return [home, *others]


def _drafts_of(
    home: PublicPage,
    name: str,
    model: type[PublicPage],
    texts: dict[str, StarterPage],
    locale: Locale,
) -> list[PublicPage]:
    """A page below the home page, with its section; none where the language has no such texts."""
    if name not in texts:
        return []
    page = _page_draft(home, model, texts[name], locale)
    section = SECTION_KINDS if isinstance(page, ProfessionalsPage) else {}
    return [page, *(_page_draft(page, kind, texts[n], locale) for n, kind in section.items())]


def _page_draft(
    parent: Page, model: type[PublicPage], starter: StarterPage, locale: Locale
) -> PublicPage:
    page = model(
        **starter.fields,
        **starter.streams(model),
        locale=locale,
        translation_key=starter.translation_key,
        live=False,
    )
    parent.add_child(instance=page)
    return page


def _page_publish(page: PublicPage) -> None:
    page.refresh_from_db()
    page.save_revision().publish()
    page.refresh_from_db()


def _site_load() -> None:
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or not isinstance(site.root_page.specific, HomePage):
        welcome = site.root_page if site else None
        address = urlsplit(public_origin())
        site = site or Site(is_default_site=True)
        site.hostname, site.port = address.hostname or "", address.port or 80
        site.root_page = home
        site.save()
        _welcome_page_remove(welcome)
    Site.clear_site_root_paths_cache()


def _welcome_page_remove(page: Page | None) -> None:
    """Wagtail's own first page, which its migrations leave behind."""
    if page is None:
        return
    page.refresh_from_db()
    if page.specific_class is Page and page.is_leaf() and page.depth > 1:
        page.delete()


def _group_with(role: Role, permissions: tuple[str, ...]) -> Group:
    group, _created = Group.objects.get_or_create(name=role.value)
    group.permissions.add(*(_permission(name) for name in permissions))
    return group


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
