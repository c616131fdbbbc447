from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    VOLUNTEER = "volunteer", _("volunteer")
    COUNSELLOR = "counsellor", _("counsellor")
    TEAM_LEAD = "team_lead", _("team lead")
    EDITOR = "editor", _("editor")
    TRANSLATOR = "translator", _("translator")
    REVIEWER = "reviewer", _("reviewer")
    ADMINISTRATOR = "administrator", _("administrator")


# People whose work is with the persons helped; the administrator is never one of them.
CASEWORK_ROLES = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
# Whoever meets the persons helped: only a team lead hands this work out.
HELPING_ROLES = CASEWORK_ROLES | {Role.VOLUNTEER}
KNOWLEDGE_ROLES = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR})
PEOPLE_ROLES = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
# Whose work is in the cms alone, and there in her own languages.
LANGUAGE_ROLES = frozenset({Role.TRANSLATOR, Role.REVIEWER})
CMS_ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR}) | LANGUAGE_ROLES


class StatusLevel(models.TextChoices):
    GOOD = "good", _("In order.")
    ATTENTION = "attention", _("Look at this.")


class Factor(models.TextChoices):
    PASSPHRASE = "passphrase", _("passphrase")
    CODE = "code", _("one-time code")


class LinkKind(models.TextChoices):
    """What a link that was sent to a person lets her do, once."""

    INVITATION = "invitation", _("invitation")
    PASSPHRASE_RESET = "passphrase_reset", _("new passphrase")
    DEVICE_RESET = "device_reset", _("new second factor")


# Links that end with a second factor of her own.
ENROLMENT_KINDS = frozenset({LinkKind.INVITATION, LinkKind.DEVICE_RESET})


