"""Changes to people and their ways in: each is validated, made and recorded in one transaction."""

from portal.services.devices import (
    device_remove,
    passkey_add,
    recovery_codes_make,
    totp_candidate,
    totp_candidate_confirm,
    totp_device_add,
)
from portal.services.links import (
    device_reset_start,
    link_enrolment_start,
    link_finish,
    link_passphrase_set,
    links_withdraw,
    passphrase_reset_start,
    person_confirm,
    person_invite,
    person_invite_again,
)
from portal.services.people import (
    email_change,
    language_group_name,
    languages_set,
    person_activate,
    person_add,
    person_deactivate,
    person_unlock,
    role_grant,
    roles_change,
)
from portal.services.sign_in import (
    PassphraseTry,
    passphrase_change,
    passphrase_is_known,
    passphrase_try_begin,
    sign_in_failure_record,
)
from portal.services.statements import statement_accept, statement_publish

__all__ = [
    "PassphraseTry",
    "device_remove",
    "device_reset_start",
    "email_change",
    "language_group_name",
    "languages_set",
    "link_enrolment_start",
    "link_finish",
    "link_passphrase_set",
    "links_withdraw",
    "passkey_add",
    "passphrase_change",
    "passphrase_is_known",
    "passphrase_reset_start",
    "passphrase_try_begin",
    "person_activate",
    "person_add",
    "person_confirm",
    "person_deactivate",
    "person_invite",
    "person_invite_again",
    "person_unlock",
    "recovery_codes_make",
    "role_grant",
    "roles_change",
    "sign_in_failure_record",
    "statement_accept",
    "statement_publish",
    "totp_candidate",
    "totp_candidate_confirm",
    "totp_device_add",
]
