from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, Revision, TaskState
from wagtail_localize.fields import TranslatableField

from portal.doors import Door
from website.addresses import language_path, public_origin, public_path
from website.blocks import texts_of
from website.forms import PublicCopyForm, PublicPageForm
from website.panels import ReviewNotice
from website.translation_states.panels import TranslationsNotice

HEADING_MAX = 70
INTRO_MAX = 400
REVIEWER_MAX = 120
FRAMED_BY_THE_EDITOR = {"frame-ancestors": ["'self'"]}


@dataclass(frozen=True)
class Required:
    """Every one of the choices has to occur in `child` of the blocks of a stream field."""

    field: str
    child: str
    choices: type[models.TextChoices]


class PublicPage(Page):
    """What every page of the public door has: plain fields, a review, an address at that door."""

    # How long a check of the facts holds (public-site.md, P33).
    checked_every: ClassVar[timedelta] = timedelta(days=365)
    # Links of the page replace one another in the history of the tab (docs/public-site.md).
    keeps_one_history_entry: ClassVar[bool] = True
    # What stands beside a link to it: the name of a file in `website/icons/`.
    link_icon: ClassVar[str] = ""
    # A language is not published without these pages.
    is_core: ClassVar[bool] = False
    # Search engines read the number and the hours from these pages.
    describes_the_line: ClassVar[bool] = False
    # Fields that a visitor acts on: no block of theirs is shown as current when it is stale (P34).
    critical_fields: ClassVar[frozenset[str]] = frozenset()
    answers_to: ClassVar[frozenset[str]] = frozenset({"GET", "HEAD"})
    # Nobody publishes it alone (docs/approvals.md).
    needs_second_person: ClassVar[bool] = True
    required_blocks: ClassVar[tuple[Required, ...]] = ()
    base_form_class = PublicPageForm
    copy_form_class = PublicCopyForm
    # The editor's form says so: a draft of a public page may break every limit.
    is_saved_as_draft = False

    heading = models.CharField(
        _("heading"),
        max_length=HEADING_MAX,
        help_text=_("The large words on the page. Speak to the person."),
    )
    intro = models.TextField(
        _("introduction"),
        max_length=INTRO_MAX,
        help_text=_("Two or three short sentences."),
    )
    checked_on = models.DateField(
        _("facts checked on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which somebody compared the text with its sources. Visitors see it."
        ),
    )
    reviewed_on = models.DateField(
        _("language reviewed on"),
        null=True,
        blank=True,
        help_text=_("Empty means: no native speaker has read this text yet."),
    )
    reviewed_by = models.CharField(_("language reviewed by"), max_length=REVIEWER_MAX, blank=True)

    # A translation begins unread, whoever read the text that it was made from.
    exclude_fields_in_copy = ["reviewed_on", "reviewed_by"]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("search_description"),
        TranslatableField("heading"),
        TranslatableField("intro"),
    ]
    # A password page would need a cookie.
    private_page_options: list[str] = []

    content_panels = [
        ReviewNotice(),
        TranslationsNotice(),
        FieldPanel("title"),
        FieldPanel("heading"),
        FieldPanel("intro"),
    ]
    review_panels = [
        MultiFieldPanel(
            [FieldPanel("checked_on"), FieldPanel("reviewed_on"), FieldPanel("reviewed_by")],
            heading=_("Review"),
        )
    ]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel(
            "search_description",
            heading=_("Description"),
            help_text=_("One sentence; other pages show it beside the link."),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """ValidationError where a page that is public breaks a limit."""
        super().clean()
        if self.live and not self.is_saved_as_draft:
            # Limits read these models.
            from website.limits import publication_errors

            if errors := publication_errors(self):
                raise ValidationError(errors)

    @property
    def is_shown(self) -> bool:
        """Whether visitors find it while it is live."""
        return True

    @property
    def summary(self) -> str:
        """What search engines and shared links say of it."""
        return str(self.search_description)

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_on is not None

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        # What asks about approvals reads these models, here and below.
        from website.approvals.permissions import PublicPagePermissionTester

        return PublicPagePermissionTester(user, self)

    def save_revision(self, *args: Any, **options: Any) -> Revision:
        """What is public, was approved or waits is never written over: a new one is begun."""
        over: Revision | None = options.get("overwrite_revision")
        if over is not None and self._is_settled(over):
            options["overwrite_revision"] = None
        revision: Revision = super().save_revision(*args, **options)
        return revision

    def _is_settled(self, revision: Revision) -> bool:
        return (
            revision.pk == self.live_revision_id
            or TaskState.objects.filter(revision=revision).exists()
        )

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> None:
        """Raises PublishPagePermissionError for what a second person has to approve first."""
        from website.approvals.services import publication_confirm

        if publication_confirm(page=self, revision=revision, user=user):
            # Whoever approves has no permission to publish alone.
            options["skip_permission_checks"] = True
        super().publish(revision, user=user, **options)

    def views_of_text(self) -> dict[str, list[str]]:
        """What a visitor reads at once, by the name of the view; "" is the page as it opens."""
        return {"": [self.heading, self.intro, *self.texts_of_streams()]}

    def texts_of_streams(self) -> Iterator[str]:
        for field in self._meta.get_fields():
            if isinstance(field, StreamField):
                yield from texts_of(field.stream_block, getattr(self, field.name))

    @property
    def language_code(self) -> str:
        return str(self.locale.language_code)

    def get_admin_display_title(self) -> str:
        title = super().get_admin_display_title()
        note = _("not yet reviewed")
        return title if self.is_reviewed else f"{title} · {note}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Selectors read these models, hence not at import.
        from website.selectors import frame_of_page

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "frame": frame_of_page(self)}

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Addresses at the public door, from every door. None outside the public tree."""
        sites = self._get_relevant_site_root_paths(request)
        if not sites:
            return None
        return sites[0].site_id, public_origin(), public_path(self, self.language_code)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """A path at the public door itself, a full address at the others."""
        parts = self.get_url_parts(request)
        if parts is None:
            return None
        _site_id, origin, path = parts
        return path if getattr(request, "door", None) is Door.WWW else origin + path

    url = property(get_url)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        narrow = {
            "name": "narrow",
            "icon": "mobile-alt",
            "device_width": 320,
            "label": _("Preview on a small phone"),
        }
        return [narrow, *self.DEFAULT_PREVIEW_SIZES]

    @property
    def default_preview_size(self) -> str:
        return "mobile"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        with translation.override(self.language_code):
            response: TemplateResponse = super().serve_preview(request, mode_name)
            response.render()
        # Only in the editor's preview may a public page stand in a frame.
        response._csp_replace = FRAMED_BY_THE_EDITOR  # type: ignore[attr-defined]
        return response

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str:
        # A page that is not saved yet has no address; its preview still is the public door's.
        return self.full_url or public_origin() + language_path(self.language_code)