class AuditAction(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    PASSWORD_REFUSED = "password_refused", _("password refused")
    CODE_REFUSED = "code_refused", _("one-time code refused")
    TRIES_ENDED = "tries_ended", _("no more tries for a while")
    PASSKEY_REFUSED = "passkey_refused", _("passkey refused")
    RECOVERY_CODE_USED = "recovery_code_used", _("recovery code used")
    STEPPED_UP = "stepped_up", _("second factor confirmed again")
    STATEMENT_ACCEPTED = "statement_accepted", _("confidentiality statement accepted")
    STATEMENT_PUBLISHED = "statement_published", _("confidentiality statement published")
    PEOPLE_LISTED = "people_listed", _("people listed")
    PERSON_READ = "person_read", _("person's page read")
    PERSON_INVITED = "person_invited", _("person invited")
    CONFIRMATION_REFUSED = "confirmation_refused", _("words of the second factor not right")
    PERSON_CONFIRMED = "person_confirmed", _("person confirmed")
    PASSPHRASE_SET = "passphrase_set", _("passphrase set")
    PASSPHRASE_CHANGED = "passphrase_changed", _("passphrase changed")
    PASSPHRASE_RESET_STARTED = "passphrase_reset_started", _("new passphrase offered")
    DEVICE_RESET_STARTED = "device_reset_started", _("second factors removed, new one offered")
    LINK_WITHDRAWN = "link_withdrawn", _("link withdrawn")
    LINK_REFUSED = "link_refused", _("link refused")
    DEVICE_REMOVED = "device_removed", _("second factor removed")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("recovery codes made")
    EMAIL_CHANGED = "email_changed", _("e-mail address changed")
    ROLE_REVOKED = "role_revoked", _("role taken back")
    TRAIL_READ = "trail_read", _("looked up who saw a case")
    AUDIT_HEAD_SENT = "audit_head_sent", _("end of the log sent")
    KEYS_ROTATED = "keys_rotated", _("keys rotated")
    PERSON_ADDED = "person_added", _("person added")
    PERSON_CLOSED = "person_closed", _("account closed")
    PERSON_OPENED = "person_opened", _("account opened again")
    PERSON_UNLOCKED = "person_unlocked", _("person unlocked")
    ROLE_GRANTED = "role_granted", _("role granted")
    LANGUAGE_GRANTED = "language_granted", _("language given")
    LANGUAGE_REVOKED = "language_revoked", _("language taken back")
    DEVICE_ADDED = "device_added", _("second factor added")
    ACCESS_REFUSED = "access_refused", _("access refused")
    DOOR_REFUSED = "door_refused", _("door refused")
    CASE_OPENED = "case_opened", _("case opened")
    CASE_READ = "case_read", _("case read")
    CASE_REFUSED = "case_refused", _("case refused")
    CASES_LISTED = "cases_listed", _("cases listed")
    NOTE_WRITTEN = "note_written", _("note written")
    DOCUMENT_ADDED = "document_added", _("document added")
    DOCUMENT_READ = "document_read", _("document read")
    DOCUMENT_REMOVED = "document_removed", _("document removed")
    IDENTITY_WRITTEN = "identity_written", _("identity written")
    IDENTITY_READ = "identity_read", _("identity opened")
    HANDBOOK_IMPORTED = "handbook_imported", _("handbook imported")
    LETTERBOX_MADE = "letterbox_made", _("letterbox made")
    LETTER_RECEIVED = "letter_received", _("letter received")
    LETTERS_LISTED = "letters_listed", _("letters listed")
    LETTER_OPENED = "letter_opened", _("letter opened")
    LETTER_TAKEN = "letter_taken", _("letter taken")
    LETTER_GIVEN_BACK = "letter_given_back", _("letter given back")
    LETTER_ATTEMPTED = "letter_attempted", _("letter: somebody tried to reach the sender")
    LETTER_REACHED = "letter_reached", _("letter: sender reached")
    LETTER_CLOSED = "letter_closed", _("letter closed")
    LETTER_ERASED = "letter_erased", _("letter erased")
    PAGE_APPROVED = "page_approved", _("page approved by a second person")
    PAGE_SENT_BACK = "page_sent_back", _("page sent back by a second person")
    PAGE_TAKEN_DOWN = "page_taken_down", _("page taken down")
    PAGE_PROPOSED = "page_proposed", _("page sent to a second person")
    LINE_CHANGE_PROPOSED = "line_change_proposed", _("change of number or hours proposed")
    LINE_CHANGE_APPROVED = "line_change_approved", _("change of number or hours approved")
    LINE_CHANGE_REFUSED = "line_change_refused", _("change of number or hours refused")
    LINE_CHANGE_WITHDRAWN = "line_change_withdrawn", _("change of number or hours taken back")
    NUMBER_CHECKED = "number_checked", _("number tried out")
    LINE_CLOSED = "line_closed", _("line closed at once")


SIGN_IN_ACTIONS = frozenset(
    {
        AuditAction.SIGNED_IN,
        AuditAction.SIGNED_OUT,
        AuditAction.PASSWORD_REFUSED,
        AuditAction.CODE_REFUSED,
        AuditAction.TRIES_ENDED,
        AuditAction.PASSKEY_REFUSED,
        AuditAction.DOOR_REFUSED,
        AuditAction.RECOVERY_CODE_USED,
        AuditAction.STEPPED_UP,
    }
)
# What somebody, the person herself included, changed about her way in.
ACCOUNT_ACTIONS = frozenset(
    {
        AuditAction.PERSON_ADDED,
        AuditAction.PERSON_INVITED,
        AuditAction.CONFIRMATION_REFUSED,
        AuditAction.PERSON_CONFIRMED,
        AuditAction.PERSON_CLOSED,
        AuditAction.PERSON_OPENED,
        AuditAction.PERSON_UNLOCKED,
        AuditAction.PASSPHRASE_SET,
        AuditAction.PASSPHRASE_CHANGED,
        AuditAction.PASSPHRASE_RESET_STARTED,
        AuditAction.DEVICE_RESET_STARTED,
        AuditAction.DEVICE_ADDED,
        AuditAction.DEVICE_REMOVED,
        AuditAction.RECOVERY_CODES_MADE,
        AuditAction.EMAIL_CHANGED,
        AuditAction.ROLE_GRANTED,
        AuditAction.ROLE_REVOKED,
        AuditAction.LANGUAGE_GRANTED,
        AuditAction.LANGUAGE_REVOKED,
    }
)
