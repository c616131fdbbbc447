from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page, Site

from benchmarks.stock_wagtail.bakery.models import FooterText

register = template.Library()


@register.simple_tag(takes_context=True)
def site_root(context: Context) -> Page:
    return Site.find_for_request(context["request"]).root_page.localized


@register.inclusion_tag("bakery/includes/menu.html", takes_context=True)
def menu(context: Context, parent: Page, current: Page | None = None) -> dict[str, Any]:
    items = parent.get_children().live().in_menu()
    for item in items:
        item.active = current is not None and current.url_path.startswith(item.url_path)
    return {"items": items, "request": context["request"]}


@register.inclusion_tag("bakery/includes/footer_text.html", takes_context=True)
def footer_text(context: Context) -> dict[str, Any]:
    text = FooterText.objects.first()
    return {"text": text.body if text else ""}
