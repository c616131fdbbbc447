"""The expected answers: every route of the portal, who may, and what she gets. The one table.

A route is one line. What a view declares itself (fresh second factor, before the statement, the
fields whose text is kept) is read from its declaration and is not repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.enums import Role

ANYBODY: frozenset[Role] | None = None
EVERY_ROLE = frozenset(Role)
CASEWORK = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
KNOWLEDGE = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR})
PEOPLE = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
TEAM_LEADS = frozenset({Role.TEAM_LEAD})

# Which states of an object are there for who may; in the others the answer is 404.
NO_OBJECT = frozenset({"own"})
CASE = frozenset({"own", "closed"})
OTHER_PERSON = frozenset({"foreign", "closed"})
PUBLISHED = frozenset({"own"})


@dataclass(frozen=True)
class Row:
    """One route.

    `roles`: whom the gate lets through; ANYBODY: signed in or not.
    `get`, `post`: the status for who may; None: the view does not know the method (405).
    `form`: what POST sends. `there`: the states in which the object is there.
    `read_only`: the answer to POST on a closed object, where that differs.
    `finders`: the roles for whom the object is there, where that is fewer than `roles`.
    `apart`: identity → (get, post), where an open route answers somebody differently.
    """

    roles: frozenset[Role] | None
    get: int | None = 200
    post: int | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    there: frozenset[str] = NO_OBJECT
    read_only: int | None = None
    finders: frozenset[Role] | None = None
    apart: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_of_a_case(self) -> bool:
        return self.there is CASE


CODE = {"code": "no code"}
NOTE = {"text": "a note"}

# fmt: off
PORTAL: dict[str, Row] = {
    # What both signed-in doors share.
    "healthz":            Row(ANYBODY),
    "sign_in":            Row(ANYBODY, post=422),
    "sign_in_code":       Row(ANYBODY, get=302, post=302, form=CODE, apart={"password only": (200, 422)}),  # noqa: E501
    "sign_out":           Row(ANYBODY, get=None, post=302),
    "language":           Row(ANYBODY, get=None, post=302),
    "step_up":            Row(EVERY_ROLE, post=422, form=CODE),
    "statement":          Row(EVERY_ROLE, post=200),
    # The portal's own.
    "home":               Row(EVERY_ROLE),
    "account":            Row(EVERY_ROLE),
    "people":             Row(PEOPLE),
    "person_deactivate":  Row(PEOPLE, get=None, post=302, there=OTHER_PERSON),
    "person_activate":    Row(PEOPLE, get=None, post=302, there=OTHER_PERSON),
    "person_unlock":      Row(PEOPLE, get=None, post=302, there=OTHER_PERSON, finders=TEAM_LEADS),
    # Knowledge.
    "knowledge:home":     Row(KNOWLEDGE),
    "knowledge:search":   Row(KNOWLEDGE),
    "knowledge:section":  Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:article":  Row(KNOWLEDGE, there=PUBLISHED),
    # Cases: the role opens the way, membership alone opens a case.
    "cases:list":         Row(CASEWORK),
    "cases:new":          Row(CASEWORK, get=302, post=302),
    "cases:detail":       Row(CASEWORK, there=CASE),
    "cases:note_new":     Row(CASEWORK, post=302, form=NOTE, there=CASE, read_only=422),
}
# fmt: on
