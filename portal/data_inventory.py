from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.inventory.activities import ACCOUNTABILITY, ACCOUNTS, CASEWORK
from portal.inventory.declarations import DataClass, FieldDeclaration

ACCOUNT = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTS,
    purpose=_("knowing who she is and what she may do"),
    retention=_("while the person works with the organisation, then 1 year"),
)
SECOND_FACTOR = FieldDeclaration(
    DataClass.SENSITIVE,
    ACCOUNTS,
    purpose=_("checking one-time codes"),
    retention=_("until the device is removed"),
)
LINK = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTS,
    purpose=_("inviting people and replacing what they lost"),
    retention=_("30 days after it ended, or as long as the second factor that it brought"),
)
FAILURE = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTS,
    purpose=_("stopping people who guess"),
    retention=_("24 hours"),
)
SESSION = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTS,
    purpose=_("ending the sessions of a person"),
    retention=_("until the session ends"),
)
DRAFT = FieldDeclaration(
    # The highest of what is typed: what an identity's form holds too.
    DataClass.IDENTITY,
    CASEWORK,
    purpose=_("not losing what is being typed"),
    retention=_("24 hours, or until the form is saved"),
)
DRAFT_FRAME = replace(DRAFT, data_class=DataClass.INTERNAL)
PROMISE = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTS,
    purpose=_("showing who promised confidentiality, to which words, and when"),
    retention=_("as long as the account, then 1 year"),
)
UPKEEP = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("running the recurring jobs in time"),
    retention=_("until the next run"),
)
LETTERBOX = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("letting the public door seal what it cannot open"),
    retention=_("while anything lies in it"),
)
TRACE = FieldDeclaration(
    DataClass.INTERNAL,
    ACCOUNTABILITY,
    purpose=_("showing who did what to which record"),
    retention=_("as long as the record, then 1 year"),
)

INVENTORY = {
    "User": dict.fromkeys(
        (
            "id", "password", "last_login", "is_superuser", "username",
            "username_key", "first_name",
            "last_name", "email", "is_staff", "is_active", "date_joined", "language",
        ),
        ACCOUNT,
    ),
    "User_groups": dict.fromkeys(("id", "user", "group"), ACCOUNT),
    "User_user_permissions": dict.fromkeys(("id", "user", "permission"), ACCOUNT),
    "LanguageAssignment": dict.fromkeys(("id", "user", "language_code", "granted_at"), ACCOUNT),
    "RoleAssignment": dict.fromkeys(("id", "user", "role", "granted_at"), ACCOUNT),
    "TotpDevice": {
        **dict.fromkeys(
            (
                "id", "user", "name", "confirmed", "created_at", "last_used_at", "sealing_id",
                "last_step",
            ),
            ACCOUNT,
        ),
        "link": ACCOUNT,
        "sealed_seed": SECOND_FACTOR,
    },
    "Passkey": dict.fromkeys(
        (
            "id", "user", "name", "confirmed", "created_at", "last_used_at", "credential_type",
            "credential_id", "credential_id_sha256", "public_key", "transports", "sign_count",
            "backup_eligible", "backup_state", "aaguid", "discoverable", "rp_id", "link",
        ),
        ACCOUNT,
    ),
    "RecoverySheet": dict.fromkeys(
        ("id", "user", "name", "confirmed", "created_at", "last_used_at"), ACCOUNT
    ),
    "RecoveryCode": dict.fromkeys(("id", "sheet", "selector", "secret_hash", "used_at"), ACCOUNT),
    "LetterboxKey": {
        **dict.fromkeys(("key_id", "public_key", "made_at"), LETTERBOX),
        "sealed_private_key": replace(LETTERBOX, data_class=DataClass.SENSITIVE),
    },
    "Link": dict.fromkeys(
        (
            "id", "user", "kind", "started_by", "started_at", "mailed_at", "expires_at",
            "passphrase_set_at",
            "finished_at", "withdrawn_at", "needs_confirmation", "confirmed_by", "confirmed_at",
        ),
        LINK,
    ),
    "Statement": dict.fromkeys(
        ("version", "text_sl", "text_en", "published_at", "published_by"), PROMISE
    ),
    "StatementAcceptance": dict.fromkeys(("id", "user", "statement", "accepted_at"), PROMISE),
    "SignInFailure": dict.fromkeys(("id", "user", "network", "factor", "at"), FAILURE),
    "PersonSession": dict.fromkeys(("id", "user", "door", "session_key", "started_at"), SESSION),
    "Draft": {
        **dict.fromkeys(("id", "user", "path", "saved_at", "key_ring"), DRAFT_FRAME),
        "sealed_fields": DRAFT,
    },
    "AuditEvent": dict.fromkeys(
        (
            "sequence", "at", "actor_id", "action", "subject_kind", "subject_id",
            "previous_hash", "hash",
        ),
        TRACE,
    ),
    "JobRun": dict.fromkeys(("name", "ran_at"), UPKEEP),
    "AuditHead": dict.fromkeys(("id", "sequence", "hash"), TRACE),
}  # fmt: skip
