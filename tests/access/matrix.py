"""The expected answers: every route of the portal, who may, and what she gets. The one table.

A route is one line. What a view declares itself (fresh second factor, before the statement, the
fields whose text is kept) is read from its declaration and is not repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.enums import Role
from portal.printing.pdf import pdf_is_available

ANYBODY: frozenset[Role] | None = None
EVERY_ROLE = frozenset(Role)
CASEWORK = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
KNOWLEDGE = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR})
HELPING = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD})
PEOPLE = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
TEAM_LEADS = frozenset({Role.TEAM_LEAD})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ALL_THE_WAY_IN = (
    *(role.value for role in Role),
    "superuser flag",
    "superuser flag, no role",
    "former member",
)

# Which states of an object are there for who may; in the others the answer is 404.
NO_OBJECT = frozenset({"own"})
CASE = frozenset({"own", "closed"})
OTHER_PERSON = frozenset({"foreign", "closed"})
PUBLISHED = frozenset({"own"})
OWN = frozenset({"own"})
# Waiting, taken by somebody else, closed; what was erased is gone.
CALL_BACK = frozenset({"own", "foreign", "closed"})


@dataclass(frozen=True)
class Row:
    """One route.

    `roles`: whom the gate lets through; ANYBODY: signed in or not.
    `get`, `post`: the status for who may; None: the view does not know the method (405).
    `form`: what POST sends. `there`: the states in which the object is there.
    `read_only`: the answer to POST on a closed object, where that differs.
    `finders`: the roles for whom the object is there, where that is fewer than `roles`.
    `apart`: identity → (get, post), where a route answers somebody differently.
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
PIN = {"kind": "section", "key": "999999", "paragraph": "0"}
TAKE = {"step": "take", "seen": "0"}
MOVE = {"direction": "up"}
# Where the server cannot make one it leads to the page for the browser's own print.
PDF = 200 if pdf_is_available() else 302

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
    "sign_in_passkey_begin":    Row(ANYBODY, get=None, post=200),
    "sign_in_passkey_complete": Row(ANYBODY, get=None, post=422),
    "step_up_passkey_begin":    Row(EVERY_ROLE, get=None, post=200),
    "step_up_passkey_complete": Row(EVERY_ROLE, get=None, post=422),
    # The portal's own.
    "home":               Row(EVERY_ROLE),
    "session":            Row(ANYBODY, get=401, post=401, apart=dict.fromkeys(ALL_THE_WAY_IN, (200, 200))),  # noqa: E501
    "draft_save":         Row(EVERY_ROLE, get=None, post=400),
    "draft_discard":      Row(EVERY_ROLE, get=None, post=404),
    "status":             Row(PEOPLE),
    "record_of_processing":        Row(PEOPLE),
    "record_of_processing_file":   Row(PEOPLE),
    "record_of_processing_fields": Row(PEOPLE),
    "statement_new":      Row(TEAM_LEADS, post=422),
    # Following a link. The samples are links that nobody signed.
    "welcome":                  Row(ANYBODY, get=404, post=404),
    "welcome_second_factor":    Row(ANYBODY, get=302, post=302),
    "welcome_passkey_begin":    Row(ANYBODY, get=None, post=422),
    "welcome_passkey_complete": Row(ANYBODY, get=None, post=422),
    # The own account.
    "account":            Row(EVERY_ROLE),
    "authenticator_add":  Row(EVERY_ROLE, post=422, form=CODE),
    "passkey_add":        Row(EVERY_ROLE),
    "passkey_add_begin":    Row(EVERY_ROLE, get=None, post=200),
    "passkey_add_complete": Row(EVERY_ROLE, get=None, post=422),
    "device_remove":      Row(EVERY_ROLE, post=302, there=OWN),
    "recovery_codes":     Row(EVERY_ROLE, post=200),
    "passphrase":         Row(EVERY_ROLE, post=422),
    # Other people: never oneself.
    "people":             Row(PEOPLE),
    "person_invite":      Row(PEOPLE, post=422),
    "person":             Row(PEOPLE, there=OTHER_PERSON),
    # An administrator takes no work with the persons helped away.
    "person_roles":       Row(PEOPLE, get=302, post=302, there=OTHER_PERSON, apart=dict.fromkeys(("administrator", "superuser flag"), (302, 422))),  # noqa: E501
    "person_email":       Row(PEOPLE, get=302, post=422, there=OTHER_PERSON, finders=TEAM_LEADS),
    "person_deactivate":  Row(PEOPLE, get=302, post=302, there=OTHER_PERSON),
    "person_activate":    Row(PEOPLE, get=302, post=302, there=OTHER_PERSON, finders=TEAM_LEADS),
    "person_unlock":      Row(PEOPLE, get=302, post=302, there=OTHER_PERSON, finders=TEAM_LEADS),
    # She is all the way in: there is nothing to invite her to.
    "person_invite_again":   Row(PEOPLE, get=302, post=404, there=OTHER_PERSON),
    "person_new_passphrase": Row(PEOPLE, get=302, post=302, there=OTHER_PERSON),
    "person_new_device":  Row(PEOPLE, get=302, post=302, there=OTHER_PERSON, finders=ADMINISTRATORS),  # noqa: E501
    "person_withdraw":    Row(PEOPLE, get=302, post=302, there=OTHER_PERSON),
    # Nothing of hers waits.
    "person_confirm":     Row(PEOPLE, get=302, post=404, there=OTHER_PERSON, finders=TEAM_LEADS),
    # Knowledge.
    "knowledge:home":     Row(KNOWLEDGE),
    "knowledge:search":   Row(KNOWLEDGE),
    "knowledge:search_suggest": Row(KNOWLEDGE),
    "knowledge:search_missing": Row(KNOWLEDGE, get=None, post=302, form={"word": "palačinka"}),
    "knowledge:section":  Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:act":      Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:article":  Row(KNOWLEDGE, there=PUBLISHED),
    # The sample has one wording: nothing to compare it with.
    "knowledge:compare":  Row(KNOWLEDGE, get=404, there=PUBLISHED),
    "knowledge:wording":  Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:paragraph":   Row(KNOWLEDGE, get=302, there=PUBLISHED),
    "knowledge:point":       Row(KNOWLEDGE, get=302, there=PUBLISHED),
    "knowledge:section_changes": Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:article_changes": Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:changes_seen":    Row(KNOWLEDGE, get=None, post=302),
    "knowledge:cards":           Row(KNOWLEDGE),
    "knowledge:cards_pdf":       Row(KNOWLEDGE, get=PDF),
    "knowledge:glossary":        Row(KNOWLEDGE),
    # What the form names is looked up like an address.
    "knowledge:pin_new":         Row(KNOWLEDGE, get=None, post=404, form=PIN),
    "knowledge:pin_delete":      Row(KNOWLEDGE, get=None, post=302, there=OWN),
    "knowledge:pin_move":        Row(KNOWLEDGE, get=None, post=302, form=MOVE, there=OWN),
    "knowledge:unclear_new":     Row(KNOWLEDGE, post=302, form=NOTE, there=PUBLISHED),
    "knowledge:answer_read":     Row(KNOWLEDGE, get=None, post=302, there=OWN),
    "knowledge:print_handbook":  Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:print_section":   Row(KNOWLEDGE, there=PUBLISHED),
    "knowledge:pdf_handbook":    Row(KNOWLEDGE, get=PDF, there=PUBLISHED),
    "knowledge:pdf_section":     Row(KNOWLEDGE, get=PDF, there=PUBLISHED),
    # The desk of the line: whoever helps, and nobody else.
    "helpline:letters":     Row(HELPING),
    "helpline:letter_find": Row(HELPING, get=302, post=302, form={"code": "0000-0000"}),
    "helpline:letter":      Row(HELPING, there=CALL_BACK),
    "helpline:letter_step": Row(HELPING, get=302, post=302, form=TAKE, there=CALL_BACK),
    # Cards and sheets to print.
    "printed_matter":     Row(EVERY_ROLE),
    # Cases: the role opens the way, membership alone opens a case.
    "cases:list":         Row(CASEWORK),
    "cases:new":          Row(CASEWORK, get=302, post=302),
    "cases:detail":       Row(CASEWORK, there=CASE),
    "cases:note_new":     Row(CASEWORK, post=302, form=NOTE, there=CASE, read_only=422),
    "cases:trail":        Row(CASEWORK),
    "cases:trail_file":   Row(CASEWORK, get=404),
    "cases:document_new":    Row(CASEWORK, post=422, there=CASE),
    "cases:document_file":   Row(CASEWORK, there=CASE),
    "cases:document_delete": Row(CASEWORK, post=302, there=CASE, read_only=422),
    "cases:identity":        Row(CASEWORK, post=422, there=CASE),
    "cases:identity_save":   Row(CASEWORK, get=302, post=422, there=CASE),
}
# fmt: on
