"""Finds what two readers of one zip could take in two ways (PKWARE APPNOTE 6.3.10).

A zip says everything twice: in its list at the end, and in a header before each entry. Programs
differ in which they believe; in a package both must say the same, byte after byte must belong to
an entry or to the list, and nothing may be said where only some look.
"""

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_BYTES = 20
_FULL = 0xFFFFFFFF
_BOUND_FLAGS = 0x2841
"""Encrypted in either way, the list masked, the name in UTF-8 (4.4.4)."""
_DESCRIBED = 0x8
_UNICODE_PATH = 0x7075
_ZIP64 = 1


@dataclass(frozen=True, slots=True)
class _Local:
    """An entry as its own header tells it, and where its bytes end."""

    flags: int
    method: int
    crc: int
    sizes: tuple[int, int]
    name: bytes
    extra: bytes
    end: int


def disagreements(
    file: IO[bytes], package: str, archive: zipfile.ZipFile
) -> Iterator[tuple[str, str]]:
    """Yield the name of each entry that could be read in two ways, and why.

    Args:
        file: the zip, open for reading.
        package: its name.
        archive: the same, opened, so that its list was read.

    Raises:
        zipfile.BadZipFile: no header stands where the list says.
        struct.error: the zip ends in the middle of one.
    """
    end = 0
    described: zipfile.ZipInfo | None = None
    for member in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if not _follows(file, end, member.header_offset, described):
            yield member.orig_filename, "overlaps another entry, or follows unnamed bytes"
        local = _local(file, member)
        yield from ((member.orig_filename, why) for why in _apart(member, local))
        end = local.end
        described = member if local.flags & _DESCRIBED else None
    if not _follows(file, end, archive.start_dir, described):
        yield package, "holds bytes that no entry names"
    yield from ((package, why) for why in _end_faults(file, archive))
    if len({_top(member) for member in archive.infolist()} - {b""}) > 1:
        yield package, "has one folder for some programs and several for others"


def _local(file: IO[bytes], member: zipfile.ZipInfo) -> _Local:
    file.seek(member.header_offset)
    mark, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(
        file.read(_LOCAL.size)
    )
    if mark != b"PK\3\4":
        raise zipfile.BadZipFile(f"no header of {member.orig_filename!r} where the list says")
    name, extra = file.read(name_bytes), file.read(extra_bytes)
    end = file.tell() + member.compress_size
    return _Local(flags, method, crc, (packed, size), name, extra, end)


def _apart(member: zipfile.ZipInfo, local: _Local) -> Iterator[str]:
    """Yield in what an entry's own header and the list at the end differ."""
    name = local.name.decode("utf-8" if local.flags & 0x800 else "cp437", "replace")
    if name != member.orig_filename:
        yield "has another name at its own place than in the list of the zip"
    if local.method != member.compress_type or (local.flags ^ member.flag_bits) & _BOUND_FLAGS:
        yield "is packed in another way at its own place than in the list of the zip"
    stated = (local.crc, *_sizes(local))
    true = (member.CRC, member.compress_size, member.file_size)
    if stated != true and not (local.flags & _DESCRIBED and _is_open(stated, true)):
        yield "has another size or sum at its own place than in the list of the zip"
    if member.filename.endswith("/") and member.file_size:
        yield "is a folder that holds bytes"
    if member.comment:
        yield "has a comment, which no manifest names"
    for extra in (local.extra, member.extra):
        other = _fields(extra).get(_UNICODE_PATH)
        if other is not None and _below(other[5:]) != _below(name.encode()):
            yield "has a second name for some programs"


def _is_open(stated: tuple[int, ...], true: tuple[int, ...]) -> bool:
    """Tell whether what a streaming writer left open is zero, and the rest right (4.4.4)."""
    return all(one in (0, _FULL, other) for one, other in zip(stated, true, strict=True))


def _sizes(local: _Local) -> tuple[int, int]:
    """Answer packed and full size; of large entries they stand in the zip64 field (4.5.3)."""
    packed, size = local.sizes
    large = _fields(local.extra).get(_ZIP64, b"")
    if size == _FULL and len(large) >= 8:
        size, large = int.from_bytes(large[:8], "little"), large[8:]
    if packed == _FULL and len(large) >= 8:
        packed = int.from_bytes(large[:8], "little")
    return packed, size


def _fields(extra: bytes) -> dict[int, bytes]:
    """Split extra fields; of two of a kind the first counts (4.5.1)."""
    found: dict[int, bytes] = {}
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        found.setdefault(kind, extra[4 : 4 + length])
        extra = extra[4 + length :]
    return found


def _below(name: bytes) -> bytes:
    """Answer a path below its top folder, which may be written in any code page."""
    return name.partition(b"/")[2]


def _top(member: zipfile.ZipInfo) -> bytes:
    other = _fields(member.extra).get(_UNICODE_PATH)
    return other[5:].partition(b"/")[0] if other else b""


def _follows(file: IO[bytes], end: int, start: int, described: zipfile.ZipInfo | None) -> bool:
    """Tell whether what begins at `start` follows at once, but for a data descriptor (4.3.9)."""
    if not described:
        return start == end
    if not end <= start <= end + 24:
        return False
    file.seek(end)
    found = file.read(start - end).removeprefix(b"PK\7\x08")
    sizes = (described.compress_size, described.file_size)
    head = described.CRC.to_bytes(4, "little")
    narrow = b"".join((size & _FULL).to_bytes(4, "little") for size in sizes)
    wide = b"".join(size.to_bytes(8, "little") for size in sizes)
    return found in (head + narrow, head + wide)


def _end_faults(file: IO[bytes], archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield what is wrong with the record at the end (4.3.16), and with that of zip64 (4.3.14)."""
    members, size = archive.infolist(), file.seek(0, os.SEEK_END)
    at = size - _END.size
    file.seek(at)
    mark, disk, first, here, many, _, _, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\5\6" or comment:
        yield "holds a comment or other bytes behind its list of entries"
        return
    file.seek(at - _LOCATOR_BYTES)
    if file.read(4) == b"PK\6\7":
        at -= _LOCATOR_BYTES + _END_64.size
        file.seek(at)
        large = _END_64.unpack(file.read(_END_64.size))
        if large[0] != b"PK\6\6" or large[6:8] != (len(members), len(members)):
            yield "counts its entries in two ways"
    if {disk, first} - {0, 0xFFFF} or {here, many} - {len(members), 0xFFFF}:
        yield "counts its entries in two ways, or is one of several parts"
    if _list_end(file, archive) != at:
        yield "holds bytes behind its list that nothing names"


def _list_end(file: IO[bytes], archive: zipfile.ZipFile) -> int:
    """Walk the list at the end and answer where it ends (4.3.12)."""
    at = archive.start_dir
    for _ in archive.infolist():
        file.seek(at + 28)
        at += 46 + sum(struct.unpack("<3H", file.read(6)))
    return at
