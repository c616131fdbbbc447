from collections.abc import Callable

import pytest
from django.test import Client
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from portal.doors import Door
from portal.enums import Role
from website.models import PublicPage, RightsPage

Enter = Callable[..., Client]


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def page_in(code: str, model: type[PublicPage] = RightsPage) -> PublicPage:
    found: PublicPage = model.objects.get(locale__language_code=code)
    return found


def translation_into(code: str, model: type[PublicPage] = RightsPage) -> Translation:
    return Translation.objects.get(
        source__object_id=page_in("sl", model).translation_key,
        target_locale__language_code=code,
    )


def segment_at(translation: Translation, path: str) -> StringSegment:
    return translation.source.stringsegment_set.select_related("context", "string").get(
        context__path=path
    )


def written_at(translation: Translation, path: str) -> StringTranslation:
    segment = segment_at(translation, path)
    return StringTranslation.objects.get(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
    )


def change_source(text: str, field: str = "intro") -> PublicPage:
    page = page_in("sl")
    setattr(page, field, text)
    page.save_revision().publish()
    return page


def text_address(translation: Translation, path: str) -> str:
    segment = segment_at(translation, path)
    return f"/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"


def put_text(client: Client, translation: Translation, path: str, text: str) -> dict[str, str]:
    """Save a text as the translator's editor does."""
    boundary = "text-of-the-test"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="value"\r\n\r\n{text}\r\n'
        f"--{boundary}--\r\n"
    )
    response = client.put(
        text_address(translation, path),
        data=body.encode(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert response.status_code in {200, 201}, response.content
    saved: dict[str, str] = response.json()
    return saved
