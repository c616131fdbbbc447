from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.access.declarations import access_anyone


@access_anyone
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
