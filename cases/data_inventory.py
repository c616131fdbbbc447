from portal.inventory.declarations import DataClass, FieldDeclaration

CASE_FRAME = FieldDeclaration(
    DataClass.INTERNAL,
    purpose="keeping track of a case without saying whose it is",
    legal_basis="GDPR art. 6(1)(a)",
    retention="5 years after closure, unless the organisation decides otherwise",
)
CASE_CONTENT = FieldDeclaration(
    DataClass.SENSITIVE,
    purpose="helping the person in the programme",
    legal_basis="GDPR art. 9(2)(a)",
    retention="5 years after closure, unless the organisation decides otherwise",
)

INVENTORY = {
    "Case": dict.fromkeys(("id", "code", "status", "opened_on"), CASE_FRAME),
    "CaseMember": dict.fromkeys(("id", "case", "user", "part", "joined_at", "left_at"), CASE_FRAME),
    "CaseKey": {
        **dict.fromkeys(
            ("id", "case", "recipient_kind", "recipient_id", "key_version"), CASE_FRAME
        ),
        "wrapped_key": CASE_CONTENT,
    },
    "Note": {
        **dict.fromkeys(("id", "case", "author", "written_at"), CASE_FRAME),
        "sealed_text": CASE_CONTENT,
    },
}
