"""Files as people and attackers bring them, made in code."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

CANARY = "canary-hidden-in-the-file"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEXT = "What the document says."


# --- Pictures ---


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Grey from dark to light: not a single colour, which packs to next to nothing."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def encoded(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    pillow_heif.register_heif_opener()
    output = io.BytesIO()
    (image or picture()).save(output, kind, **options)
    return output.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """A camera's data: maker, orientation, and the place where the photo was taken."""
    data = Image.Exif()
    data[0x010F] = CANARY
    data[0x0112] = orientation
    data.get_ifd(0x8825).update({1: "N", 2: (46.0, 3.0, 0.0), 3: "E", 4: (14.0, 30.0, 0.0)})
    return data


def jpeg(**options: Any) -> bytes:
    return encoded("JPEG", **options)


def png(**options: Any) -> bytes:
    return encoded("PNG", **options)


def png_with(chunk: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    if chunk == "tEXt":
        info.add_text("Author", CANARY)
    elif chunk == "zTXt":
        info.add_text("Author", CANARY, zip=True)
    elif chunk == "iTXt":
        info.add_itxt("Author", CANARY)
    else:
        info.add(chunk.encode(), CANARY.encode())
    return png(pnginfo=info)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + checksum


def png_of_claimed_size(width: int, height: int) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(1000))
    body = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_of_claimed_size(width: int, height: int) -> bytes:
    content = bytearray(jpeg())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(content)


def png_text_bomb() -> bytes:
    packed = b"Author\x00\x00" + zlib.compress(bytes(50_000_000))
    content = png()
    end = content.index(b"IDAT") - 4
    return content[:end] + png_chunk(b"zTXt", packed) + content[end:]


# --- PDF ---


def pdf(change: Any = None, pages: int = 1, **options: Any) -> bytes:
    """A PDF with a text; `change(document)` adds what a test needs."""
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    document.pages[0].obj["/Contents"] = document.make_stream(f"% {TEXT}".encode())
    if change:
        change(document)
    output = io.BytesIO()
    document.save(output, **options)
    return output.getvalue()


def pdf_with_leftover(left: str) -> bytes:
    """A PDF with an object that nothing leads to any more, as later versions leave them."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        f"<< /Length {len(TEXT) + 2} >>\nstream\n% {TEXT}\nendstream",
        f"({left})",
    ]
    content, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n"
    return f"{content}{table}{trailer}%%EOF\n".encode()


def action(kind: str, **entries: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)


def javascript() -> pikepdf.Dictionary:
    return action("JavaScript", JS=pikepdf.String(f"app.alert('{CANARY}')"))


def annotate(document: pikepdf.Pdf, kind: str, **entries: Any) -> None:
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 10, 10], **entries
    )
    document.pages[0].obj["/Annots"] = document.make_indirect([document.make_indirect(annotation)])


def unpacked_pdf(content: bytes) -> bytes:
    """Everything in a PDF, decoded as far as it can be."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(
            output,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return output.getvalue()


# --- Word ---


def relationships(*links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def link(number: int, kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"{outside}/>'


def document_xml(body: str = "", more: str = "") -> str:
    text = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>"
    return f"<w:document {W} {R} {more}><w:body>{text}{body}</w:body></w:document>"


def content_types(main: str = MAIN, *more: str) -> str:
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{"".join(more)}</Types>'
    )


def docx(parts: Mapping[str, str | bytes] | None = None, body: str = "") -> bytes:
    """A Word document; `parts` replaces or adds parts."""
    everything: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(link(1, "officeDocument", "word/document.xml")),
        "word/document.xml": document_xml(body),
        **(parts or {}),
    }
    return zipped(everything)


def docx_with_links(*links: str, body: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    more = {"word/_rels/document.xml.rels": relationships(*links), **(parts or {})}
    return docx(more, body)


def field(code: str) -> str:
    """A field code cut into runs, as Word itself cuts them."""
    half = len(code) // 2
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code[:half]}</w:instrText></w:r>"
        f"<w:r><w:instrText>{code[half:]}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def unpacked_zip(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name.encode() + archive.read(name) for name in archive.namelist()]
        return b"".join([*parts, archive.comment])
