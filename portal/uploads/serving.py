"""Handing out a file that somebody brought: to be saved, never shown within the portal."""

from csp.constants import NONE
from django.http import HttpResponse
from django.utils.http import content_disposition_header

# If a browser opened it all the same, nothing in it may run or load, and it is of no origin.
FILE_POLICY: dict[str, list[str]] = {
    "default-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": [],
}


def attachment_response(*, content: bytes, name: str, media_type: str) -> HttpResponse:
    """The file as an attachment with a content security policy of its own."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_config = FILE_POLICY  # type: ignore[attr-defined]
    return response
