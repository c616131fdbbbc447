import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def paragraphs_become_a_wording(apps, schema_editor):
    """What each article said until now is its first wording, in its revisions too."""
    article_model = apps.get_model("knowledge", "LegalArticlePage")
    wording_model = apps.get_model("knowledge", "LegalWording")
    paragraph_model = apps.get_model("knowledge", "LegalParagraph")
    for article in article_model.objects.all():
        wording = wording_model.objects.create(
            page=article, sort_order=0, valid_from=article.valid_from, source=article.source
        )
        paragraph_model.objects.filter(page=article).update(wording=wording)
        for revision in _revisions(apps, article):
            revision.content = _with_wording(revision.content, wording.pk)
            revision.save(update_fields=["content"])
    _settle(schema_editor)


def wordings_become_paragraphs(apps, schema_editor):
    """The newest wording is what an article says; older ones are lost."""
    article_model = apps.get_model("knowledge", "LegalArticlePage")
    wording_model = apps.get_model("knowledge", "LegalWording")
    paragraph_model = apps.get_model("knowledge", "LegalParagraph")
    for article in article_model.objects.all():
        wordings = wording_model.objects.filter(page=article)
        wording = wordings.order_by(models.F("valid_from").asc(nulls_first=True)).last()
        if wording is not None:
            article.valid_from, article.source = wording.valid_from, wording.source
            article.save(update_fields=["valid_from", "source"])
            paragraph_model.objects.filter(wording=wording).update(page=article)
        paragraph_model.objects.filter(wording__page=article).exclude(wording=wording).delete()
        for revision in _revisions(apps, article):
            revision.content = _without_wording(revision.content)
            revision.save(update_fields=["content"])
    _settle(schema_editor)


def _settle(schema_editor):
    """PostgreSQL alters no table while checks of its foreign keys wait for the commit."""
    schema_editor.connection.check_constraints()


def _revisions(apps, article):
    revisions = apps.get_model("wagtailcore", "Revision")
    return revisions.objects.filter(
        content_type__app_label="knowledge",
        content_type__model="legalarticlepage",
        object_id=str(article.pk),
    )


def _with_wording(content, wording):
    if "wordings" in content:
        return content
    paragraphs = [{**one, "wording": wording} for one in content.pop("paragraphs", [])]
    for paragraph in paragraphs:
        paragraph.pop("page", None)
    return {
        **content,
        "wordings": [
            {
                "pk": wording,
                "sort_order": 0,
                "page": content.get("pk"),
                "valid_from": content.pop("valid_from", None),
                "source": content.pop("source", ""),
                "paragraphs": paragraphs,
            }
        ],
    }


def _without_wording(content):
    wordings = sorted(content.pop("wordings", []), key=lambda one: one["valid_from"] or "")
    if not wordings:
        return content
    newest = wordings[-1]
    paragraphs = [{**one, "page": content.get("pk")} for one in newest["paragraphs"]]
    for paragraph in paragraphs:
        paragraph.pop("wording", None)
    kept = {"valid_from": newest["valid_from"], "source": newest["source"]}
    return {**content, **kept, "paragraphs": paragraphs}


class Migration(migrations.Migration):

    dependencies = [
        ("knowledge", "0005_handbook_uploads"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="legalactpage",
            name="short_name",
            field=models.CharField(blank=True, help_text="As people call the act, when its title is long.", max_length=120, verbose_name="short name"),
        ),
        migrations.AddField(
            model_name="legalactpage",
            name="abbreviation",
            field=models.CharField(blank=True, help_text="As it stands in texts, such as ZTuj-2. References that use it become links.", max_length=30, verbose_name="abbreviation"),
        ),
        migrations.AddField(
            model_name="legalactpage",
            name="journal_reference",
            field=models.CharField(blank=True, help_text="Where the act was published, in your own words.", max_length=255, verbose_name="official journal"),
        ),
        migrations.CreateModel(
            name="LegalWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("valid_from", models.DateField(blank=True, db_index=True, help_text="Empty only for the oldest wording, when nobody knows the day.", null=True, verbose_name="valid from")),
                ("source", models.CharField(blank=True, max_length=255, verbose_name="source")),
                ("page", modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name="wordings", to="knowledge.legalarticlepage")),
            ],
            options={
                "verbose_name": "wording",
                "verbose_name_plural": "wordings",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegalCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paragraph", models.PositiveSmallIntegerField(null=True)),
                ("article", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="knowledge.legalarticlepage")),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.page")),
            ],
            options={
                "verbose_name": "citation of law",
                "verbose_name_plural": "citations of law",
            },
        ),
        migrations.AddField(
            model_name="legalparagraph",
            name="wording",
            field=modelcluster.fields.ParentalKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="paragraphs", to="knowledge.legalwording"),
        ),
        # Empty for a moment, so that the way back can fill it.
        migrations.AlterField(
            model_name="legalparagraph",
            name="page",
            field=modelcluster.fields.ParentalKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="knowledge.legalarticlepage"),
        ),
        migrations.RunPython(paragraphs_become_a_wording, wordings_become_paragraphs),
        migrations.RemoveField(model_name="legalparagraph", name="page"),
        migrations.AlterField(
            model_name="legalparagraph",
            name="wording",
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name="paragraphs", to="knowledge.legalwording"),
        ),
        migrations.RemoveField(model_name="legalarticlepage", name="valid_from"),
        migrations.RemoveField(model_name="legalarticlepage", name="source"),
    ]
