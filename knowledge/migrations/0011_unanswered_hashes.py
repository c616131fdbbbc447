from django.db import migrations, models

LEFT_OUT = '…'
DAYS_UNTIL_KEPT = 3


def keep_hashes(apps, schema_editor):
    """Words of what was asked on fewer than three days go, and all numbers; keys become hashes."""
    from knowledge.search.unanswered.masking import key_of

    questions = apps.get_model('knowledge', 'UnansweredQuestion').objects
    taken = set()
    # What editors know stays before what they do not.
    for question in list(questions.order_by('-is_told', '-days', '-times', 'pk')):
        has_number = any(letter.isdigit() for letter in question.text)
        masked = ' '.join(_without_numbers(question.text))
        key = key_of(masked)
        if key in taken or (has_number and not question.is_told) or not masked.strip(f'{LEFT_OUT} '):
            question.delete()
            continue
        taken.add(key)
        question.key = key
        question.text = masked if question.is_told or question.days >= DAYS_UNTIL_KEPT else ''
        question.save(update_fields=['key', 'text'])


def _without_numbers(text):
    for word in text.split():
        yield LEFT_OUT if any(letter.isdigit() for letter in word) else word


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0010_section_readers'),
    ]

    operations = [
        migrations.RunPython(keep_hashes, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name='unansweredquestion',
            options={'ordering': ['-days', '-times', 'text', 'pk'], 'verbose_name': 'unanswered question', 'verbose_name_plural': 'unanswered questions'},
        ),
        migrations.AlterField(
            model_name='unansweredquestion',
            name='key',
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name='unansweredquestion',
            name='text',
            field=models.CharField(blank=True, max_length=200, verbose_name='question'),
        ),
    ]
