from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page

from knowledge.models import LegalArticlePage, ReviewedPage, SectionPage
from knowledge.policies import user_can_edit_knowledge, user_can_look_after_page
from knowledge.reviews.forms import ReviewForm
from knowledge.reviews.selectors import ReviewState, pages_in_state, review_state, reviewed_pages
from knowledge.reviews.services import page_review
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

STATE_NAMES: dict[ReviewState, str | Promise] = {
    ReviewState.OVERDUE: gettext_lazy("overdue"),
    ReviewState.SOON: gettext_lazy("due within 30 days"),
    ReviewState.LATER: gettext_lazy("later"),
    ReviewState.UNSET: gettext_lazy("no date set"),
}
KINDS = {"section": SectionPage, "article": LegalArticlePage}


class DayColumn(Column):
    def get_value(self, instance: Any) -> str:
        return str(date_format(super().get_value(instance), "j. n. Y"))


class ReviewColumn(Column):
    """The way to note a review."""

    cell_template_name = "knowledge/admin/review_cell.html"


class ReviewsFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Review"),
        choices=[(state.value, name) for state, name in STATE_NAMES.items()],
        method="of_state",
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of text"),
        choices=[("section", gettext_lazy("section")), ("article", gettext_lazy("article of law"))],
        method="of_kind",
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def of_state(self, pages: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return pages_in_state(pages, ReviewState(value))

    def of_kind(self, pages: Any, _name: str, value: str) -> QuerySet[Any]:
        kept: QuerySet[Any] = pages.type(KINDS[value])
        return kept


class ReviewsView(PageReportView):
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    page_title = gettext_lazy("Review dates")
    header_icon = "calendar-check"
    index_url_name = "knowledge_reviews"
    index_results_url_name = "knowledge_reviews_results"
    filterset_class = ReviewsFilterSet
    any_permission_required = ["add", "change", "publish"]
    no_results_message = gettext_lazy("No text is due.")
    default_ordering = None
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Text"),
            accessor=lambda page: f"{page.number or ''} {page.title}".strip(),
            url_name="wagtailadmin_pages:edit",
        ),
        Column("belongs_to", label=gettext_lazy("Belongs to")),
        DayColumn("reviewed_on", label=gettext_lazy("Last reviewed on")),
        Column("reviewer", label=gettext_lazy("Reviewed by")),
        DayColumn("next_review_on", label=gettext_lazy("Next review on")),
        Column(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda page: STATE_NAMES[review_state(page.next_review_on)],
        ),
        ReviewColumn("review", label=gettext_lazy("Review")),
    ]
    list_export = ["number", "title", "belongs_to", "reviewed_on", "reviewer", "next_review_on"]
    export_headings = {
        "number": gettext_lazy("Number"),
        "title": gettext_lazy("Text"),
        "belongs_to": gettext_lazy("Belongs to"),
        "reviewed_on": gettext_lazy("Last reviewed on"),
        "reviewer": gettext_lazy("Reviewed by"),
        "next_review_on": gettext_lazy("Next review on"),
    }

    def get_base_queryset(self) -> QuerySet[Any]:
        return reviewed_pages()


reviews = access_if(user_can_edit_knowledge)(ReviewsView.as_view())
reviews_results = access_if(user_can_edit_knowledge)(ReviewsView.as_view(results_only=True))


@access_if(user_can_edit_knowledge)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, page_id: int) -> HttpResponse:
    page = _page_to_look_after(request, page_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page_review(actor=request.user, page=page, months=form.cleaned_data["months"])
        messages.success(request, _("The review of “%(page)s” is noted.") % {"page": page})
        return HttpResponseRedirect(reverse("knowledge_reviews"))
    context = {
        "page_title": _("Reviewed today"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "calendar-check",
        "action_url": reverse("knowledge_review", args=[page.pk]),
        "submit_button_label": _("Note the review"),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "knowledge/admin/form.html", context, status=status)


def _page_to_look_after(request: HttpRequest, page_id: int) -> SectionPage | LegalArticlePage:
    page = Page.objects.filter(pk=page_id).specific().first()
    user: Any = request.user
    if not isinstance(page, ReviewedPage) or not user_can_look_after_page(user, page):
        raise Http404
    return page
