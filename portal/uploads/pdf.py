"""PDF: written anew from its pages, without metadata, attachments and anything that acts.

What qpdf writes holds only what the pages lead to: earlier versions of the document, data before
and after it, and objects that nothing points at are left behind.
"""

import io
import zlib
from typing import Any

import pikepdf

from portal.uploads.jpeg_segments import jpeg_without_metadata
from portal.uploads.refusals import Refusal, UploadRefusedError

MAX_PAGES = 1_000
MAX_OBJECTS = 300_000
MAX_DEPTH = 60
MAX_PICTURE_BYTES = 64 * 1024 * 1024

KEPT_OF_CATALOGUE = frozenset(
    {
        "/Type", "/Pages", "/PageLabels", "/Dests", "/Names", "/Outlines", "/PageLayout",
        "/PageMode", "/ViewerPreferences", "/OCProperties", "/AcroForm", "/StructTreeRoot",
        "/MarkInfo", "/Lang",
    }
)  # fmt: skip
REMOVED_EVERYWHERE = frozenset(
    {
        "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA",
        "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/RichMediaContent",
        "/RichMediaSettings", "/Collection",
    }
)  # fmt: skip
# Every action but going to another page of the same document (PDF 2.0, table 201).
REMOVED_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR",
        "/GoToE", "/GoToDp", "/Thread", "/Sound", "/Movie", "/Hide", "/Named", "/SetOCGState",
        "/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute",
    }
)  # fmt: skip
REMOVED_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/TrapNet"}
)
# Who remarked something and when; in form fields /T is the name of the field.
REMOVED_OF_ANNOTATIONS = ("/T", "/M", "/CreationDate", "/NM")
# A signature covers the bytes as they were and names who signed; it cannot outlive the cleaning.
SIGNATURES = frozenset({"/Sig", "/DocTimeStamp"})


def clean_pdf(content: bytes) -> bytes:
    """Raises UploadRefusedError when it is locked, damaged, or too large inside."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise UploadRefusedError(Refusal.ENCRYPTED)
            _refuse_too_large(document)
            _clean_document(document)
            output = io.BytesIO()
            document.save(
                output,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
                fix_metadata_version=False,
            )
            return output.getvalue()
    except pikepdf.PasswordError as error:
        raise UploadRefusedError(Refusal.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, RuntimeError) as error:
        raise UploadRefusedError(Refusal.DAMAGED) from error


def refuse_unreadable_pdf(content: bytes) -> None:
    """For who wants the text alone. Raises UploadRefusedError: locked, damaged, too large."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise UploadRefusedError(Refusal.ENCRYPTED)
            _refuse_too_large(document)
    except pikepdf.PasswordError as error:
        raise UploadRefusedError(Refusal.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, RuntimeError) as error:
        raise UploadRefusedError(Refusal.DAMAGED) from error


def _refuse_too_large(document: pikepdf.Pdf) -> None:
    if not len(document.pages):
        raise UploadRefusedError(Refusal.DAMAGED)
    if len(document.pages) > MAX_PAGES or len(document.objects) > MAX_OBJECTS:
        raise UploadRefusedError(Refusal.TOO_COMPLEX)


def _clean_document(document: pikepdf.Pdf) -> None:
    _remove(document.trailer, {"/Info", "/ID"})
    _remove(document.Root, set(document.Root.keys()) - KEPT_OF_CATALOGUE)
    for page in document.pages:
        _clean_annotations(page.obj)
    for entry in document.objects:
        _clean_object(entry)


def _clean_annotations(page: pikepdf.Object) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        _remove(page, {"/Annots"})
        return
    kept = []
    for annotation in annotations:
        subtype = str(annotation.get("/Subtype", ""))
        if subtype in REMOVED_ANNOTATIONS:
            continue
        if subtype != "/Widget":
            _remove(annotation, set(REMOVED_OF_ANNOTATIONS))
        kept.append(annotation)
    page["/Annots"] = pikepdf.Array(kept)


def _clean_object(value: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise UploadRefusedError(Refusal.TOO_COMPLEX)
    if isinstance(value, pikepdf.Stream):
        _clean_picture(value)
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        _remove(value, _keys_to_remove(value))
        children = [child for _key, child in value.items()]
    elif isinstance(value, pikepdf.Array):
        children = list(value)
    else:
        return
    for child in children:
        # What lies apart has its turn in the list of all objects.
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _clean_object(child, depth + 1)


def _keys_to_remove(value: pikepdf.Object) -> set[str]:
    keys = set(value.keys())
    acts = str(value.get("/S", "")) in REMOVED_ACTIONS
    if acts or str(value.get("/Type", "")) in SIGNATURES:
        return keys
    return keys & REMOVED_EVERYWHERE


def _remove(value: pikepdf.Object, keys: set[str]) -> None:
    for key in keys & set(value.keys()):
        del value[key]


def _clean_picture(stream: pikepdf.Stream) -> None:
    """Photos lie in a PDF as the camera wrote them, with the place where they were taken."""
    filters = stream.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    if names[-1:] != ["/DCTDecode"]:
        return
    raw = stream.read_raw_bytes()
    if names == ["/FlateDecode", "/DCTDecode"]:
        raw = zlib.decompressobj().decompress(raw, MAX_PICTURE_BYTES)
    elif names != ["/DCTDecode"]:
        raise UploadRefusedError(Refusal.UNSUPPORTED_PART)
    parameters: Any = stream.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1]
    stream.write(jpeg_without_metadata(raw), filter=pikepdf.Name.DCTDecode, decode_parms=parameters)
