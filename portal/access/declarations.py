"""What a view declares about who may open it. The gate refuses a view that declares nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.forms import Form

from portal.models.user import User
from portal.sealing.master_keys import KeyRing

View = TypeVar("View", bound=Callable[..., Any])
Policy = Callable[[User], bool]


@dataclass(frozen=True)
class Access:
    """`policy` None means: anyone, signed in or not.

    `draft_fields`: the form fields whose text is kept for its author while she types, and when
    the form arrives after her session has ended.
    `draft_slips`: hidden fields without text of hers that are kept beside it.
    `draft_ring`: the master keys that her text is sealed under meanwhile.
    `form`: what the view is sent; shown again, to send once more, when it could not be saved for no
    fault of hers. Its fields may be anything but secrets and files.
    `fresh_factor`: a sensitive act; the second factor has to be a few minutes old at most.
    `before_statement`: open to who has not accepted the confidentiality statement (yet).
    `late_writes`: open to a session of this door that was idle too long; such a view hands
    nothing out.
    """

    policy: Policy | None
    draft_fields: tuple[str, ...] = ()
    fresh_factor: bool = False
    before_statement: bool = False
    late_writes: bool = False
    draft_slips: tuple[str, ...] = ()
    draft_ring: KeyRing = KeyRing.MASTER
    form: type[Form] | None = None


def access_anyone(view: View) -> View:
    """Declare a view open before sign-in, e.g. the sign-in pages themselves."""
    view.access = Access(policy=None)  # type: ignore[attr-defined]
    return view


def access_if(
    policy: Policy,
    *,
    draft_fields: tuple[str, ...] = (),
    draft_slips: tuple[str, ...] = (),
    draft_ring: KeyRing = KeyRing.MASTER,
    form: type[Form] | None = None,
    fresh_factor: bool = False,
    before_statement: bool = False,
    late_writes: bool = False,
) -> Callable[[View], View]:
    """Declare a view open to signed-in people for whom `policy` holds; others get 404."""

    def declare(view: View) -> View:
        view.access = Access(  # type: ignore[attr-defined]
            policy=policy,
            draft_fields=draft_fields,
            draft_slips=draft_slips,
            draft_ring=draft_ring,
            form=form,
            fresh_factor=fresh_factor,
            before_statement=before_statement,
            late_writes=late_writes,
        )
        return view

    return declare


def access_of(view: Callable[..., Any]) -> Access | None:
    return getattr(view, "access", None)
