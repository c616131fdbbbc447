from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    VOLUNTEER = "volunteer", _("volunteer")
    COUNSELLOR = "counsellor", _("counsellor")
    TEAM_LEAD = "team_lead", _("team lead")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")


# People whose work is with the persons helped; the administrator is never one of them.
CASEWORK_ROLES = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
KNOWLEDGE_ROLES = frozenset({Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR})
PEOPLE_ROLES = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
CMS_ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


class Factor(models.TextChoices):
    PASSPHRASE = "passphrase", _("passphrase")
    CODE = "code", _("one-time code")


class AuditAction(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    PASSWORD_REFUSED = "password_refused", _("password refused")
    CODE_REFUSED = "code_refused", _("one-time code refused")
    PERSON_ADDED = "person_added", _("person added")
    PERSON_CLOSED = "person_closed", _("account closed")
    PERSON_OPENED = "person_opened", _("account opened again")
    PERSON_UNLOCKED = "person_unlocked", _("person unlocked")
    ROLE_GRANTED = "role_granted", _("role granted")
    DEVICE_ADDED = "device_added", _("second factor added")
    ACCESS_REFUSED = "access_refused", _("access refused")
    DOOR_REFUSED = "door_refused", _("door refused")
    CASE_OPENED = "case_opened", _("case opened")
    CASE_READ = "case_read", _("case read")
    CASE_REFUSED = "case_refused", _("case refused")
    CASES_LISTED = "cases_listed", _("cases listed")
    NOTE_WRITTEN = "note_written", _("note written")
    HANDBOOK_IMPORTED = "handbook_imported", _("handbook imported")


SIGN_IN_ACTIONS = frozenset(
    {
        AuditAction.SIGNED_IN,
        AuditAction.SIGNED_OUT,
        AuditAction.PASSWORD_REFUSED,
        AuditAction.CODE_REFUSED,
        AuditAction.DOOR_REFUSED,
    }
)
