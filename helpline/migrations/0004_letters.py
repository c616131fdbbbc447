from django.db import migrations, models


class Migration(migrations.Migration):
    """A call-back becomes one kind of letter. What is sealed stays as it is and still opens."""

    dependencies = [("helpline", "0003_call_backs_languages")]

    operations = [
        migrations.RenameModel("CallBack", "Letter"),
        migrations.RenameField("letter", "sealed_request", "sealed_content"),
        migrations.AlterModelOptions(
            name="letter",
            options={
                "ordering": ["received_at", "id"],
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
            },
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="helpline_call_back_is_somebodys",
        ),
        migrations.RenameIndex(
            model_name="letter",
            new_name="helpline_letter_state",
            old_name="helpline_call_back_state",
        ),
        migrations.AddField(
            model_name="letter",
            name="is_urgent",
            field=models.BooleanField(default=False, verbose_name="somebody may be in danger now"),
        ),
        migrations.AddField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("call_back", "call-back"),
                    ("referral", "referral"),
                    ("suspicion", "suspicion"),
                ],
                default="call_back",
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"), ("taken_by__isnull", False), _connector="OR"
                ),
                name="helpline_letter_is_somebodys",
            ),
        ),
    ]
