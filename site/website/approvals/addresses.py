"""Which addresses of the cms are closed to whom, beyond what Wagtail asks itself."""

from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.models import Page
from wagtail_localize.models import Translation

from portal.policies import user_can_edit_language, user_is_bound_to_languages

# Ways to publish that ask nobody: no screen of ours leads there.
CLOSED_TO_ALL = frozenset(
    {
        "wagtailadmin_api:pages:action",
        "wagtail_localize:convert_to_alias",
        "wagtail_localize:update_translations",
    }
)
# Their windows would add numbers and hours past the second person.
CLOSED_CHOOSERS = "wagtailsnippetchoosers_helpline_"
# Old addresses are kept by the program alone.
CLOSED_REDIRECTS = "wagtailredirects:"
# What names no page, and shows nothing but what the permissions of her pages let through.
OPEN_TO_BOUND = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "cms_words",
        "website_translation_words",
        "wagtailadmin_dismissibles",
        "wagtailadmin_logout",
        "wagtailadmin_editing_sessions:release",
        "wagtail_localize:javascript_catalog",
        "elsewhere_sign_in",
        "elsewhere_account",
        "website_approvals",
        "website_translations",
        "helpline_line_changes",
        "helpline_line_change_decide",
        "helpline_number_checked",
    }
)
# What names a page, which has to be of one of her languages.
OPEN_ON_PAGES = frozenset(
    {
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
        "wagtailadmin_pages:confirm_workflow_cancellation",
        "wagtailadmin_pages:workflow_preview",
        "wagtailadmin_pages:workflow_history",
        "wagtailadmin_pages:workflow_history_detail",
        "wagtailadmin_pages:revisions_index",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:history_results",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_editing_sessions:ping",
        "website_approval",
        "website_facts_checked",
        "website_language_signed",
        "website_translation_difference",
    }
)
# What names a translation, which has to be into one of her languages; the desk of translations
# names a page or a language.
TRANSLATIONS, DESK = "localize/translate/", "localize/desk/"
CLOSED_ON_TRANSLATIONS = ("/machine_translate/", "/disable/")
PAGE_ARGUMENTS = ("page_id", "parent_page_id", "object_id", "pk")
ROOT_DEPTH = 1


def cms_address_is_open(user: Any, request: HttpRequest, match: ResolverMatch) -> bool:
    """Closed by default for who is bound to languages; a page or translation has to be hers."""
    name = match.view_name
    if name in CLOSED_TO_ALL or name.startswith((CLOSED_CHOOSERS, CLOSED_REDIRECTS)):
        return False
    if not user_is_bound_to_languages(user):
        return True
    if name in OPEN_ON_PAGES:
        return _page_is_hers(user, match)
    if match.route.startswith(TRANSLATIONS):
        return _translation_is_hers(user, match)
    if match.route.startswith(DESK):
        if "page_id" in match.kwargs:
            return _page_is_hers(user, match)
        code = match.kwargs.get("language_code")
        return code is None or user_can_edit_language(user, code)
    return name in OPEN_TO_BOUND


def _page_is_hers(user: Any, match: ResolverMatch) -> bool:
    number = next(
        (match.kwargs[name] for name in PAGE_ARGUMENTS if name in match.kwargs),
        match.args[0] if match.args else None,
    )
    if number is None or not str(number).isdigit():
        return False
    found = Page.objects.filter(pk=number).values_list("locale__language_code", "depth").first()
    if found is None:
        return False
    language_code, depth = found
    # The root of all pages has a language too, and none of hers is meant.
    is_root = depth == ROOT_DEPTH and match.view_name.startswith("wagtailadmin_explore")
    return is_root or user_can_edit_language(user, language_code)


def _translation_is_hers(user: Any, match: ResolverMatch) -> bool:
    if match.route.endswith(CLOSED_ON_TRANSLATIONS):
        return False
    codes = Translation.objects.filter(pk=match.kwargs.get("translation_id")).values_list(
        "target_locale__language_code", flat=True
    )
    return any(user_can_edit_language(user, code) for code in codes)
