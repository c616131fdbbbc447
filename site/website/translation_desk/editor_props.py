"""What the translator's editor of wagtail-localize is given, with what it does not know itself."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.compat import DATE_FORMAT
from wagtail_localize.models import StringTranslation, Translation

from website.languages import BY_CODE
from website.translation_desk.field_checks import text_limit


def props_completed(props: str, translation: Translation, page: Any, user: Any) -> str:
    """Its properties (JSON): no aliases, locked while others approve, limits beside the fields.

    Marks of faults are kept in one language and shown in the reader's.
    """
    known: dict[str, Any] = json.loads(props)
    known["links"]["convertToAliasUrl"] = None
    lock = page.get_lock()
    if lock is not None and lock.for_user(user):
        known["object"]["isLocked"] = True
    _words_translate(known["initialStringTranslations"], translation)
    _limits_add(known["segments"], translation)
    return json.dumps(known, cls=DjangoJSONEncoder)


def _words_translate(shown: list[dict[str, Any]], translation: Translation) -> None:
    written = StringTranslation.objects.filter(
        locale_id=translation.target_locale_id,
        context__object_id=translation.source.object_id,
    )
    saved = {(one.translation_of_id, one.data): one.updated_at for one in written}
    for one in shown:
        one["error"] = one["error"] and _(one["error"])
        when = saved.get((one["string_id"], one["data"]))
        if when and one["comment"]:
            one["comment"] = comment_dated(one["comment"], when)


def comment_dated(comment: str, when: datetime) -> str:
    """Wagtail-localize writes months in English, whatever the reader's language."""
    return comment.replace(
        when.strftime(DATE_FORMAT), date_format(timezone.localtime(when), "DATE_FORMAT")
    )


def direction_of(language_code: str) -> str:
    language = BY_CODE.get(language_code)
    return language.direction if language else "ltr"


def _limits_add(segments: list[dict[str, Any]], translation: Translation) -> None:
    model = translation.source.specific_content_type.model_class()
    paths = _field_paths(translation)
    for segment in segments:
        limit = text_limit(model, paths[segment["contentPath"]])
        if limit is None:
            continue
        words = ngettext("at most %(n)d character", "at most %(n)d characters", limit)
        location = segment["location"]
        label = location["subField"]
        said = words % {"n": limit}
        location["subField"] = f"{label} ({said})" if label else said


def _field_paths(translation: Translation) -> dict[str, str]:
    rows = translation.source.stringsegment_set.values_list("context__path", "context__field_path")
    return dict(rows)
