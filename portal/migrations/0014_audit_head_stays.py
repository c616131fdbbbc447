"""Triggers that keep the head of the audit log, and refuse to put an event over another.

SQLite's `INSERT OR REPLACE` takes the old row away without its DELETE trigger, unless
`recursive_triggers` is on; in other programs it is off.
"""

from django.db import migrations, models

SQLITE = {
    "portal_audithead_no_delete": """
    CREATE TRIGGER portal_audithead_no_delete BEFORE DELETE ON portal_audithead
    BEGIN SELECT RAISE(ABORT, 'the head of the audit log stays'); END;
    """,
    "portal_auditevent_no_replace": """
    CREATE TRIGGER portal_auditevent_no_replace BEFORE INSERT ON portal_auditevent
    WHEN EXISTS (SELECT 1 FROM portal_auditevent WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'audit events cannot be changed'); END;
    """,
}
POSTGRESQL = """
    CREATE TRIGGER portal_audithead_no_delete BEFORE DELETE ON portal_audithead
    FOR EACH ROW EXECUTE FUNCTION portal_auditevent_refuse();
"""


def add_triggers(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE.values() if is_sqlite else (POSTGRESQL,):
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
    else:
        schema_editor.execute("DROP TRIGGER portal_audithead_no_delete ON portal_audithead")


class Migration(migrations.Migration):
    dependencies = [("portal", "0013_user_names")]
    operations = [
        migrations.RunPython(add_triggers, drop_triggers),
        migrations.AlterField(
            model_name='auditevent',
            name='action',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('password_refused', 'password refused'), ('code_refused', 'one-time code refused'), ('tries_ended', 'no more tries for a while'), ('passkey_refused', 'passkey refused'), ('recovery_code_used', 'recovery code used'), ('stepped_up', 'second factor confirmed again'), ('statement_accepted', 'confidentiality statement accepted'), ('statement_published', 'confidentiality statement published'), ('people_listed', 'people listed'), ('person_read', "person's page read"), ('person_invited', 'person invited'), ('confirmation_refused', 'words of the second factor not right'), ('person_confirmed', 'person confirmed'), ('passphrase_set', 'passphrase set'), ('passphrase_changed', 'passphrase changed'), ('passphrase_reset_started', 'new passphrase offered'), ('device_reset_started', 'second factors removed, new one offered'), ('link_withdrawn', 'link withdrawn'), ('link_refused', 'link refused'), ('device_removed', 'second factor removed'), ('recovery_codes_made', 'recovery codes made'), ('email_changed', 'e-mail address changed'), ('role_revoked', 'role taken back'), ('trail_read', 'looked up who saw a case'), ('audit_head_sent', 'end of the log sent'), ('keys_rotated', 'keys rotated'), ('person_added', 'person added'), ('person_closed', 'account closed'), ('person_opened', 'account opened again'), ('person_unlocked', 'person unlocked'), ('role_granted', 'role granted'), ('device_added', 'second factor added'), ('access_refused', 'access refused'), ('door_refused', 'door refused'), ('case_opened', 'case opened'), ('case_read', 'case read'), ('case_refused', 'case refused'), ('cases_listed', 'cases listed'), ('note_written', 'note written'), ('document_added', 'document added'), ('document_read', 'document read'), ('document_removed', 'document removed'), ('identity_written', 'identity written'), ('identity_read', 'identity opened'), ('handbook_imported', 'handbook imported')], max_length=40, verbose_name='action'),
        ),
    ]
