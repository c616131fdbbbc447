"""The translators' desk in the cms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.models import Locale, Page
from wagtail.utils.decorators import xframe_options_sameorigin_override
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import (
    StringTranslationSerializer,
    edit_string_translation,
)
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from knowledge.cms_hooks import submit_page_translation
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from website.models import PublicPage
from website.selectors import is_public_page
from website.translation_desk.catalogue_files import (
    Taken,
    catalogue_of,
    catalogue_read,
    catalogue_texts,
)
from website.translation_desk.editor_props import comment_dated
from website.translation_desk.forms import (
    CatalogueForm,
    ComparisonForm,
    TranslatePageForm,
)
from website.translation_desk.policies import (
    user_can_compare_page,
    user_can_see_version,
    user_can_translate_page,
    user_can_translate_pages,
)
from website.translation_desk.selectors import (
    comparison_screen,
    desk_languages,
    locales_of_translator,
    page_as_edited,
    page_shown_in,
    pages_without_source,
    translation_of,
    translations_of_locale,
)
from website.translation_desk.services import (
    catalogue_take,
    text_check,
    translation_propose,
    translation_publish,
    translation_restart,
)

DESK = "website_translation_desk"
EDITOR = "wagtailadmin_pages:edit"
PO_TYPE = "text/x-gettext-translation"


# --- The desk ---


@access_if(user_can_translate_pages)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    languages = desk_languages(request.user)
    alone = pages_without_source([one.locale for one in languages])
    context = {"languages": languages, "without_source": alone}
    return render(request, "website/admin/translation_desk/desk.html", context)


@access_if(user_can_translate_pages)
@require_safe
def language_catalogue(request: SignedInRequest, language_code: str) -> HttpResponse:
    """Every page of a language as one PO file."""
    locale = _locale(request, language_code)
    catalogue = catalogue_of(locale, translations_of_locale(locale))
    return _po_response(str(catalogue), f"{language_code}.po")


@access_if(user_can_translate_pages)
@require_POST
def language_catalogue_take(request: SignedInRequest, language_code: str) -> HttpResponse:
    locale = _locale(request, language_code)
    free = [
        one
        for one in translations_of_locale(locale)
        if not _is_locked(request, one.get_target_instance())
    ]
    return _catalogue_taken(request, locale, free, DESK)


# --- One page ---


@access_if(user_can_translate_pages)
@require_safe
def page_catalogue(request: SignedInRequest, translation_id: int) -> HttpResponse:
    """Wagtail-localize's own file has no header that PO tools ask for, nor what was changed."""
    translation = _translation(request, translation_id)
    page = translation.get_target_instance()
    catalogue = catalogue_of(translation.target_locale, [translation])
    return _po_response(str(catalogue), f"{page.locale.language_code}-{page.slug}.po")


@access_if(user_can_translate_pages)
@require_POST
def page_catalogue_take(request: SignedInRequest, translation_id: int) -> HttpResponse:
    translation = _translation(request, translation_id)
    page = translation.get_target_instance()
    if _is_locked(request, page):
        raise PermissionDenied
    return _catalogue_taken(request, translation.target_locale, [translation], EDITOR, page.pk)


@access_if(user_can_translate_pages)
@require_http_methods(["PUT", "DELETE"])
def text_edit(request: SignedInRequest, translation_id: int, string_segment_id: int) -> Any:
    """Wagtail-localize's own way of saving a text, and what the field says of it."""
    translation = _translation(request, translation_id)
    if _is_locked(request, translation.get_target_instance()):
        return HttpResponseForbidden()
    segment = get_object_or_404(
        StringSegment.objects.select_related("context"), pk=string_segment_id
    )
    answer = edit_string_translation(
        request, translation_id=translation_id, string_segment_id=string_segment_id
    )
    if request.method == "DELETE" or answer.status_code >= 400:
        return answer
    text_check(translation, segment)
    written = StringTranslation.objects.get(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
    )
    known = {"translation_source": translation.source}
    data = dict(StringTranslationSerializer(written, context=known).data)
    data["comment"] = comment_dated(data["comment"], written.updated_at)
    return JsonResponse(data, status=answer.status_code)


@access_if(user_can_translate_pages)
@require_POST
def translation_send(request: SignedInRequest, translation_id: int) -> HttpResponse:
    translation = _translation(request, translation_id)
    page = translation.get_target_instance()
    try:
        translation_propose(translation, actor=request.user)
    except ValidationError as error:
        _say(request, error)
    else:
        messages.success(request, _("Sent for approval. The public page stays as it is."))
    return redirect(EDITOR, page.pk)


# --- Side by side ---


