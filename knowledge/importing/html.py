"""Web pages: h1–h6, lists, tables and notes by their marks; scripts and navigation left out."""

import re
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from knowledge.importing.decoding import decode
from knowledge.importing.lines import clean
from knowledge.importing.outline import Outline, OutlineHeading, read_outline
from knowledge.importing.report import Furniture, Reason, Report
from knowledge.importing.structure import (
    Block,
    BulletList,
    HandbookDocument,
    Paragraph,
    Table,
    TableCell,
)
from knowledge.importing.tables import cell_of

_NEVER_TEXT = ["script", "style", "template", "noscript", "iframe", "object", "svg", "head", "form"]
_NAVIGATION = ["nav", "footer", "aside"]
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_NOTE_HOLDERS = ["li", "p", "div", "dd", "aside", "section"]
_NOTE_NUMBER = re.compile(r"\[?\(?\s*(\d{1,3})\s*\)?\]?")
_LEADING_NUMBER = re.compile(r"\A\s*\[?\(?\d{1,3}[\])]?[.:)]?\s+")
_BACK_LINKS = re.compile(r"[\s↩↑⏎\ufe0e^]*")
_BULLET_LINE = re.compile(r"[-–•▪●◦·‣]\s+(?P<item>\S.*)")
_LINE_BREAK = "\n"
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(?P<name>[\w-]+)", re.IGNORECASE)
_HEAD_BYTES = 2048


def read_html(data: bytes) -> tuple[HandbookDocument, Report]:
    """Raises DocumentError."""
    return read_markup(_decode(data))


def read_markup(
    markup: str, notes: Mapping[int, str] | None = None
) -> tuple[HandbookDocument, Report]:
    """The handbook in the text of a web page; raises DocumentError.

    `notes` are those that the text calls by marks `[^3]`, as HTML.
    """
    report = Report()
    soup = BeautifulSoup(markup, "lxml")
    for element in soup.find_all(_NEVER_TEXT):
        element.decompose()
    reader = _HtmlReader(report)
    for number, note in (notes or {}).items():
        reader.outline.notes[number] = clean(BeautifulSoup(note, "lxml").get_text())
    body = soup.find("main") or soup.body or soup
    reader.take_notes(body)
    reader.drop_furniture(body)
    reader.read(body)
    return read_outline(reader.outline, report), report


def _decode(data: bytes) -> str:
    """As the page declares it, where that is true; otherwise by its words."""
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared["name"].decode())
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


class _HtmlReader:
    def __init__(self, report: Report) -> None:
        self.outline = Outline()
        self._report = report
        self._place = 0

    # --- Notes ---

    def take_notes(self, body: Tag) -> None:
        """Write the marks into the text and take the notes out of it."""
        numbers: dict[int, int] = {}
        holders: dict[int, Tag] = {}
        for link in body.find_all("a", href=re.compile(r"^#.+")):
            holder = _note_of(link, body)
            if holder is None:
                continue
            key = id(holder)
            if key not in numbers:
                numbers[key] = self._note_number(link, set(numbers.values()))
                holders[key] = holder
            place = link.parent if link.parent is not None and link.parent.name == "sup" else link
            place.replace_with(f"[^{numbers[key]}]")
        for key, holder in holders.items():
            self.outline.notes[numbers[key]] = _note_text(holder)
        for holder in holders.values():
            _take_out(holder)

    def _note_number(self, link: Tag, taken: set[int]) -> int:
        match = _NOTE_NUMBER.fullmatch(link.get_text().strip())
        number = int(match.group(1)) if match else 0
        return number if number and number not in taken else max(taken, default=0) + 1

    def drop_furniture(self, body: Tag) -> None:
        for element in body.find_all(_NAVIGATION):
            self._report.drop(0, clean(element.get_text(" "))[:200], Furniture.NAVIGATION)
            element.decompose()
        for picture in body.find_all("img"):
            self._report.drop(0, str(picture.get("alt", "")), Furniture.PICTURE)
            picture.decompose()

    # --- Blocks ---

    def read(self, element: Tag) -> None:
        """The blocks of an element; loose text between them is a paragraph."""
        loose: list[str] = []
        for child in element.children:
            if isinstance(child, NavigableString):
                loose.append("" if isinstance(child, Comment) else str(child))
            elif isinstance(child, Tag) and child.name in _INLINE and not _holds_blocks(child):
                loose.append(_inline_text(child))
            elif isinstance(child, Tag):
                self._add_paragraphs("".join(loose))
                loose = []
                self._read_block(child)
        self._add_paragraphs("".join(loose))

    def _read_block(self, element: Tag) -> None:
        self._place += 1
        name = element.name
        if name in _HEADINGS:
            level = 0 if "title" in _classes(element) else _HEADINGS[name]
            self._add(OutlineHeading(level, clean(_inline_text(element))))
        elif name in {"ul", "ol"}:
            items = tuple(filter(None, map(clean, self._items(element))))
            if items:
                self._add(BulletList(items, name == "ol"))
        elif name == "table":
            self._read_table(element)
        elif name == "p" and not _holds_blocks(element):
            self._add_paragraphs(_inline_text(element))
        else:
            self.read(element)

    def _add(self, item: OutlineHeading | Block) -> None:
        self.outline.items.append(item)

    def _add_paragraphs(self, text: str) -> None:
        """A paragraph; lines with a sign before each are a list that nobody marked as one."""
        lines = [line for line in map(clean, text.split(_LINE_BREAK)) if line]
        bullets = [_BULLET_LINE.fullmatch(line) for line in lines]
        if lines and all(bullets):
            items = tuple(match["item"] for match in bullets if match)
            last = self.outline.items[-1] if self.outline.items else None
            if isinstance(last, BulletList) and not last.ordered and len(items) == 1:
                self.outline.items[-1] = BulletList(last.items + items)
            else:
                self._add(BulletList(items))
        elif lines:
            self._add(Paragraph(" ".join(lines)))

    def _items(self, element: Tag) -> Iterator[str]:
        """The items; those of a list within follow the item that holds it."""
        for item in element.find_all("li", recursive=False):
            inner = item.find_all(["ul", "ol"])
            nested = [one for one in inner if one.find_parent("li") is item]
            for one in nested:
                one.extract()
            yield _block_text(item)
            for one in nested:
                self._report.suspect(self._place, clean(item.get_text(" ")), Reason.LIST_FLATTENED)
                yield from self._items(one)

    def _read_table(self, element: Tag) -> None:
        rows = [
            list(row.find_all(["td", "th"], recursive=False))
            for row in element.find_all("tr")
            if row.find_parent("table") is element
        ]
        rows = [row for row in rows if row]
        caption = element.find("caption")
        width = max(map(len, rows), default=0)
        if width < 2:
            # A frame around a text, no table.
            for row in rows:
                self.read(row[0])
            return
        if any(cell.has_attr("colspan") or cell.has_attr("rowspan") for r in rows for cell in r):
            self._report.suspect(self._place, clean(rows[0][0].get_text(" ")), Reason.CELLS_MERGED)
        cells = [[self._cell(cell) for cell in row] for row in rows]
        filled = [row + [TableCell()] * (width - len(row)) for row in cells]
        self._add(
            Table(
                clean(_inline_text(caption)) if caption else "",
                tuple(" ".join([cell.text, *cell.points]).strip() for cell in filled[0]),
                tuple(map(tuple, filled[1:])),
            )
        )

    def _cell(self, element: Tag) -> TableCell:
        points = [
            f"- {text}"
            for inner in element.find_all(["ul", "ol"])
            if inner.find_parent(["ul", "ol"]) is None or not _within(inner, element)
            for text in self._items(inner)
        ]
        for inner in element.find_all(["ul", "ol"]):
            inner.extract()
        return cell_of([*_block_text(element, _LINE_BREAK).split(_LINE_BREAK), *points])


