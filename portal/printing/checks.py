from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004

from portal.printing.pdf import PANGO_PACKAGES, pdf_is_available


@register(deploy=True)
def check_pdf_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """portal.W002: the system library that PDF needs is missing; pages print all the same."""
    if pdf_is_available():
        return []
    hint = f"On Debian: apt-get install {PANGO_PACKAGES}"
    return [Warning("No PDF can be made: pango is missing.", hint=hint, id="portal.W002")]
