"""One Wagtail group a role; those with work in the cms may enter its admin."""

from django.db import migrations

ROLES = ("volunteer", "counsellor", "team_lead", "editor", "administrator")
CMS_ROLES = ("editor", "administrator")


def add_groups(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    enter_admin = permission_model.objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    for role in ROLES:
        group, _created = group_model.objects.get_or_create(name=role)
        if role in CMS_ROLES:
            group.permissions.add(enter_admin)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_audit_head_and_triggers"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
