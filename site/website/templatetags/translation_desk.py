from typing import Any

from django import template

from website.fact_checks.policies import user_can_sign_language
from website.limits import Problem, publication_problems
from website.models import PublicPage
from website.translation_desk.editor_props import direction_of, props_completed
from website.translation_desk.selectors import page_as_edited, texts_open

register = template.Library()

register.simple_tag(texts_open, name="texts_open")
register.filter("direction_of", direction_of)


@register.simple_tag(takes_context=True)
def may_sign_language(context: Any, page: PublicPage) -> bool:
    return user_can_sign_language(context["request"].user, page)


@register.simple_tag(takes_context=True)
def desk_props(context: Any) -> str:
    """The properties of the translator's editor, completed."""
    user = context["request"].user
    return props_completed(context["props"], context["translation"], context["instance"], user)


@register.simple_tag
def translated_problems(page: Any) -> list[Problem]:
    """What keeps the page from going out as it is translated now."""
    return publication_problems(page_as_edited(page.specific))
