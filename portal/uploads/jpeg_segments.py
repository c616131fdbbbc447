"""JPEG data inside other files: metadata cut out, the picture itself left as it is."""

START, END, SCAN = 0xD8, 0xD9, 0xDA
RESTARTS = frozenset(range(0xD0, 0xD8))
# JFIF, and Adobe's, without which the colours come out wrong.
KEPT_APPLICATION_SEGMENTS = frozenset({0xE0, 0xEE})
APPLICATION_SEGMENTS = frozenset(range(0xE0, 0xF0))
COMMENT = 0xFE


def jpeg_without_metadata(content: bytes) -> bytes:
    """The same picture up to its end. Raises ValueError when it is no JPEG."""
    if content[:2] != bytes((0xFF, START)):
        raise ValueError("not a JPEG")
    kept, place = [content[:2]], 2
    # Some writers leave the end marker out; readers do without it.
    while place < len(content):
        marker, place = _marker_at(content, place)
        if marker == END:
            break
        end = place + int.from_bytes(content[place : place + 2], "big")
        if end < place + 2 or end > len(content):
            raise ValueError("a segment reaches beyond the end")
        if marker == SCAN:
            end = _scan_end(content, end)
        if _is_kept(marker):
            kept.append(bytes((0xFF, marker)) + content[place:end])
        place = end
    return b"".join([*kept, bytes((0xFF, END))])


def _is_kept(marker: int) -> bool:
    if marker in APPLICATION_SEGMENTS:
        return marker in KEPT_APPLICATION_SEGMENTS
    return marker != COMMENT


def _marker_at(content: bytes, place: int) -> tuple[int, int]:
    while content[place : place + 2] == b"\xff\xff":
        place += 1
    if len(content) < place + 2 or content[place] != 0xFF:
        raise ValueError("no marker where one has to be")
    return content[place + 1], place + 2


def _scan_end(content: bytes, place: int) -> int:
    """Where the compressed picture ends: at a marker, not at stuffing or a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        if content[place + 1] != 0 and content[place + 1] not in RESTARTS:
            return place
        place += 2
