"""The restricted page tree, beside the public site's and served by the portal alone."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale, Page, PageManager

from knowledge.addresses import HOME_ADDRESS
from knowledge.forms import EditedPageForm, RestrictedCopyForm
from knowledge.querysets import KnowledgePageQuerySet
from portal.doors import Door, door_origin

KnowledgePageManager = PageManager.from_queryset(KnowledgePageQuerySet)


class RestrictedPage(Page):
    """A page that no door serves by its place in the tree."""

    objects: ClassVar[Any] = KnowledgePageManager()

    base_form_class = EditedPageForm
    copy_form_class = RestrictedCopyForm
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    # Chapters in their order, not in that of their last change.
    admin_default_ordering = "ord"

    class Meta:
        abstract = True

    def reading_path(self) -> str | None:
        """Where the page is read in the portal."""
        return HOME_ADDRESS

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The portal's address, so that "view live" leads there from the cms."""
        path = self.reading_path()
        return None if path is None else (0, door_origin(Door.PORTAL), path)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        parts = self.get_url_parts(request)
        return None if parts is None else parts[1] + parts[2]

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404

    def copy_for_translation(
        self, locale: Locale, *_args: Any, alias: bool = False, **_kw: Any
    ) -> Any:
        """There is one handbook, in Slovene: no translations, and no aliases in other locales.

        Raises PermissionDenied. Where locales are kept in step, the page is passed over: what
        stands in for its alias is never stored.
        """
        if not alias:
            raise PermissionDenied
        return type(self)(title=self.title, locale=locale)

    @classmethod
    def get_indexed_objects(cls) -> QuerySet[Any]:
        """None: Wagtail's index knows no policies, the portal's own search does."""
        return cls._default_manager.none()


class ReviewedPage(RestrictedPage):
    """A page that somebody has to look over again from time to time."""

    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)

    review_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("reviewed_on"), FieldPanel("reviewed_by"), FieldPanel("next_review_on")],
            heading=_("Review"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def review_is_overdue(self) -> bool:
        return self.next_review_on is not None and self.next_review_on < timezone.localdate()


class KnowledgeRootPage(RestrictedPage):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["knowledge.HandbookPage", "knowledge.LegalActPage"]
    max_count = 1

    class Meta:
        verbose_name = _("knowledge")
