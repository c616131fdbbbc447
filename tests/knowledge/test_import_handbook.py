import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page, Site

from knowledge.models import (
    HandbookPage,
    KnowledgeRootPage,
    LegalArticlePage,
    SectionNote,
    SectionPage,
)
from knowledge.services import ImportResult, handbook_import, starter_handbook_load
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from tests.factories.knowledge import HANDBOOK, garble_shifted, read

pytestmark = pytest.mark.django_db

EVERYTHING = ["Zakon o knjižnicah, 7. člen", "1", "2", "2.1", "2.2"]


def import_text(text: str = HANDBOOK, **options: Any) -> ImportResult:
    return handbook_import(actor=None, document=read(text), **options)


def page(number: str) -> SectionPage:
    return SectionPage.objects.get(number=number)


def latest(number: str) -> SectionPage:
    return page(number).get_latest_revision_as_object()  # type: ignore[no-any-return]


def edit(number: str, title: str) -> None:
    changed = latest(number)
    changed.title = title
    changed.save_revision()


def exported(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("export_handbook", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def run_import(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("import_handbook", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def handbook_file(tmp_path: Path) -> Path:
    path = tmp_path / "handbook.txt"
    path.write_text(HANDBOOK, encoding="utf-8")
    return path


def test_a_new_handbook_arrives_as_drafts_with_a_revision() -> None:
    result = import_text()
    assert result.created == EVERYTHING
    pages = [*SectionPage.objects.all(), *LegalArticlePage.objects.all()]
    assert len(pages) == 5
    assert not any(page.live for page in pages)
    assert all(page.latest_revision_id for page in pages)


def test_published_pages_are_live_down_the_whole_tree() -> None:
    import_text(publish=True)
    root = KnowledgeRootPage.objects.get()
    assert root.get_descendants().count() == 7
    assert root.get_descendants().not_live().count() == 0


def test_the_tree_stands_outside_the_public_site() -> None:
    import_text(publish=True)
    public = Page.objects.descendant_of(Site.objects.get().root_page, inclusive=True)
    assert KnowledgeRootPage.objects.exists()
    assert not public.filter(pk__in=SectionPage.objects.all()).exists()
    assert page("2.1").get_url() == "http://portal.localhost:8000/knowledge/handbook/prirocnik/2.1/"


def test_editors_may_work_in_the_tree() -> None:
    import_text()
    codes = GroupPagePermission.objects.filter(
        group__name=Role.EDITOR, page=KnowledgeRootPage.objects.get()
    ).values_list("permission__codename", flat=True)
    assert {"add_page", "change_page", "publish_page"} <= set(codes)


def test_the_same_document_again_changes_nothing() -> None:
    import_text(publish=True)
    revisions = [page.latest_revision_id for page in SectionPage.objects.all()]
    result = import_text(publish=True)
    assert result.unchanged == EVERYTHING
    assert (result.created, result.updated, result.conflicts) == ([], [], [])
    assert [page.latest_revision_id for page in SectionPage.objects.all()] == revisions


def test_only_the_section_that_changed_is_updated() -> None:
    import_text(publish=True)
    result = import_text(HANDBOOK.replace("dvakrat na teden", "vsak dan"), publish=True)
    assert result.updated == ["2.1"]
    assert "vsak dan" in str(page("2.1").body)


def test_an_update_without_publish_stays_a_draft_over_what_is_live() -> None:
    import_text(publish=True)
    import_text(HANDBOOK.replace("dvakrat na teden", "vsak dan"))
    assert "dvakrat na teden" in str(page("2.1").body)
    assert "vsak dan" in str(latest("2.1").body)


def test_drafts_that_did_not_change_are_reported_and_left_for_an_editor_to_publish() -> None:
    import_text()
    result = import_text(publish=True)
    assert result.unchanged == result.waiting == EVERYTHING
    assert not page("2.1").live


def test_a_persons_change_is_a_conflict_and_stays() -> None:
    import_text(publish=True)
    edit("2.1", "Moj naslov")
    changed = HANDBOOK.replace("dvakrat na teden", "vsak dan").replace("skupaj", "v dvoje")
    result = import_text(changed, publish=True)
    assert result.conflicts == ["2.1"]
    assert result.updated == ["1", "2.2"]
    assert latest("2.1").title == "Moj naslov"
    assert "vsak dan" not in str(latest("2.1").body)


def test_a_persons_change_to_a_note_is_a_conflict_too() -> None:
    import_text(publish=True)
    changed = latest("1")
    changed.notes = [SectionNote(number=1, text="Popravljena opomba.")]
    changed.save_revision()
    assert import_text(publish=True).conflicts == ["1"]
    assert [note.text for note in latest("1").notes.all()] == ["Popravljena opomba."]


def test_a_persons_change_to_an_article_is_a_conflict_too() -> None:
    import_text(publish=True)
    article = LegalArticlePage.objects.get().get_latest_revision_as_object()
    article.paragraphs = article.paragraphs.all()[:2]
    article.save_revision()
    assert import_text(publish=True).conflicts == EVERYTHING[:1]


def test_a_section_that_was_opened_and_saved_unchanged_is_no_conflict() -> None:
    import_text(publish=True)
    latest("2.1").save_revision()
    assert import_text(publish=True).unchanged == EVERYTHING


def test_a_section_that_is_gone_from_the_document_is_left_and_reported() -> None:
    import_text(publish=True)
    result = import_text(HANDBOOK.split("2.2. ", maxsplit=1)[0], publish=True)
    assert result.missing == ["2.2"]
    assert page("2.2").live


def test_a_section_added_between_others_stands_in_its_place() -> None:
    import_text(HANDBOOK.replace("2.1. Tečaj", "Tečaj").replace("2.2. I", "2.1. I"), publish=True)
    document = read("1. A\n\nAha.\n\n2. B\n\nBeseda.\n\n3. C\n\nCesta.")
    middle = read("1. A\n\nAha.\n\n3. C\n\nCesta.".replace("3. C", "# 3. C"))
    handbook_import(actor=None, document=middle, slug="drugi")
    handbook_import(actor=None, document=document, slug="drugi")
    handbook = HandbookPage.objects.get(slug="drugi")
    sections = SectionPage.objects.descendant_of(handbook).order_by("path")
    assert [section.number for section in sections] == ["1", "2", "3"]


def test_a_dry_run_changes_nothing() -> None:
    result = import_text(publish=True, dry_run=True)
    assert result.created == EVERYTHING
    assert not Page.objects.filter(slug="prirocnik").exists()
    assert not AuditEvent.objects.exists()


def test_an_import_is_in_the_audit_log(person: Callable[..., User]) -> None:
    actor = person(Role.EDITOR)
    handbook_import(actor=actor, document=read(HANDBOOK))
    event = AuditEvent.objects.get(action=AuditAction.HANDBOOK_IMPORTED)
    assert event.actor_id == actor.pk
    assert event.subject_id == str(HandbookPage.objects.get().pk)


def test_an_import_that_fails_midway_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("knowledge.services.audit_record", fail)
    with pytest.raises(RuntimeError):
        import_text(publish=True)
    assert not KnowledgeRootPage.objects.exists()


def test_the_starter_handbook_is_loaded_once() -> None:
    result = starter_handbook_load(actor=None)
    assert result is not None
    assert len(result.created) == 14
    assert starter_handbook_load(actor=None) is None
    assert HandbookPage.objects.get().is_starter


def test_the_organisations_handbook_takes_the_starters_place_once_published() -> None:
    starter_handbook_load(actor=None)
    import_text()
    assert HandbookPage.objects.get(is_starter=True).live
    result = import_text(publish=True)
    assert result.starter_unpublished
    starter = HandbookPage.objects.get(is_starter=True)
    assert not starter.live
    assert starter.get_descendants().live().count() == 0
    assert not import_text(publish=True).starter_unpublished


def test_the_command_says_what_it_did(handbook_file: Path, tmp_path: Path) -> None:
    garbled = garble_shifted("Življenjepis napišemo skupaj.")
    text = HANDBOOK.replace("Življenjepis napišemo skupaj.", garbled)
    handbook_file.write_text(text, encoding="utf-8")
    report = tmp_path / "report.json"
    out = run_import(handbook_file, "--publish", "--report", str(report))
    assert "Created 5, updated 0, unchanged 0, conflicts 0." in out
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["result"]["created"] == EVERYTHING
    assert written["repairs"][0]["before"] == garbled
    assert written["repairs"][0]["after"] == "Življenjepis napišemo skupaj."


def test_the_command_says_that_a_dry_run_changed_nothing(handbook_file: Path) -> None:
    assert "Dry run: nothing was changed." in run_import(handbook_file, "--dry-run")
    assert not HandbookPage.objects.exists()


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", b"Brez naslovov."])
def test_the_command_refuses_damaged_input(handbook_file: Path, data: bytes) -> None:
    handbook_file.write_bytes(data)
    with pytest.raises(CommandError, match="Nothing was changed") as raised:
        run_import(handbook_file, "--publish")
    assert raised.value.returncode == 1
    assert not HandbookPage.objects.exists()


def test_the_export_gives_back_what_was_imported() -> None:
    import_text()
    entries = exported()
    assert [entry["number"] for entry in entries] == ["1", "2", "2.1", "7/1", "7/2", "7/3", "2.2"]
    assert entries[0]["notes"] == ["Soba je na koncu hodnika."]
    assert entries[0]["text"].splitlines()[0] == (
        "Ob prihodu ponudimo čaj in mirno sobo. Nato skupaj preberemo hišni red."
    )
    assert entries[4]["text"].splitlines()[1] == "- pokaže osebni dokument;"
    assert entries[4]["title"] == "Zakon o knjižnicah, 7. člen"


def test_a_row_of_a_table_is_one_line_of_the_export() -> None:
    import_text(publish=True)
    (section,) = [entry for entry in exported() if entry["number"] == "2.2"]
    assert "Korak | Kdo\noglas | svetovalka\nprošnja | uporabnica" in section["text"]


def test_the_export_prefers_the_organisations_handbook() -> None:
    starter_handbook_load(actor=None)
    import_text()
    assert exported()[0]["title"] == "Sprejem osebe"
    assert exported("--slug", "zacetni-prirocnik")[0]["title"] == "Čemu je ta priročnik"


def test_an_export_without_a_handbook_is_refused() -> None:
    with pytest.raises(CommandError):
        exported()


@pytest.mark.real_handbook
def test_the_real_handbook_survives_the_round_trip(real_handbook: Path) -> None:
    run_import(real_handbook, "--publish")
    entries = exported()
    assert len(entries) == 26
    assert sum(len(entry["notes"]) for entry in entries) == 7
    out = run_import(real_handbook, "--publish")
    assert "Created 0, updated 0, unchanged 18, conflicts 0." in out