def _within(inner: Tag, element: Tag) -> bool:
    outer = inner.find_parent(["ul", "ol"])
    return outer is not None and element in outer.parents


def _classes(element: Tag) -> list[str]:
    classes = element.get("class")
    return classes if isinstance(classes, list) else []


def _holds_blocks(element: Tag) -> bool:
    return any(
        isinstance(inner, Tag) and inner.name not in _INLINE for inner in element.descendants
    )


def _inline_text(element: Tag) -> str:
    """The text as it is read; a forced line break is a line break, nothing else is."""
    parts = []
    for inner in element.descendants:
        if isinstance(inner, Comment):
            continue
        if isinstance(inner, NavigableString):
            parts.append(re.sub(r"\s+", " ", inner))
        elif isinstance(inner, Tag) and inner.name == "br":
            parts.append(_LINE_BREAK)
    return "".join(parts)


def _block_text(element: Tag, between: str = " ") -> str:
    """The text of an element that may hold paragraphs, which are joined."""
    texts: list[str] = []
    loose: list[str] = []
    for child in element.children:
        if isinstance(child, Tag) and (child.name not in _INLINE or _holds_blocks(child)):
            texts += ["".join(loose), _block_text(child, between)]
            loose = []
        elif isinstance(child, Tag):
            loose.append(_LINE_BREAK if child.name == "br" else _inline_text(child))
        elif not isinstance(child, Comment):
            loose.append(re.sub(r"\s+", " ", str(child)))
    texts.append("".join(loose))
    joined = between.join(filter(str.strip, texts))
    return joined if between == _LINE_BREAK else joined.replace(_LINE_BREAK, " ")


def _note_of(link: Tag, body: Tag) -> Tag | None:
    """The element that holds the note which a link calls; None for another link."""
    if _NOTE_NUMBER.fullmatch(link.get_text().strip()) is None or not _looks_like_a_call(link):
        return None
    target = str(link["href"])[1:]
    found = body.find(id=target) or body.find("a", attrs={"name": target})
    if not isinstance(found, Tag):
        return None
    holder = found if found.name in _NOTE_HOLDERS else found.find_parent(_NOTE_HOLDERS)
    # A link from a note back to its call leads to where the call stands.
    if holder is None or link in holder.descendants or _is_before(holder, link):
        return None
    return holder


def _looks_like_a_call(link: Tag) -> bool:
    raised = link.find("sup") is not None or link.find_parent("sup") is not None
    named = link.get("role") == "doc-noteref" or any("note" in one for one in _classes(link))
    return raised or named or link.get_text().strip().startswith("[")


def _is_before(holder: Tag, link: Tag) -> bool:
    return any(one is holder for one in link.find_all_previous(holder.name))


def _note_text(holder: Tag) -> str:
    for back in holder.find_all("a", href=re.compile(r"^#")):
        text = back.get_text().strip()
        if _BACK_LINKS.fullmatch(text) or _NOTE_NUMBER.fullmatch(text):
            back.decompose()
    for raised in holder.find_all("sup"):
        if not raised.get_text().strip() or _NOTE_NUMBER.fullmatch(raised.get_text().strip()):
            raised.decompose()
    return clean(_LEADING_NUMBER.sub("", _block_text(holder), count=1))


def _take_out(holder: Tag) -> None:
    """With the list or the section that then holds nothing."""
    parent = holder.parent
    holder.extract()
    while isinstance(parent, Tag) and parent.name not in {"body", "main"} and _is_empty(parent):
        above = parent.parent
        parent.extract()
        parent = above


def _is_empty(element: Tag) -> bool:
    return not element.get_text().strip()
