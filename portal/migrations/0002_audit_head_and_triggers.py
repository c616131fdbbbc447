"""The head of the audit chain, and triggers that refuse to change or delete an event."""

import hashlib

from django.db import migrations

GENESIS_HASH = hashlib.sha256(b"kljuc portal audit chain").hexdigest()

SQLITE = {
    verb: f"""
    CREATE TRIGGER portal_auditevent_no_{verb.lower()} BEFORE {verb} ON portal_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit events cannot be changed'); END;
    """
    for verb in ("UPDATE", "DELETE")
}
POSTGRESQL_FUNCTION = """
    CREATE FUNCTION portal_auditevent_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'audit events cannot be changed'; END;
    $$ LANGUAGE plpgsql;
"""
POSTGRESQL_ROWS = """
    CREATE TRIGGER portal_auditevent_no_change BEFORE UPDATE OR DELETE ON portal_auditevent
    FOR EACH ROW EXECUTE FUNCTION portal_auditevent_refuse();
"""
POSTGRESQL_TABLE = """
    CREATE TRIGGER portal_auditevent_no_truncate BEFORE TRUNCATE ON portal_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION portal_auditevent_refuse();
"""


def add_head(apps, schema_editor):
    apps.get_model("portal", "AuditHead").objects.create(id=1, sequence=0, hash=GENESIS_HASH)


def drop_head(apps, schema_editor):
    apps.get_model("portal", "AuditHead").objects.all().delete()


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE.values():
            schema_editor.execute(statement)
    else:
        for statement in (POSTGRESQL_FUNCTION, POSTGRESQL_ROWS, POSTGRESQL_TABLE):
            schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in SQLITE:
            schema_editor.execute(f"DROP TRIGGER portal_auditevent_no_{verb.lower()}")
    else:
        schema_editor.execute("DROP FUNCTION portal_auditevent_refuse() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_people_devices_audit")]
    operations = [
        migrations.RunPython(add_head, drop_head),
        migrations.RunPython(add_triggers, drop_triggers),
    ]
