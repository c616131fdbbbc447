"""Word documents: taken apart, read as XML, and put together anew from the parts that are known.

Known parts are text, notes, comments, lists, styles and pictures. What can run, fetch or hide
something (macros, objects, outside templates, field codes that call programs) refuses the whole
document: taken out, it would leave a file that Word calls damaged.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Container
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError
from defusedxml.ElementTree import fromstring as refuse_unsafe_xml
from lxml import etree

from portal.uploads.images import clean_jpeg, clean_png
from portal.uploads.refusals import Refusal, UploadRefusedError
from portal.uploads.zip_reading import parts_of

CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KEPT_XML = re.compile(
    r"word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes"
    r"|endnotes|comments|commentsExtended|commentsIds|commentsExtensible|header\d*|footer\d*"
    r"|theme/theme\d*|diagrams/\w+)\.xml"
)
RELATIONSHIPS = re.compile(r"_rels/\.rels|word/_rels/\w+\.xml\.rels")
PICTURE = re.compile(r"word/media/[\w-]+\.(?P<suffix>png|jpe?g)", re.IGNORECASE)
PICTURE_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "png": clean_png,
    "jpg": clean_jpeg,
    "jpeg": clean_jpeg,
}
REFUSED_PARTS = (
    (re.compile(r"vba|macro|activex|/ctrlprops/|\.(?:exe|dll|js|vbs|ps1)$", re.I), Refusal.ACTIVE),
    (re.compile(r"embeddings/|oleobject|afchunk|\.(?:docx|docm|xlsx|mht|html?|rtf)$", re.I),
     Refusal.EMBEDDED),
)  # fmt: skip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
R_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
HYPERLINK = "/hyperlink"
# Who wrote and when, and the marks by which versions of a document are told to belong together.
EMPTIED_ATTRIBUTES = frozenset({"author"})
REMOVED_ATTRIBUTES = frozenset({"initials", "date", "dateUtc"})
REMOVED_ELEMENTS = frozenset(
    {
        "rsids", "docId", "attachedTemplate", "docVars", "mailMerge", "saveThroughXslt",
        "proofErr", "dataBinding",
    }
)  # fmt: skip
REFUSED_ELEMENTS = {
    "altChunk": Refusal.EMBEDDED,
    "OLEObject": Refusal.EMBEDDED,
    "control": Refusal.ACTIVE,
    "subDoc": Refusal.ACTIVE,
    "movie": Refusal.ACTIVE,
}
# Fields are little programs (ECMA-376 part 1, 17.16.5); DDE, LINK, INCLUDETEXT … start others.
KEPT_FIELDS = frozenset(
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF",
        "SEQ", "TOC", "TC", "XE", "INDEX", "HYPERLINK", "DATE", "TIME", "CREATEDATE", "SAVEDATE",
        "PRINTDATE", "TITLE", "SUBJECT", "AUTHOR", "FILENAME", "LISTNUM", "SYMBOL", "ADVANCE",
        "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "MERGEFIELD", "CITATION", "BIBLIOGRAPHY", "=",
    }
)  # fmt: skip
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def clean_docx(content: bytes) -> bytes:
    """Raises UploadRefusedError when it is no plain Word document, unsafe, or too large inside."""
    parts = parts_of(content)
    if DOCUMENT not in parts or CONTENT_TYPES not in parts:
        raise UploadRefusedError(Refusal.UNKNOWN_KIND)
    for name in parts:
        _refuse_part(name)
    cleaned = {name: _clean_part(name, parts) for name in parts if _is_kept(name)}
    cleaned[CONTENT_TYPES] = _content_types(parts[CONTENT_TYPES], cleaned)
    return _zip_of(cleaned)


def parts_for_reading(content: bytes) -> dict[str, bytes]:
    """The parts of a Word document whose text alone is wanted.

    Raises UploadRefusedError for bombs, macros and unsafe XML. Embedded objects and links to the
    outside may stay: nothing opens or follows them.
    """
    parts = parts_of(content)
    if DOCUMENT not in parts or CONTENT_TYPES not in parts:
        raise UploadRefusedError(Refusal.UNKNOWN_KIND)
    for name in parts:
        _refuse_part(name, {Refusal.ACTIVE})
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _xml(part)
    _content_types(parts[CONTENT_TYPES], parts)
    return parts


def _refuse_part(name: str, refused: Container[Refusal] = frozenset(Refusal)) -> None:
    for pattern, refusal in REFUSED_PARTS:
        if refusal in refused and pattern.search(name):
            raise UploadRefusedError(refusal)


def _is_kept(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (KEPT_XML, RELATIONSHIPS, PICTURE))


def _clean_part(name: str, parts: dict[str, bytes]) -> bytes:
    if picture := PICTURE.fullmatch(name):
        return PICTURE_CLEANERS[picture["suffix"].lower()](parts[name])
    root = _xml(parts[name])
    if RELATIONSHIPS.fullmatch(name):
        _clean_relationships(name, root, parts)
    else:
        _refuse_fields(root)
        _clean_elements(root)
        _refuse_loose_ends(root, _relationship_ids(name, parts))
    return _bytes_of(root)


def _xml(content: bytes) -> etree._Element:
    """A part as XML; declarations of types and entities refuse it, comments are left out."""
    try:
        refuse_unsafe_xml(content, forbid_dtd=True)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        # Only now: what defusedxml refuses, libxml2 never sees.
        return etree.fromstring(content, parser)
    except DefusedXmlException as error:
        raise UploadRefusedError(Refusal.ACTIVE) from error
    except (ParseError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UploadRefusedError(Refusal.DAMAGED) from error


def _bytes_of(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _clean_relationships(name: str, root: etree._Element, parts: dict[str, bytes]) -> None:
    """Links within the document stay; links of the text to the outside lose their target."""
    for link in list(root):
        if link.tag != RELATIONSHIP:
            raise UploadRefusedError(Refusal.DAMAGED)
        if not _stays(name, link, parts):
            root.remove(link)


def _stays(name: str, link: etree._Element, parts: dict[str, bytes]) -> bool:
    if link.get("TargetMode", "Internal") != "Internal":
        # Pictures, templates and objects from outside are fetched when the document is opened.
        if not link.get("Type", "").endswith(HYPERLINK):
            raise UploadRefusedError(Refusal.ACTIVE)
        return False
    return _is_kept(_target(name, link)) and _target(name, link) in parts


def _target(name: str, link: etree._Element) -> str:
    """The part that a relationship of `word/_rels/x.rels` or `_rels/.rels` leads to."""
    base = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(posixpath.join("/", base, link.get("Target", ""))).lstrip("/")


def _relationship_ids(name: str, parts: dict[str, bytes]) -> set[str]:
    folder, file = posixpath.split(name)
    links = f"{folder}/_rels/{file}.rels"
    if links not in parts:
        return set()
    return {
        link.get("Id", "")
        for link in _xml(parts[links])
        if link.tag == RELATIONSHIP and _stays(links, link, parts)
    }


def _clean_elements(root: etree._Element) -> None:
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname
        if name in REFUSED_ELEMENTS:
            raise UploadRefusedError(REFUSED_ELEMENTS[name])
        if name in REMOVED_ELEMENTS and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        _clean_attributes(element)


def _clean_attributes(element: etree._Element) -> None:
    is_drawing = etree.QName(element).localname in {"docPr", "cNvPr"}
    for key in list(element.attrib):
        name = etree.QName(key).localname
        if name in EMPTIED_ATTRIBUTES or (is_drawing and name == "name"):
            # Demanded by the format, therefore empty instead of away.
            element.set(key, "")
        elif name in REMOVED_ATTRIBUTES or name.startswith("rsid"):
            del element.attrib[key]
        elif is_drawing and name in {"descr", "title"} and re.search(r"[\\/]", element.attrib[key]):
            # Older versions of Word wrote the path of the picture here.
            del element.attrib[key]
    if element.tag == f"{W}hyperlink":
        element.attrib.pop(f"{R}id", None)


def _refuse_loose_ends(root: etree._Element, known: set[str]) -> None:
    """Something in the text needs a part that is not kept: a chart, an old drawing."""
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if key.startswith((R, R_STRICT)) and value and value not in known:
                raise UploadRefusedError(Refusal.UNSUPPORTED_PART)


def _refuse_fields(root: etree._Element) -> None:
    for field in root.iter(f"{W}fldSimple"):
        _refuse_field(field.get(f"{W}instr", ""))
    code: list[str] | None = None
    for element in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        if element.tag != f"{W}fldChar":
            # Text of a code outside a field does nothing, until somebody puts a field around it.
            code = [*(code or []), element.text or ""]
            continue
        if element.get(f"{W}fldCharType") == "begin":
            if code is not None:
                # A field within the code of another can spell any name.
                raise UploadRefusedError(Refusal.ACTIVE)
            code = []
        elif code is not None:
            _refuse_field("".join(code))
            code = None
    if code:
        _refuse_field("".join(code))


def _refuse_field(code: str) -> None:
    words = code.split()
    if words and words[0].upper() not in KEPT_FIELDS and not words[0].startswith("="):
        raise UploadRefusedError(Refusal.ACTIVE)


def _content_types(content: bytes, cleaned: dict[str, bytes]) -> bytes:
    """Only kept parts are named; the main part is a document, neither macros nor a template."""
    root = _xml(content)
    for entry in list(root):
        part = entry.get("PartName", "").lstrip("/")
        if part == DOCUMENT and entry.get("ContentType") != DOCUMENT_TYPE:
            raise UploadRefusedError(Refusal.ACTIVE)
        is_default = etree.QName(entry).localname == "Default"
        if (not is_default and part not in cleaned) or _is_foreign_default(entry):
            root.remove(entry)
    if not any(entry.get("ContentType") == DOCUMENT_TYPE for entry in root):
        raise UploadRefusedError(Refusal.UNKNOWN_KIND)
    return _bytes_of(root)


def _is_foreign_default(entry: etree._Element) -> bool:
    extension = entry.get("Extension")
    return extension is not None and extension.lower() not in {*PICTURE_CLEANERS, "xml", "rels"}


def _zip_of(parts: dict[str, Any]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return output.getvalue()
