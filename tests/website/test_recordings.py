"""A page read aloud: what an editor may bring, what visitors get, and what stays out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from wagtail.models import Locale, Page
from wagtail_localize.operations import translate_object

from portal.doors import Door
from portal.enums import Role
from tests.website.conftest import Visit
from tests.website.html import read
from website.enums import SoundKind
from website.models import CallPage, ContactPage, HomePage, PrivacyPage, Recording
from website.recordings.selectors import recordings_overtaken, text_fingerprint
from website.recordings.sound import (
    MOST_BYTES_BROUGHT,
    SoundError,
    SoundProblem,
    sound_clean,
)
from website.selectors import victim_page_models
from website.telling_words import telling_word_in

Enter = Callable[..., Client]

SOUNDS = Path(__file__).parent / "sounds"
# One second each, written by libsndfile, with a title, an artist and a comment in them; the MP3
# has its tags as ID3v2 with a picture, as APEv2 and as ID3v1.
MP3 = (SOUNDS / "one.mp3").read_bytes()
OPUS = (SOUNDS / "one.ogg").read_bytes()
LIST = "/snippets/website/recording/"
CALL = "/sl/klic/"
# MPEG 2, layer III, 24 kHz: 24 ms a frame.
FRAME_AT_32_KBITS = b"\xff\xf3\x44\xc4" + bytes(92)
FRAME_AT_160_KBITS = b"\xff\xf3\xe4\xc4" + bytes(476)
FRAMES_A_MINUTE = 2_500


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def call_page(language: str = "sl") -> CallPage:
    return CallPage.objects.get(locale__language_code=language)


def bring(editor: Client, page: Page, content: bytes, name: str = "Ana reads.mp3") -> Any:
    return editor.post(
        f"{LIST}add/", {"page": page.pk, "file": SimpleUploadedFile(name, content, "audio/mpeg")}
    )


def about_the_file(place: int) -> bytes:
    """A first frame as encoders write it: no sound, but words of theirs."""
    words = b"Info" + bytes(20) + b"Canary 3.100"
    frame = FRAME_AT_32_KBITS[:place] + words
    return frame + bytes(len(FRAME_AT_32_KBITS) - len(frame))


def problem_of(content: bytes) -> SoundProblem:
    with pytest.raises(SoundError) as refused:
        sound_clean(content)
    return refused.value.problem


# --- What may be brought --------------------------------------------------------------------------


@pytest.mark.parametrize("place", [13, 21, 36])
def test_the_frame_in_which_a_program_names_itself_does_not_stay(place: int) -> None:
    first = about_the_file(place)
    assert b"Canary" in first
    assert sound_clean(first + FRAME_AT_32_KBITS * 100).content == FRAME_AT_32_KBITS * 100


@pytest.mark.parametrize(
    ("brought", "kind"), [(MP3, SoundKind.MP3), (OPUS, SoundKind.OPUS)], ids=["mp3", "opus"]
)
def test_sound_keeps_its_length_and_loses_every_tag(brought: bytes, kind: SoundKind) -> None:
    assert b"Canary" in brought
    sound = sound_clean(brought)
    assert (sound.kind, sound.seconds) == (kind, 1)
    assert b"Canary" not in sound.content
    assert len(brought) / 2 < len(sound.content) < len(brought)
    assert sound_clean(sound.content) == sound


def test_length_is_that_of_the_frames_and_a_minute_is_the_most() -> None:
    assert sound_clean(FRAME_AT_32_KBITS * FRAMES_A_MINUTE).seconds == 60
    assert problem_of(FRAME_AT_32_KBITS * (FRAMES_A_MINUTE + 50)) is SoundProblem.TOO_LONG


def test_what_is_over_300_kilobytes_is_refused_and_tags_do_not_count() -> None:
    frames = 300_000 // len(FRAME_AT_160_KBITS)
    picture = b"ID3\x04\x00\x00\x00\x20\x00\x00" + bytes(1 << 19)
    assert sound_clean(picture + FRAME_AT_160_KBITS * frames).seconds < 60
    assert problem_of(FRAME_AT_160_KBITS * (frames + 1)) is SoundProblem.TOO_LARGE
    assert problem_of(bytes(MOST_BYTES_BROUGHT + 1)) is SoundProblem.TOO_LARGE


@pytest.mark.parametrize(
    ("brought", "problem"),
    [
        (b"", SoundProblem.EMPTY),
        (b"<html>no sound</html>", SoundProblem.UNKNOWN_KIND),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", SoundProblem.UNKNOWN_KIND),
        (b"%PDF-1.7 \xff\xf3\x44\xc4", SoundProblem.UNKNOWN_KIND),
        (OPUS.replace(b"OpusHead", b"\x01vorbis\x00"), SoundProblem.DAMAGED),
        (OPUS[:-1], SoundProblem.DAMAGED),
        (OPUS + b"PK\x03\x04", SoundProblem.DAMAGED),
        (OPUS + OPUS, SoundProblem.DAMAGED),
        (FRAME_AT_32_KBITS * 50 + b"<script>" * 99, SoundProblem.DAMAGED),
    ],
)
def test_what_is_no_whole_recording_is_refused(brought: bytes, problem: SoundProblem) -> None:
    assert problem_of(brought) is problem


def test_a_changed_byte_of_an_opus_file_is_noticed() -> None:
    for place in range(0, len(OPUS), 97):
        changed = bytearray(OPUS)
        changed[place] ^= 1
        with pytest.raises(SoundError):
            sound_clean(bytes(changed))


@given(
    beginning=st.sampled_from([b"", MP3[:40], OPUS[:60], OPUS[:200], b"ID3\x04\x00\x00", b"OggS"]),
    rest=st.binary(max_size=400),
)
def test_no_file_is_worse_than_refused(beginning: bytes, rest: bytes) -> None:
    with pytest.raises(SoundError):
        sound_clean(beginning + rest)


# --- What an editor does --------------------------------------------------------------------------


def test_editor_brings_a_recording_and_visitors_get_it(editor: Client, visit: Visit) -> None:
    assert "sound.mp3" not in visit(CALL).content.decode()
    assert visit(f"{CALL}sound.mp3").status_code == 404
    add = editor.get(f"{LIST}add/").content.decode()
    assert "največ 60 sekund in 300 kB" in add
    assert 'enctype="multipart/form-data"' in add
    assert bring(editor, call_page(), MP3).status_code == 302

    link = read(visit(CALL)).one("a", href="sound.mp3")
    assert link.attributes["download"] == "sound.mp3"
    for words in ("Poslušajte to stran", "0:01 min", "5 kB", "ostane na tem telefonu"):
        assert words in link.text
    answer = visit(f"{CALL}sound.mp3")
    assert answer.content == sound_clean(MP3).content
    assert "0:01" in editor.get(LIST).content.decode()


@pytest.mark.parametrize("model", victim_page_models())
@pytest.mark.parametrize("language", ["sl", "ar"])
def test_every_page_for_victims_can_be_heard(
    visit: Visit, model: type[HomePage], language: str
) -> None:
    page = model.objects.get(locale__language_code=language)
    path = page.url.split("/", 3)[3]
    assert not read(visit(f"/{path}")).all("a", download="sound.ogg")
    record(page, SoundKind.OPUS)
    assert read(visit(f"/{path}")).one("a", download="sound.ogg")
    assert visit(f"/{path}sound.ogg").status_code == 200
    assert visit(f"/{path}sound.mp3").status_code == 404


def test_other_pages_are_not_offered(editor: Client) -> None:
    shown = editor.get(f"{LIST}add/").content.decode()
    page = PrivacyPage.objects.get(locale__language_code="sl")
    assert f'<option value="{call_page("ar").pk}">' in shown
    assert f'<option value="{page.pk}">' not in shown
    assert bring(editor, page, MP3).status_code == 200
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Datoteka je prazna."),
        (b"GIF89a", "To ni niti MP3 niti Opus"),
        (OPUS[:-1], "poškodovana ali nepopolna"),
        (FRAME_AT_32_KBITS * 4_000, "traja 96 s, največ 60 s"),
        (FRAME_AT_160_KBITS * 1_000, "obsega 480 kB, največ 300 kB"),
        (bytes(MOST_BYTES_BROUGHT + 1), "večja od 1 MB"),
    ],
)
def test_editor_is_refused_in_slovene(editor: Client, content: bytes, words: str) -> None:
    answer = bring(editor, call_page(), content)
    assert words in answer.content.decode()
    assert not Recording.objects.exists()
    assert bring(editor, call_page(), MP3).status_code == 302


def test_page_has_one_recording_which_can_be_replaced_and_deleted(
    editor: Client, visit: Visit
) -> None:
    bring(editor, call_page(), MP3)
    assert "Ta stran že ima posnetek" in bring(editor, call_page(), OPUS).content.decode()
    recording = Recording.objects.get()
    edit = f"{LIST}edit/{recording.pk}/"
    # Another page's key is not taken: the words would not fit.
    other = ContactPage.objects.get(locale__language_code="sl")
    file = SimpleUploadedFile("new.ogg", OPUS)
    assert editor.post(edit, {"page": other.pk, "file": file}).status_code == 302
    assert visit(f"{CALL}sound.ogg").status_code == 200
    assert visit(f"{CALL}sound.mp3").status_code == 404
    assert editor.post(edit, {"page": call_page().pk}).status_code == 302
    assert visit(f"{CALL}sound.ogg").status_code == 200
    editor.post(f"{LIST}delete/{recording.pk}/")
    assert visit(f"{CALL}sound.ogg").status_code == 404
    assert "sound.ogg" not in read(visit(CALL)).links


def test_page_in_the_editor_leads_to_its_recording(editor: Client) -> None:
    page, other = call_page(), PrivacyPage.objects.get(locale__language_code="sl")
    add, edit = f"{LIST}add/?page={page.pk}", f"{LIST}edit/"
    assert add in editor.get(f"/pages/{page.pk}/edit/").content.decode()
    assert f'<option value="{page.pk}" selected>' in editor.get(add).content.decode()
    assert LIST + "add/" not in editor.get(f"/pages/{other.pk}/edit/").content.decode()
    recording = record(page)
    shown = editor.get(f"/pages/{page.pk}/edit/").content.decode()
    assert f"{edit}{recording.pk}/" in shown
    assert add not in shown


def test_administrator_sees_recordings_and_brings_none(enter: Enter, public_site: None) -> None:
    administrator = enter(Role.ADMINISTRATOR, door=Door.CMS)
    record(call_page())
    assert str(call_page().title) in administrator.get(LIST).content.decode()
    bring(administrator, call_page("ar"), MP3)
    assert Recording.objects.count() == 1


def test_editor_sees_which_recording_no_longer_says_what_its_page_says(
    editor: Client, public_site: None
) -> None:
    heading = "Posnetki, ki povedo kaj drugega kot njihova stran"
    bring(editor, call_page(), MP3)
    assert heading not in editor.get("/").content.decode()
    assert "se ujema" in editor.get(LIST).content.decode()
    page = call_page()
    page.checked_on = "2026-11-20"
    page.save_revision().publish()
    assert recordings_overtaken() == []
    page.intro = "Povemo vam, kako poteka klic."
    page.save_revision().publish()
    assert recordings_overtaken() == [Recording.objects.get()]
    assert heading in editor.get("/").content.decode()
    assert "stran se je spremenila" in editor.get(LIST).content.decode()


def test_list_takes_no_more_queries_for_more_recordings(editor: Client) -> None:
    def queries() -> int:
        editor.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(LIST).status_code == 200
        return len(asked)

    record(call_page())
    before = queries()
    for language in ("en", "ar"):
        record(call_page(language))
    assert queries() == before


# --- What visitors get ----------------------------------------------------------------------------


def record(page: Page, kind: SoundKind = SoundKind.MP3) -> Recording:
    sound = sound_clean(MP3 if kind is SoundKind.MP3 else OPUS)
    return Recording.objects.create(
        page=Page.objects.get(pk=page.pk),
        content=sound.content,
        kind=sound.kind,
        seconds=sound.seconds,
        size=len(sound.content),
        text_fingerprint=text_fingerprint(page),
        brought_at="2026-11-20T12:00:00Z",
    )


def test_file_is_saved_not_played_and_its_name_tells_nothing(
    visit: Visit, settings: Settings
) -> None:
    record(call_page())
    neutral = "plain.example"
    settings.NEUTRAL_HOSTS = [neutral]
    settings.DOOR_HOSTS = {**settings.DOOR_HOSTS, Door.WWW: ["localhost", neutral]}
    settings.ALLOWED_HOSTS = ["localhost", neutral]
    for headers in ({}, {"range": "bytes=0-99"}, {"host": neutral}):
        answer = visit(f"{CALL}sound.mp3", **headers)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "audio/mpeg"
        assert answer["Content-Disposition"] == 'attachment; filename="sound.mp3"'
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "ETag" not in answer
        assert not answer.cookies
    assert telling_word_in("sound.mp3") is None
    assert not read(visit(CALL)).all("audio")


def test_head_tells_the_size_and_nothing_can_be_posted(public_site: None) -> None:
    recording = record(call_page())
    client = Client(SERVER_NAME="localhost")
    answer = client.head(f"{CALL}sound.mp3")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(recording.size)
    assert client.post(f"{CALL}sound.mp3").status_code == 405


def test_draft_has_no_sound_for_visitors(visit: Visit) -> None:
    page = call_page()
    record(page)
    assert visit(f"{CALL}sound.mp3").status_code == 200
    Page.objects.filter(pk=page.pk).update(live=False)
    assert visit(f"{CALL}sound.mp3").status_code == 404


def test_translation_begins_without_the_recording_of_its_source(visit: Visit) -> None:
    home = HomePage.objects.get(locale__language_code="sl")
    record(home)
    HomePage.objects.get(locale__language_code="en").delete()
    translate_object(home, [Locale.objects.get(language_code="en")])
    translated = HomePage.objects.get(locale__language_code="en")
    Page.objects.filter(pk=translated.pk).update(live=True)
    assert visit("/sl/sound.mp3").status_code == 200
    assert visit("/en/").status_code == 200
    assert visit("/en/sound.mp3").status_code == 404
    assert list(Recording.objects.values_list("page_id", flat=True)) == [home.pk]


def test_recording_goes_with_its_page(public_site: None) -> None:
    record(call_page())
    call_page("en").delete()
    assert Recording.objects.count() == 1
    call_page().delete()
    assert not Recording.objects.exists()


def test_page_with_a_recording_takes_no_more_queries(visit: Visit) -> None:
    def queries(path: str) -> int:
        visit(path)
        with CaptureQueriesContext(connection) as asked:
            assert visit(path).status_code == 200
        return len(asked)

    before = queries(CALL)
    record(call_page())
    assert queries(CALL) == before
    assert queries(f"{CALL}sound.mp3") == 3
