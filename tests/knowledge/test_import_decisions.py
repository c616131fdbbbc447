"""What editors decided stays decided, however often the document is imported again."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page

from knowledge.enums import ImportState, Readers
from knowledge.models import HandbookPage, HandbookUpload, SectionPage
from knowledge.services import HANDBOOK_SLUG, ImportResult, handbook_import
from knowledge.uploads.services import handbook_upload_read, handbook_upload_start
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

CHANGED = HANDBOOK.replace("dvakrat na teden", "vsak dan").replace("skupaj.", "v dvoje.")
# What was 2.1 is 2.2 now, and 2.2 is 2.3.
SHIFTED = HANDBOOK.replace("2.2. Iskanje", "2.3. Iskanje").replace(
    "2.1. Tečaj jezika", "2.1. Vrtec\n\nOtroke vpišemo spomladi.\n\n2.2. Tečaj jezika"
)


@pytest.fixture(autouse=True)
def _handbook(db: None) -> None:
    import_text()


@pytest.fixture
def editor(person: Callable[..., User]) -> User:
    return person(Role.EDITOR)


def import_text(text: str = HANDBOOK) -> ImportResult:
    return handbook_import(actor=None, document=read(text), publish=True)


def upload(editor: User, text: str) -> HandbookUpload:
    return handbook_upload_read(
        actor=editor, content=text.encode(), file_name="p.txt", handbook_slug=HANDBOOK_SLUG
    )


def states(read_in: HandbookUpload) -> dict[str, str]:
    return {one["label"]: one["state"] for one in read_in.differences}


def section(number: str) -> SectionPage:
    return SectionPage.objects.get(number=number)


def change(number: str, /, *, publish: bool = True, **fields: Any) -> None:
    latest = section(number).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    revision = latest.save_revision()
    if publish:
        revision.publish()


def command_says(tmp_path: Path, text: str) -> str:
    path, out = tmp_path / "p.txt", StringIO()
    path.write_text(text, encoding="utf-8")
    call_command("import_handbook", str(path), "--publish", stdout=out)
    return out.getvalue()


# --- Withdrawn ---


@pytest.mark.parametrize("text", [HANDBOOK, CHANGED])
def test_what_an_editor_took_off_stays_off(tmp_path: Path, text: str) -> None:
    assert section("2.2").live
    section("2.2").unpublish()
    assert "Withdrawn by an editor, left: 2.2" in command_says(tmp_path, text)
    assert not section("2.2").live


def test_the_upload_reports_what_was_taken_off_and_leaves_it(editor: User) -> None:
    section("2.2").unpublish()
    before = section("2.2").latest_revision_id
    read_in = upload(editor, CHANGED)
    assert states(read_in)["2.2"] == ImportState.WITHDRAWN
    done = handbook_upload_start(actor=editor, upload=read_in, taken=["2.2"])
    assert done.result["withdrawn"] == ["2.2"]
    assert section("2.2").latest_revision_id == before
    assert section("2.1").latest_revision_id != section("2.1").live_revision_id
    page = sign_in(editor, Door.CMS).get(f"/handbook-import/{done.pk}/").content.decode()
    assert "Umaknilo uredništvo" in page


def test_a_handbook_that_was_taken_off_stays_off() -> None:
    handbook = HandbookPage.objects.get()
    assert handbook.live
    handbook.unpublish()
    assert import_text(CHANGED).withdrawn == [handbook.title]
    assert not HandbookPage.objects.get().live


def test_a_deleted_section_comes_back_as_a_draft_for_its_readers(tmp_path: Path) -> None:
    change("2.2", readers=Readers.TEAM_LEADS)
    Page.objects.get(pk=section("2.2").pk).delete(user=None)
    assert "that an editor deleted: 2.2" in command_says(tmp_path, HANDBOOK)
    assert not section("2.2").live
    assert section("2.2").readers == Readers.TEAM_LEADS


# --- A draft waits ---


def test_a_waiting_draft_is_not_published_by_an_unchanged_document() -> None:
    change("2.1", readers=Readers.TEAM_LEADS)
    change("2.1", readers=Readers.ALL, publish=False)
    result = import_text()
    assert result.waiting == ["2.1"]
    assert section("2.1").readers == Readers.TEAM_LEADS
    assert section("2.1").has_unpublished_changes


def test_a_waiting_draft_is_a_conflict_for_a_changed_document(editor: User) -> None:
    change("2.1", readers=Readers.TEAM_LEADS)
    change("2.1", readers=Readers.ALL, publish=False)
    assert states(upload(editor, CHANGED))["2.1"] == ImportState.CONFLICT
    result = import_text(CHANGED)
    assert result.conflicts == ["2.1"]
    assert result.updated == ["2.2"]
    assert section("2.1").readers == Readers.TEAM_LEADS
    assert "dvakrat" in str(section("2.1").get_latest_revision_as_object().body)


def test_a_draft_back_to_the_imported_text_does_not_give_up_what_she_published() -> None:
    imported = section("2.1").body
    change("2.1", body=[("paragraph", "Moje besedilo.")])
    change("2.1", body=imported, publish=False)
    assert import_text(CHANGED).conflicts == ["2.1"]
    assert "Moje besedilo" in str(section("2.1").body)


def test_a_draft_that_an_import_wrote_is_no_conflict() -> None:
    handbook_import(actor=None, document=read(CHANGED))
    assert "dvakrat" in str(section("2.1").body)
    again = CHANGED.replace("poteka vsak dan", "poteka ob petkih")
    assert import_text(again).updated == ["2.1"]
    assert "ob petkih" in str(section("2.1").body)


# --- Another number ---


@pytest.mark.parametrize("text", [HANDBOOK, CHANGED])
def test_a_section_with_another_number_is_not_made_again(tmp_path: Path, text: str) -> None:
    change("2.1", number="2.9", readers=Readers.TEAM_LEADS)
    assert "Renumbered by an editor, left: 2.1 (now 2.9)" in command_says(tmp_path, text)
    assert not SectionPage.objects.filter(number="2.1").exists()
    assert section("2.9").readers == Readers.TEAM_LEADS


def test_the_upload_reports_the_other_number(editor: User) -> None:
    change("2.1", number="2.9")
    read_in = upload(editor, CHANGED)
    assert states(read_in)["2.1"] == ImportState.RENUMBERED
    assert "2.9" not in states(read_in)
    page = sign_in(editor, Door.CMS).get(f"/handbook-import/{read_in.pk}/").content.decode()
    assert "zdaj 2.9" in page
    done = handbook_upload_start(actor=editor, upload=read_in)
    assert done.result["renumbered"] == {"2.1": "2.9"}
    assert done.result["missing"] == []
    assert not SectionPage.objects.filter(number="2.1").exists()


def test_what_is_below_a_section_with_another_number_stays_below_it() -> None:
    change("2", number="5", readers=Readers.TEAM_LEADS)
    result = import_text(HANDBOOK + "\n2.3. Vrtec\n\nOtroke vpišemo.\n")
    assert result.renumbered == {"2": "5"}
    assert section("2.3").get_parent().specific == section("5")


# --- Words that were for fewer readers ---


def test_closed_words_under_another_number_arrive_as_a_closed_draft(tmp_path: Path) -> None:
    change("2.1", readers=Readers.TEAM_LEADS)
    said = command_says(tmp_path, SHIFTED)
    assert "belonged to a section with fewer readers" in said
    # The live 2.2 keeps its words; those of 2.1 wait above it.
    assert "Življenjepis" in str(section("2.2").body)
    draft = section("2.2").get_latest_revision_as_object()
    assert "Tečaj poteka" in str(draft.body)
    assert draft.readers == Readers.TEAM_LEADS
    assert not section("2.3").live


@pytest.mark.parametrize("way", ["command", "upload"])
def test_a_new_section_beside_a_closed_one_is_as_closed(editor: User, way: str) -> None:
    change("2.1", readers=Readers.COUNSELLORS)
    more = HANDBOOK + "\n2.3. Vrtec\n\nOtroke vpišemo.\n"
    if way == "command":
        assert import_text(more).held == ["2.3"]
    else:
        read_in = upload(editor, more)
        page = sign_in(editor, Door.CMS).get(f"/handbook-import/{read_in.pk}/").content.decode()
        assert "Osnutek bo za: svetovalke" in page
        assert handbook_upload_start(actor=editor, upload=read_in).result["held"] == ["2.3"]
    assert not section("2.3").live
    assert section("2.3").readers == Readers.COUNSELLORS


def test_a_new_section_elsewhere_is_published_for_everybody() -> None:
    change("2.1", readers=Readers.COUNSELLORS)
    result = import_text(HANDBOOK + "\n3. Vrtec\n\nOtroke vpišemo.\n")
    assert result.held == []
    assert section("3").live
    assert section("3").readers == Readers.ALL


# --- A new handbook that was made meanwhile ---


def test_a_second_new_handbook_of_one_title_is_not_written_over_the_first(editor: User) -> None:
    def new(text: str) -> HandbookUpload:
        return handbook_upload_read(
            actor=editor, content=text.encode(), file_name="p.md", handbook_title="Dvojni"
        )

    first, second = new("# 1 Prvi\n\nBesedilo A.\n"), new("# 1 Drugi\n\nBesedilo B.\n")
    assert first.handbook_slug == second.handbook_slug
    handbook_upload_start(actor=editor, upload=first)
    client = sign_in(editor, Door.CMS)
    address = f"/handbook-import/{second.pk}/"
    assert client.post(f"{address}start/").status_code == 302
    written = SectionPage.objects.filter(title__in=["Prvi", "Drugi"])
    assert [one.title for one in written] == ["Prvi"]
    preview = client.get(address).content.decode()
    assert "Nič ni bilo zapisano" in preview
    assert f"{address}compare/" in preview
    client.post(f"{address}compare/")
    second.refresh_from_db()
    assert states(second) == {"1": ImportState.CHANGED}
    assert f"{address}compare/" not in client.get(address).content.decode()
