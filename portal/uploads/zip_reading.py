"""Reading an archive that may be a bomb, or name files outside of itself."""

import io
import zipfile
import zlib

from portal.uploads.refusals import Refusal, UploadRefusedError

MAX_ENTRIES = 1_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 200
# Small parts of empty XML pack better than any honest large one.
RATIO_COUNTS_FROM_BYTES = 1024 * 1024
ENCRYPTED_FLAG = 0x1
PACKED_BY = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every file of an archive, unpacked in memory. Raises UploadRefusedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_bombs(entries)
            _refuse_names([entry.filename for entry in entries])
            # `read` stops at the declared size and checks the sum.
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
        raise UploadRefusedError(Refusal.DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        raise UploadRefusedError(Refusal.ENCRYPTED) from error


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        raise UploadRefusedError(Refusal.TOO_COMPLEX)
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise UploadRefusedError(Refusal.ENCRYPTED)
        if entry.compress_type not in PACKED_BY:
            raise UploadRefusedError(Refusal.DAMAGED)
        is_large = entry.file_size > RATIO_COUNTS_FROM_BYTES
        if is_large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise UploadRefusedError(Refusal.TOO_COMPLEX)


def _refuse_names(names: list[str]) -> None:
    if len({name.lower() for name in names}) != len(names):
        raise UploadRefusedError(Refusal.DAMAGED)
    for name in names:
        parts = name.split("/")
        if "\\" in name or ":" in name or "" in parts or ".." in parts or "." in parts:
            raise UploadRefusedError(Refusal.ACTIVE)
