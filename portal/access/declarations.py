"""What a view declares about who may open it. The gate refuses a view that declares nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from portal.models.user import User

View = TypeVar("View", bound=Callable[..., Any])
Policy = Callable[[User], bool]


@dataclass(frozen=True)
class Access:
    """`policy` None means: anyone, signed in or not.

    `draft_field`: the form field whose text is kept for its author when the form arrives after
    her session has ended.
    """

    policy: Policy | None
    draft_field: str = ""


def access_anyone(view: View) -> View:
    """Declare a view open before sign-in, e.g. the sign-in pages themselves."""
    view.access = Access(policy=None)  # type: ignore[attr-defined]
    return view


def access_if(policy: Policy, *, draft_field: str = "") -> Callable[[View], View]:
    """Declare a view open to signed-in people for whom `policy` holds; others get 404."""

    def declare(view: View) -> View:
        view.access = Access(policy=policy, draft_field=draft_field)  # type: ignore[attr-defined]
        return view

    return declare


def access_of(view: Callable[..., Any]) -> Access | None:
    return getattr(view, "access", None)
