"""The place of a case key names its purpose now: wrap the old ones anew, add identity keys."""

import secrets
import uuid

from django.db import migrations

KEY_MATERIAL_BYTES = 48
TABLE = "cases_casekey"


def wrap_again(apps, schema_editor):
    case_key_model = apps.get_model("cases", "CaseKey")
    if not case_key_model.objects.exists():
        return
    from portal.sealing.envelope import Place
    from portal.sealing.master_keys import (
        KeyRing,
        current_master_key_version,
        make_master_key,
        master_key_versions,
    )
    from portal.sealing.purpose_keys import PurposeKey

    if not master_key_versions(KeyRing.IDENTITY):
        make_master_key(1, KeyRing.IDENTITY)
    content = PurposeKey("cases.case-key")
    identity = PurposeKey("cases.identity-key", KeyRing.IDENTITY)
    for row in list(case_key_model.objects.all()):
        old = Place(TABLE, "wrapped_key", f"{row.id}/{row.case_id}")
        material = content.unseal(bytes(row.wrapped_key), old)
        new = Place(TABLE, "wrapped_key", f"{row.id}/{row.case_id}/content")
        row.wrapped_key = content.seal(material, new)
        row.key_version = current_master_key_version()
        row.save()
        added = case_key_model(
            id=uuid.uuid4(),
            case_id=row.case_id,
            purpose="identity",
            recipient_kind=row.recipient_kind,
            key_version=current_master_key_version(KeyRing.IDENTITY),
        )
        place = Place(TABLE, "wrapped_key", f"{added.id}/{added.case_id}/identity")
        added.wrapped_key = identity.seal(secrets.token_bytes(KEY_MATERIAL_BYTES), place)
        added.save(force_insert=True)


def tag_notes(apps, schema_editor):
    """Sealed values say what kind they are: notes written before are sealed anew as text."""
    note_model = apps.get_model("cases", "Note")
    if not note_model.objects.exists():
        return
    from portal.sealing.envelope import KEY_ID_BYTES, DataKey, Place, unseal
    from portal.sealing.purpose_keys import PurposeKey
    from portal.sealing.values import seal_text

    content = PurposeKey("cases.case-key")
    for note in note_model.objects.select_related("case").iterator():
        row = note.case.keys.get(purpose="content")
        material = content.unseal(
            bytes(row.wrapped_key), Place(TABLE, "wrapped_key", f"{row.id}/{row.case_id}/content")
        )
        key = DataKey(key_id=material[:KEY_ID_BYTES], secret=material[KEY_ID_BYTES:])
        place = Place("cases_note", "sealed_text", f"{note.id}/{note.case_id}")
        note.sealed_text = seal_text(unseal(bytes(note.sealed_text), key, place).decode(), key, place)
        note.save(update_fields=["sealed_text"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_documents_identity")]
    operations = [migrations.RunPython(wrap_again), migrations.RunPython(tag_notes)]
