"""What two programs could read in two ways is no package; what writers of zips usually do is."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from khronika.seal import verify
from khronika.seal.layout import NotAPackage

RAW = "ev/data/raw/report.txt"
Change = Callable[[zipfile.ZipInfo], None]


class _Pipe(io.RawIOBase):
    """A place to write that cannot be sought in, so that writers must describe what was."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        self.written += bytes(content)  # type: ignore[call-overload]  # zipfile writes bytes
        return len(bytes(content))  # type: ignore[call-overload]


def _pack(
    package: Path, *, before: bytes = b"", wide: bool = False, top: str = "ev",
    change: Change = lambda _: None,
) -> bytearray:  # fmt: skip
    """Write a package as a streaming writer does."""
    pipe = _Pipe()
    pipe.write(before)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in package.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{top}/{path.relative_to(package)}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            with archive.open(entry, "w", force_zip64=wide) as file:
                file.write(path.read_bytes())
    return pipe.written


def _seeking(package: Path, change: Change = lambda _: None) -> bytearray:
    """Write a package as a writer does that goes back to fill in sizes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in package.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"ev/{path.relative_to(package)}")
            change(entry)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return bytearray(kept.getvalue())


def _is_sound(content: bytes, folder: Path) -> bool:
    packed = folder / "packed.zip"
    packed.write_bytes(content)
    try:
        return verify(packed).ok
    except NotAPackage:
        return False


def _large_end(content: bytearray) -> bytes:
    """Add the end record of zip64, as some writers always do."""
    end = content.rindex(b"PK\5\6")
    many, size, start = struct.unpack_from("<HII", content, end + 10)
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, many, many, size, start)
    place = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    return bytes(content[:end]) + record + place + bytes(content[end:])


def _second_name(words: bytes | None) -> Change:
    """Give the report the field in which some programs look for its name (APPNOTE 4.6.9)."""

    def change(entry: zipfile.ZipInfo) -> None:
        if entry.filename == RAW:
            name = words or RAW.encode()
            body = b"\1" + struct.pack("<I", zlib.crc32(RAW.encode())) + name
            entry.extra = struct.pack("<HH", 0x7075, len(body)) + body

    return change


def test_what_writers_of_zips_do_is_no_fault(package: Path, tmp_path: Path) -> None:
    """Streams, zip64 without need, names in bytes without a flag, a second name that agrees."""
    assert _is_sound(_pack(package), tmp_path)
    assert _is_sound(_pack(package, wide=True), tmp_path)
    assert _is_sound(_large_end(_seeking(package)), tmp_path)
    assert _is_sound(_seeking(package, _second_name(None)), tmp_path)
    unflagged = _pack(package, top="Улики")
    with zipfile.ZipFile(io.BytesIO(unflagged)) as archive:
        places = [entry.header_offset + 7 for entry in archive.infolist()]
        at = archive.start_dir
    for _ in list(places):
        places.append(at + 9)
        at += 46 + sum(struct.unpack_from("<3H", unflagged, at + 28))
    for place in places:
        unflagged[place] &= ~8
    assert _is_sound(unflagged, tmp_path)


@pytest.mark.parametrize(
    ("at", "value"),
    [(6, b"\1\0"), (8, b"\0\0"), (14, b"\1\2\3\4"), (18, b"\5\0\0\0"), (22, b"\5\0\0\0")],
    ids=["encrypted", "stored", "sum", "packed size", "size"],
)
def test_an_entry_says_what_the_list_says(
    package: Path, tmp_path: Path, at: int, value: bytes
) -> None:
    """Programs that read from the front believe the entry's own header."""
    content = _seeking(package)
    own = content.index(RAW.encode()) - 30
    content[own + at : own + at + len(value)] = value
    assert not _is_sound(content, tmp_path)


def test_a_second_name_must_be_the_first(package: Path, tmp_path: Path) -> None:
    """Some programs unpack under the name in the field, others under that in the header."""
    other = RAW.replace("report", "letter").encode()
    assert not _is_sound(_seeking(package, _second_name(other)), tmp_path)


def test_few_bytes_without_a_name_are_found(package: Path, tmp_path: Path) -> None:
    """Not a byte stands before, between or behind the entries but a descriptor that is true."""
    assert not _is_sound(_pack(package, before=b"#!/bin/sh\n"), tmp_path)
    content = _pack(package)
    at = content.index(b"PK\7\x08")
    content[at + 4] ^= 1
    assert not _is_sound(content, tmp_path)
    content = _seeking(package)
    end = content.rindex(b"PK\5\6")
    start = struct.unpack_from("<I", content, end + 16)[0]
    struct.pack_into("<I", content, end + 16, start + 20)
    assert not _is_sound(content[:start] + b"twenty hidden bytes." + content[start:], tmp_path)
    assert not _is_sound(content[:end] + b"hidden" + content[end:], tmp_path)


@pytest.mark.parametrize(("at", "value"), [(8, 3), (10, 3), (4, 1), (6, 1)])
def test_the_end_tells_the_truth(package: Path, tmp_path: Path, at: int, value: int) -> None:
    """Programs that count by the end record would leave entries out, or ask for other parts."""
    content = _seeking(package)
    struct.pack_into("<H", content, content.rindex(b"PK\5\6") + at, value)
    assert not _is_sound(content, tmp_path)


def test_words_hide_nowhere(package: Path, tmp_path: Path) -> None:
    """Neither in the comment of an entry nor in an entry that says it is a folder."""

    def say(entry: zipfile.ZipInfo) -> None:
        entry.comment = b"hidden" if entry.filename == RAW else b""

    assert not _is_sound(_seeking(package, say), tmp_path)
    kept = io.BytesIO(_seeking(package))
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr(zipfile.ZipInfo("ev/data/notes/"), b"hidden words")
    assert not _is_sound(kept.getvalue(), tmp_path)
