"""Forms whose text is kept, as they come with a request."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from portal.access.declarations import Access, access_of
from portal.access.requests import SignedInRequest
from portal.drafts import SentForm, draft_finish, draft_keep


def drafted_access(path: str) -> Access | None:
    """What the view behind a path of this door declares, if it keeps drafts; else None."""
    try:
        access = access_of(resolve(path).func)
    except Resolver404:
        return None
    return access if access and access.policy and access.draft_fields else None


def typed_fields(request: HttpRequest, access: Access) -> dict[str, str]:
    """The declared fields as they were sent; empty when nothing stands in any of them."""
    sent = {name: request.POST[name] for name in access.draft_fields if name in request.POST}
    return sent if any(text.strip() for text in sent.values()) else {}


def draft_keep_sent(request: HttpRequest, *, path: str, access: Access) -> bool:
    """Keep what a form of `path` sent, for who is signed in; False when it is too long."""
    user: Any = request.user
    sent = SentForm.of(request.POST)
    slips = {name: request.POST[name] for name in access.draft_slips if name in request.POST}
    fields = typed_fields(request, access)
    return draft_keep(
        user=user,
        path=path,
        draft_id=sent.form_id or uuid.uuid4(),
        fields={**slips, **fields} if fields else {},
        replaces=sent.shown,
        number=sent.number,
        ring=access.draft_ring,
    )


@contextmanager
def draft_finished(request: SignedInRequest) -> Iterator[None]:
    """Save a form's content inside: its drafts go in the same transaction, or not at all."""
    with transaction.atomic():
        yield
        draft_finish(user=request.user, path=request.path, sent=SentForm.of(request.POST))
