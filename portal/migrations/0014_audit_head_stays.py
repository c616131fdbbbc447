"""Triggers that keep the head of the audit log, and refuse to put an event over another.

SQLite's `INSERT OR REPLACE` takes the old row away without its DELETE trigger, unless
`recursive_triggers` is on; in other programs it is off.
"""

from django.db import migrations

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
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
