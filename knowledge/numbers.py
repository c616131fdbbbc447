"""Numbers of sections and articles: what is one, and their order."""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

SECTION_NUMBER = r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){0,7}"
ARTICLE_NUMBER = r"[0-9]{1,4}(\.?[a-zčšž])?"
LEADING_DIGITS = re.compile(r"[0-9]*")

validate_section_number = RegexValidator(
    rf"\A{SECTION_NUMBER}\Z", _("A number such as 3 or 3.3.1, without a full stop at the end.")
)
validate_article_number = RegexValidator(
    rf"\A{ARTICLE_NUMBER}\Z", _("A number such as 50 or 38.a.")
)


def number_order(number: str) -> tuple[tuple[int, str], ...]:
    """A key that puts "3.10" behind "3.9", "50a" behind "50" and "50/10" behind "50/9"."""
    return tuple(_part_order(part) for part in number.replace("/", ".").split("."))


def _part_order(part: str) -> tuple[int, str]:
    # [0-9], not isdigit(): "²" is a digit to Python and no number to int().
    match = LEADING_DIGITS.match(part)
    digits = match.group() if match else ""
    return int(digits or 0), part[len(digits) :]
