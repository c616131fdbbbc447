"""What an editor brings as a recording: its kind, its length, and nothing but its sound.

A file is taken apart and put together again from its frames, so that no tag (title, artist,
comment, picture) can stay in it, and its length is that of the frames, not what a header claims.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from website.enums import SoundKind

MOST_BYTES = 300_000
MOST_SECONDS = 60
# With pictures and other tags, which do not stay.
MOST_BYTES_BROUGHT = 1_000_000


class SoundProblem(StrEnum):
    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    DAMAGED = "damaged"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"


class SoundError(Exception):
    """The file is no recording that can be taken; `problem` says why, `found` the figure."""

    def __init__(self, problem: SoundProblem, found: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.found = found


@dataclass(frozen=True)
class Sound:
    """Length in whole seconds; what an encoder adds at the ends does not make it one more."""

    kind: SoundKind
    content: bytes
    seconds: int


def sound_clean(brought: bytes) -> Sound:
    """The sound alone. Raises SoundError for another kind, damage, or what is over the limits."""
    if not brought:
        raise SoundError(SoundProblem.EMPTY)
    if len(brought) > MOST_BYTES_BROUGHT:
        raise SoundError(SoundProblem.TOO_LARGE, len(brought))
    sound = _opus(brought) if brought.startswith(OGG) else _mp3(brought)
    if sound.seconds > MOST_SECONDS:
        raise SoundError(SoundProblem.TOO_LONG, sound.seconds)
    if len(sound.content) > MOST_BYTES:
        raise SoundError(SoundProblem.TOO_LARGE, len(sound.content))
    return sound


def _seconds(samples: int, rate: int) -> int:
    return max(1, round(samples / rate))


# --- MP3: ISO/IEC 11172-3 and 13818-3, layer III; tags as ID3v2.4 and APEv2 define them -----------

ID3, ID3_HEADER_BYTES = b"ID3", 10
ID3_HAS_FOOTER = 0x10
TAGS_AT_THE_END = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"3DI", b"\0")
FRAME_HEADER_BYTES = 4
LAYER_3 = 1
# Version bits of a frame: MPEG 1, 2, and 2.5, which is no standard but in use.
MPEG_1, MPEG_2, MPEG_2_5 = 3, 2, 0
RATES = {
    MPEG_1: (44_100, 48_000, 32_000),
    MPEG_2: (22_050, 24_000, 16_000),
    MPEG_2_5: (11_025, 12_000, 8_000),
}
KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# Behind the side information of MPEG 2 mono; MPEG 1 mono and MPEG 2 stereo; MPEG 1 stereo.
PLACES_ABOUT_THE_FILE = (13, 21, 36)
ABOUT_THE_FILE = (b"Xing", b"Info", b"VBRI")
# Fewer are no proof that the bytes are sound and not something else.
FEWEST_FRAMES = 4


@dataclass(frozen=True)
class _Frame:
    size: int
    samples: int
    rate: int


def _mp3(brought: bytes) -> Sound:
    place = _after_id3(brought)
    frames: list[bytes] = []
    samples = rate = 0
    while (frame := _frame_at(brought, place)) and frame.rate == (rate or frame.rate):
        rate = frame.rate
        if place + frame.size > len(brought):
            # Cut off: a player leaves it out too.
            place = len(brought)
            break
        frames.append(brought[place : place + frame.size])
        samples += frame.samples
        place += frame.size
    if len(frames) < FEWEST_FRAMES:
        raise SoundError(SoundProblem.UNKNOWN_KIND)
    if _is_about_the_file(frames[0]):
        samples -= samples // len(frames)
        frames.pop(0)
    if place < len(brought) and not brought.startswith(TAGS_AT_THE_END, place):
        raise SoundError(SoundProblem.DAMAGED)
    return Sound(SoundKind.MP3, b"".join(frames), _seconds(samples, rate))


def _after_id3(brought: bytes) -> int:
    """Where the sound begins, behind any number of tags."""
    place = 0
    while brought.startswith(ID3, place) and place + ID3_HEADER_BYTES <= len(brought):
        flags, *parts = brought[place + 5 : place + ID3_HEADER_BYTES]
        size = sum(
            (part & 0x7F) << shift for part, shift in zip(parts, (21, 14, 7, 0), strict=True)
        )
        footer = ID3_HEADER_BYTES if flags & ID3_HAS_FOOTER else 0
        place += ID3_HEADER_BYTES + size + footer
    # Some programs fill up behind the tag.
    return len(brought) - len(brought[place:].lstrip(b"\0"))


def _is_about_the_file(frame: bytes) -> bool:
    """The first frame of many programs: silence that carries their name, lengths and more."""
    return any(frame.startswith(ABOUT_THE_FILE, place) for place in PLACES_ABOUT_THE_FILE)


def _frame_at(brought: bytes, place: int) -> _Frame | None:
    if place + FRAME_HEADER_BYTES > len(brought):
        return None
    (header,) = struct.unpack_from(">I", brought, place)
    version, layer = header >> 19 & 3, header >> 17 & 3
    kbits, rate, padding = header >> 12 & 15, header >> 10 & 3, header >> 9 & 1
    is_frame = header >> 21 == 0x7FF and layer == LAYER_3 and version in RATES
    if not is_frame or kbits in {0, 15} or rate == 3:
        return None
    samples = 1152 if version == MPEG_1 else 576
    bits = (KBITS_1 if version == MPEG_1 else KBITS_2)[kbits] * 1000
    hertz = RATES[version][rate]
    return _Frame(samples // 8 * bits // hertz + padding, samples, hertz)


# --- Opus in Ogg: RFC 3533, RFC 6716 section 3, RFC 7845 ------------------------------------------

OGG = b"OggS"
OGG_HEADER = struct.Struct("<4sBBqIIIB")
CONTINUED, FIRST, LAST = 1, 2, 4
FULL_SEGMENT = 255
OPUS_HEAD, OPUS_TAGS = b"OpusHead", b"OpusTags"
OPUS_HEAD_BYTES = 19
# No name of a program, no comments.
EMPTY_TAGS = OPUS_TAGS + bytes(8)
OPUS_RATE = 48_000
MOST_OPUS_FRAMES = 48
BACKWARDS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class _OggPage:
    flags: int
    position: int
    serial: int
    lacing: bytes
    body: bytes

    def numbered(self, number: int) -> bytes:
        """The page as it is written, with its number and its checksum."""
        header = OGG_HEADER.pack(
            OGG, 0, self.flags, self.position, self.serial, number, 0, len(self.lacing)
        )
        page = header + self.lacing + self.body
        return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]

    @property
    def ends_with_packet(self) -> bool:
        return bool(self.lacing) and self.lacing[-1] < FULL_SEGMENT


def _ogg_checksum(page: bytes) -> int:
    """RFC 3533 section 6: the polynomial of zlib's, bits the other way round, from zero."""
    backwards = zlib.crc32(page.translate(BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(backwards.to_bytes(4, "little").translate(BACKWARDS), "big")


def _opus(brought: bytes) -> Sound:
    head, *rest = _ogg_pages(brought)
    if not head.body.startswith(OPUS_HEAD):
        raise SoundError(SoundProblem.UNKNOWN_KIND)
    if len(head.body) != OPUS_HEAD_BYTES or head.flags != FIRST:
        raise SoundError(SoundProblem.DAMAGED)
    sound = _behind_tags(rest)
    if any(page.serial != head.serial or page.flags & FIRST for page in rest):
        raise SoundError(SoundProblem.DAMAGED)
    samples = sum(_opus_samples(packet) for packet in _packets(sound))
    if samples == 0:
        raise SoundError(SoundProblem.DAMAGED)
    tags = _OggPage(0, 0, head.serial, bytes([len(EMPTY_TAGS)]), EMPTY_TAGS)
    pages = [page.numbered(number) for number, page in enumerate([head, tags, *sound])]
    return Sound(SoundKind.OPUS, b"".join(pages), _seconds(samples, OPUS_RATE))


def _ogg_pages(brought: bytes) -> list[_OggPage]:
    pages, place = [], 0
    while place < len(brought):
        page, place = _ogg_page(brought, place)
        pages.append(page)
    return pages


def _ogg_page(brought: bytes, place: int) -> tuple[_OggPage, int]:
    """The page, and where the next one begins."""
    if place + OGG_HEADER.size > len(brought):
        raise SoundError(SoundProblem.DAMAGED)
    mark, version, flags, position, serial, _number, checksum, segments = OGG_HEADER.unpack_from(
        brought, place
    )
    begin = place + OGG_HEADER.size + segments
    lacing = brought[place + OGG_HEADER.size : begin]
    end = begin + sum(lacing)
    written = brought[place : place + 22] + bytes(4) + brought[place + 26 : end]
    is_whole = mark == OGG and version == 0 and end <= len(brought)
    if not is_whole or _ogg_checksum(written) != checksum:
        raise SoundError(SoundProblem.DAMAGED)
    return _OggPage(flags, position, serial, lacing, brought[begin:end]), end


def _behind_tags(pages: list[_OggPage]) -> list[_OggPage]:
    """RFC 7845 section 3: the packet with the tags has pages to itself."""
    if not pages or not pages[0].body.startswith(OPUS_TAGS):
        raise SoundError(SoundProblem.DAMAGED)
    for number, page in enumerate(pages, 1):
        if page.ends_with_packet:
            return pages[number:]
    raise SoundError(SoundProblem.DAMAGED)


def _packets(pages: list[_OggPage]) -> Iterator[bytes]:
    parts: list[bytes] = []
    for page in pages:
        if bool(page.flags & CONTINUED) != bool(parts):
            raise SoundError(SoundProblem.DAMAGED)
        place = 0
        for size in page.lacing:
            parts.append(page.body[place : place + size])
            place += size
            if size < FULL_SEGMENT:
                yield b"".join(parts)
                parts = []
    if parts:
        raise SoundError(SoundProblem.DAMAGED)


def _opus_samples(packet: bytes) -> int:
    """RFC 6716 section 3.1: samples of one channel at 48 kHz."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        size = (480, 960, 1920, 2880)[config % 4]
    elif config < 16:
        size = (480, 960)[config % 2]
    else:
        size = (120, 240, 480, 960)[config % 4]
    count = packet[1] & 63 if code == 3 and len(packet) > 1 else min(code + 1, 2)
    if count > MOST_OPUS_FRAMES:
        raise SoundError(SoundProblem.DAMAGED)
    return size * count
