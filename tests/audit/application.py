"""The portal as it is served, with one more address a page: as it is while the database is down."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import OperationalError, connection

from config.wsgi import application as portal
from tests.audit.visits import DATABASE_IS_DOWN


def refuse(*_args: Any, **_kwargs: Any) -> None:
    raise OperationalError("the database is down")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if f"?{environ['QUERY_STRING']}" != DATABASE_IS_DOWN:
        return portal(environ, start_response)
    with connection.execute_wrapper(refuse):
        return portal(environ, start_response)
