import unicodedata

from django.db import migrations

import portal.models.user


def name_keys(apps, schema_editor):
    """As `portal.user_names` was at the time of this migration."""
    users = apps.get_model("portal", "User").objects
    for pk, username in users.values_list("pk", "username"):
        folded = unicodedata.normalize("NFKC", username).casefold()
        users.filter(pk=pk).update(username_key=unicodedata.normalize("NFKC", folded))
    # PostgreSQL alters no table while checks of its foreign keys wait for the commit.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("portal", "0012_drafts_of_identities")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="username_key",
            field=portal.models.user.UserNameKeyField(
                max_length=300, blank=True, editable=False, default=""
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="username_key",
            field=portal.models.user.UserNameKeyField(
                max_length=300,
                blank=True,
                editable=False,
                unique=True,
                error_messages={"unique": "This user name is taken."},
            ),
        ),
    ]
