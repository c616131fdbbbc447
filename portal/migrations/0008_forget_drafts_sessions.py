"""Drafts get another form and people one session each: what is open now ends, once."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("portal", "Draft").objects.all().delete()
    apps.get_model("portal", "PersonSession").objects.all().delete()
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_refusals"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
