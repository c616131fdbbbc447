"""Give the publications that were logged without it a note of whom their section was for.

Of the past only the strictest circle is known that a section, or one above it, was ever for.
"""

from django.db import migrations, models

ACTIONS = (
    "wagtail.publish",
    "wagtail.publish.scheduled",
    "wagtail.unpublish",
    "wagtail.unpublish.scheduled",
    "wagtail.delete",
)
STRICTNESS = ["all", "counsellors", "team_leads"]
STEP = 4


def write_notes(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "PageLogEntry").objects.filter(action__in=ACTIONS)
    sections = apps.get_model("knowledge", "SectionPage").objects.in_bulk()
    circles = _circles(apps, sections)
    handbooks = dict(
        apps.get_model("knowledge", "HandbookPage").objects.values_list("path", "pk")
    )
    for entry in entries.filter(content_type__model="sectionpage").iterator(chunk_size=500):
        data = entry.data or {}
        section = sections.get(entry.page_id)
        if "section" in data or section is None:
            continue
        steps = range(STEP, len(section.path) + 1, STEP)
        above = [circles.get(section.path[:end], "all") for end in steps]
        note = {
            "readers": max(above, key=STRICTNESS.index),
            "title": entry.label,
            "number": section.number,
            "fingerprint": section.imported_fingerprint,
            "handbook": handbooks.get(section.path[: 3 * STEP]),
        }
        entry.data = {**data, "section": note}
        entry.save(update_fields=["data"])


def _circles(apps, sections):
    """The strictest circle that each section was for in any of its versions, by its path."""
    circles = {section.path: section.readers for section in sections.values()}
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="knowledge", content_type__model="sectionpage"
    )
    paths = {str(key): section.path for key, section in sections.items()}
    for key, readers in revisions.values_list("object_id", "content__readers"):
        path = paths.get(key)
        if path and readers in STRICTNESS:
            circles[path] = max(circles[path], readers, key=STRICTNESS.index)
    return circles


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0010_section_readers"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="handbookupload",
            name="is_new",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(write_notes, migrations.RunPython.noop),
    ]
