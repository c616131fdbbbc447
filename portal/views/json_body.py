import json
from typing import Any

from django.http import HttpRequest


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a script of ours sent; an empty one for anything else."""
    if request.content_type != "application/json":
        return {}
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
