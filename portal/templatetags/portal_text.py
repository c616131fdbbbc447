from django import template

register = template.Library()
GROUP = 4


@register.filter
def in_groups(text: str) -> str:
    """Long keys in groups of four, as people read and type them."""
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))