@access_if(user_can_translate_pages)
@require_safe
def comparison(request: SignedInRequest, page_id: int) -> HttpResponse:
    """The page in two languages beside each other, as visitors would see it."""
    page = _public_page(page_id)
    if not user_can_compare_page(request.user, page):
        raise PermissionDenied
    shown = {"language": page.locale.language_code, "width": 320}
    form = ComparisonForm({**shown, **request.GET.dict()})
    if not form.is_valid():
        raise Http404
    context = {
        "form": form,
        "screen": comparison_screen(page, user=request.user, **form.cleaned_data),
    }
    return render(request, "website/admin/translation_desk/comparison.html", context)


@access_if(user_can_translate_pages)
@xframe_options_sameorigin_override
@require_safe
def comparison_frame(request: SignedInRequest, page_id: int, shown_in: str) -> HttpResponse:
    """The page, or what stands in its place, in one of its languages."""
    page = _public_page(page_id)
    if not user_can_compare_page(request.user, page):
        raise PermissionDenied
    shown = page_shown_in(page, shown_in)
    if shown is None or not user_can_see_version(request.user, shown):
        raise Http404
    edited = page_as_edited(shown) if user_can_translate_page(request.user, shown) else shown
    response: HttpResponse = edited.make_preview_request(request, edited.default_preview_mode)
    return response


# --- In place of wagtail-localize's own ---


class TranslatePageView(SubmitPageTranslationView):
    def get_form(self) -> TranslatePageForm:
        if self.request.method == "POST":
            return TranslatePageForm(self.object, self.request.POST)
        wanted = Locale.objects.filter(language_code=self.request.GET.get("select_locale", ""))
        return TranslatePageForm(self.object, initial={"locales": list(wanted)})


@access_if(user_can_translate_pages)
def page_translate(request: SignedInRequest, page_id: int) -> HttpResponse:
    """A translation is always made from the source: of two sources neither could be followed."""
    page = get_object_or_404(Page, pk=page_id)
    if not is_public_page(page):
        return submit_page_translation(request, page_id)
    translation = translation_of(page)
    source = translation.source.get_source_instance() if translation else page
    answer: HttpResponse = TranslatePageView.as_view()(request, page_id=source.pk)
    return answer


def edited_in_the_desk(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What a translator sends from her editor; nothing for whatever is not ours."""
    if request.method != "POST":
        return None
    translation = translation_of(page)
    if translation is None:
        return None
    if not translation.enabled:
        return _restart(request, translation, page)
    return _publish(request, translation, page)


def _restart(request: HttpRequest, translation: Translation, page: Page) -> HttpResponse | None:
    if "localize-restart-translation" not in request.POST:
        return None
    translation_restart(translation, actor=request.user)
    messages.success(request, _("Translation goes on; what was written meanwhile is in it."))
    return redirect(EDITOR, page.pk)


def _publish(request: HttpRequest, translation: Translation, page: Page) -> HttpResponse | None:
    if request.POST.get("action") != "publish":
        return None
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    # Whoever else has a word in publishing has it here too.
    for function in hooks.get_hooks("before_publish_page"):
        answer = function(request, page)
        if isinstance(answer, HttpResponse):
            return answer
    try:
        translation_publish(translation, actor=request.user)
    except ValidationError as error:
        _say(request, error)
    else:
        messages.success(request, _("“%(page)s” is public.") % {"page": page.title})
    return redirect(EDITOR, page.pk)


def _translation(request: SignedInRequest, translation_id: int) -> Translation:
    found = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"), pk=translation_id
    )
    if not user_can_translate_page(request.user, found.get_target_instance()):
        raise PermissionDenied
    return found


def _public_page(page_id: int) -> PublicPage:
    page = get_object_or_404(Page.objects.specific(), pk=page_id)
    if not isinstance(page, PublicPage):
        raise Http404
    return page


def _locale(request: SignedInRequest, language_code: str) -> Locale:
    for locale in locales_of_translator(request.user):
        if locale.language_code == language_code:
            return locale
    raise Http404


def _is_locked(request: SignedInRequest, page: Page) -> bool:
    lock = page.get_lock()
    return lock is not None and bool(lock.for_user(request.user))


def _catalogue_taken(
    request: SignedInRequest,
    locale: Locale,
    translations: list[Translation],
    back: str,
    *arguments: int,
) -> HttpResponse:
    form = CatalogueForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a PO file."))
        return redirect(back, *arguments)
    try:
        catalogue = catalogue_read(form.cleaned_data["file"].read(), locale)
    except ValidationError as error:
        _say(request, error)
        return redirect(back, *arguments)
    texts = catalogue_texts(locale, translations)
    taken: Taken = catalogue_take(catalogue, texts, locale=locale, actor=request.user)
    context = {"taken": taken, "locale": locale, "back": redirect(back, *arguments).url}
    return render(request, "website/admin/translation_desk/taken.html", context)


def _po_response(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content.encode(), content_type=PO_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _say(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)
