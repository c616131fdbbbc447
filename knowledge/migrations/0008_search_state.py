

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0007_reading'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchChange',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('page_id', models.PositiveBigIntegerField()),
                ('path', models.CharField(max_length=255)),
                ('noted_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'change for the search',
                'verbose_name_plural': 'changes for the search',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SearchState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'state of the search',
                'verbose_name_plural': 'states of the search',
            },
        ),
    ]
