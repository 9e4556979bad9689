"""Checks that the copy for looking at shows what the record holds, and nothing else.

`wacz validate` compares hashes that stand in the same file; whoever rewrites it makes them anew.
Here each record of the copy is compared with that of the WARC, byte by byte, and each line of the
index, each page and each hash with what it names (WACZ 1.1.1, CDXJ 1.0).
"""

import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from khronika.errors import SealError
from khronika.model.canonical import Json
from khronika.seal.container import Opened
from khronika.seal.content.replay import (
    ARCHIVE,
    DIGEST,
    DIRECTORY,
    INDEX,
    PACKAGE,
    PAGES,
    WACZ,
    fields_of,
    renamed,
    sort_key,
)
from khronika.seal.layout import WARC
from khronika.seal.zips.agreement import disagreements

_NAMES = {ARCHIVE, INDEX, DIRECTORY, PAGES, PACKAGE, DIGEST}
_SAID = {"profile", "wacz_version", "software", "created", "mainPageUrl", "mainPageDate"}
_SAID |= {"resources"}
_PIECE = 1 << 20
_HEAD_BYTES = 1 << 16
_BEGIN_BYTES = 2 * _HEAD_BYTES
"""What is looked at of a record: its own head, and that of the answer in it."""
_SMALL_BYTES = 64 << 20


class CopyDiffers(SealError):
    """The copy for looking at is not that of the record."""


@dataclass(frozen=True, slots=True)
class _Copied:
    """One record of the copy: its place in the archive, and of an answer what the index says."""

    offset: int
    length: int
    url: str | None
    timestamp: str
    fields: dict[str, Json]


def wacz_faults(opened: Opened) -> Iterator[str]:
    """Name each way in which `data/page.wacz` is not the copy of `data/raw/http.warc`.

    Args:
        opened: a package that holds both.
    """
    try:
        with opened.container.open(WACZ) as file, zipfile.ZipFile(file) as archive:
            yield from (
                f"{WACZ}: {path} {why}" for path, why in disagreements(file, WACZ, archive)
            )
            yield from _faults(opened, archive)
    except CopyDiffers as error:
        yield f"{WACZ}: {error}"
    except (OSError, EOFError, ValueError, TypeError, LookupError, zlib.error) as error:
        yield f"{WACZ} cannot be read: {error}"
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, RecursionError) as error:
        yield f"{WACZ} is no WACZ: {error}"


def _faults(opened: Opened, archive: zipfile.ZipFile) -> Iterator[str]:
    members = archive.infolist()
    names = [member.filename for member in members]
    if sorted(names) != sorted(_NAMES):
        raise CopyDiffers(f"it holds {', '.join(sorted(names)) or 'nothing'}")
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise CopyDiffers("a file in it is packed; readers fetch records by their place")
    with opened.container.open(WARC) as warc, archive.open(ARCHIVE) as packed:
        copy = _Copy(packed)
        copied = list(copy.compare(warc))
    small = {name: _small(archive, name) for name in _NAMES - {ARCHIVE}}
    digests = {name: _hash(content) for name, content in small.items()}
    digests[ARCHIVE] = copy.digest.hexdigest()
    sizes = {name: len(content) for name, content in small.items()}
    sizes[ARCHIVE] = copy.size
    yield from _listing_faults(small, digests, sizes)
    lines = _index_lines(small)
    yield from _index_faults(lines, copied)
    known = {sort_key(one.url) for one in copied if one.url}
    yield from _page_faults(small, known, opened.description.get("started_at"))


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _SMALL_BYTES:
        raise CopyDiffers(f"{name} is too large to be one")
    return archive.read(name)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Copy:
    """Reads an archive of gzip members, one a record, and hashes it as it passes."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self.digest, self.size = packed, hashlib.sha256(), 0
        self._waiting = b""

    def compare(self, warc: IO[bytes]) -> Iterator[_Copied]:
        """Compare each record with that of the WARC, in order; yield where it lies."""
        number = 0
        while self._more():
            number += 1
            offset = self.size - len(self._waiting)
            begin = self._record(warc, number)
            length = self.size - len(self._waiting) - offset
            yield _described(begin, offset, length)
        if warc.read(1):
            raise CopyDiffers(f"it ends after record {number}, the WARC does not")

    def _more(self) -> bool:
        if not self._waiting:
            self._waiting = self._packed.read(_PIECE)
            self.digest.update(self._waiting)
            self.size += len(self._waiting)
        return bool(self._waiting)

    def _record(self, warc: IO[bytes], number: int) -> bytes:
        """Compare one member with the next bytes of the WARC; answer the first bytes of it."""
        pieces = self._unpacked()
        begin = b""
        while len(begin) < _BEGIN_BYTES and (piece := next(pieces, b"")):
            begin += piece
        is_same = begin == renamed(warc.read(len(begin)))
        for piece in pieces:
            is_same = is_same and piece == warc.read(len(piece))
        if not is_same or not begin:
            raise CopyDiffers(f"its record {number} is not that of {WARC}")
        return begin[:_BEGIN_BYTES]

    def _unpacked(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(31)
        while not unpacker.eof:
            if not self._more():
                raise CopyDiffers("it is cut")
            piece = unpacker.decompress(self._waiting, _PIECE)
            self._waiting = unpacker.unconsumed_tail or unpacker.unused_data
            if piece:
                yield piece


def _described(begin: bytes, offset: int, length: int) -> _Copied:
    head, _, block = begin.partition(b"\r\n\r\n")
    said = dict(re.findall(r"(?m)^([A-Za-z-]+): ?(.*?)\r?$", head.decode("utf-8", "replace")))
    timestamp = re.sub(r"\D", "", said.get("WARC-Date", ""))
    if said.get("WARC-Type") != "response":
        return _Copied(offset, length, None, timestamp, {})
    fields = fields_of(block[:_HEAD_BYTES])
    if "WARC-Payload-Digest" in said:
        fields["digest"] = said["WARC-Payload-Digest"]
    return _Copied(offset, length, said.get("WARC-Target-URI"), timestamp, fields)


def _listing_faults(
    small: dict[str, bytes], digests: dict[str, str], sizes: dict[str, int]
) -> Iterator[str]:
    digest = json.loads(small[DIGEST])
    if (digest.get("path"), digest.get("hash")) != (PACKAGE, f"sha256:{digests[PACKAGE]}"):
        yield f"{WACZ}: {DIGEST} is not that of {PACKAGE}"
    listed = {one["path"]: one for one in json.loads(small[PACKAGE])["resources"]}
    for name in sorted(_NAMES - {PACKAGE, DIGEST} | set(listed)):
        said = listed.get(name, {})
        found = (f"sha256:{digests.get(name)}", sizes.get(name))
        if (said.get("hash"), said.get("bytes")) != found:
            yield f"{WACZ}: {PACKAGE} does not describe {name} as it is"


def _index_lines(small: dict[str, bytes]) -> list[str]:
    """Read the index by way of its directory, as a reader does; each block must be as listed."""
    first, *places = small[DIRECTORY].decode().splitlines()
    if not first.startswith("!meta"):
        raise CopyDiffers(f"{DIRECTORY} does not say what it is")
    lines: list[str] = []
    end = 0
    for place in places:
        key, timestamp, said = place.split(" ", 2)
        block = json.loads(said)
        content = small[INDEX][block["offset"] : block["offset"] + block["length"]]
        if block["offset"] != end or block["digest"] != f"sha256:{_hash(content)}":
            raise CopyDiffers(f"{DIRECTORY} does not describe the blocks of {INDEX}")
        end += block["length"]
        part = _unpack(content).decode().splitlines()
        if not part or not part[0].startswith(f"{key} {timestamp} "):
            raise CopyDiffers(f"{DIRECTORY} names another first line than {INDEX} has")
        lines += part
    if end != len(small[INDEX]):
        raise CopyDiffers(f"{INDEX} holds blocks that {DIRECTORY} does not name")
    return lines


def _unpack(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(31)
    text = unpacker.decompress(content, _SMALL_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise gzip.BadGzipFile("a block of the index is cut, or is several")
    return text


def _index_faults(lines: list[str], copied: list[_Copied]) -> Iterator[str]:
    if lines != sorted(lines):
        yield f"{WACZ}: the lines of its index are not in order"
    answers = {one.offset: one for one in copied if one.url}
    for number, line in enumerate(lines, 1):
        key, timestamp, said = line.split(" ", 2)
        fields = json.loads(said)
        one = answers.pop(fields.get("offset"), None)
        if one is None:
            yield f"{WACZ}: line {number} of its index points at no answer, or at one again"
        elif not _is_of(one, key, timestamp, fields):
            yield f"{WACZ}: line {number} of its index is not about the record that it points at"
    if answers:
        yield f"{WACZ}: its index leaves out {len(answers)} answer(s)"


def _is_of(one: _Copied, key: str, timestamp: str, fields: dict[str, Json]) -> bool:
    expected = {**one.fields, "url": one.url, "length": one.length, "offset": one.offset}
    expected["filename"] = ARCHIVE.rpartition("/")[2]
    is_same = (key, timestamp) == (sort_key(one.url or ""), one.timestamp)
    return is_same and fields == expected


def _page_faults(small: dict[str, bytes], known: set[str], started_at: object) -> Iterator[str]:
    head, *pages = [json.loads(line) for line in small[PAGES].decode().splitlines()]
    if head.get("format") != "json-pages-1.0":
        yield f"{WACZ}: {PAGES} does not say what it is"
    if not pages:
        yield f"{WACZ}: {PAGES} names no page"
    # By the key of the index: a browser may go to https where http was asked.
    for page in pages:
        if sort_key(str(page.get("url"))) not in known:
            yield f"{WACZ}: {PAGES} names {page.get('url')!r}, which no record holds"
        # Neither title nor text: readers show and search them, and nothing binds them to a record.
        if set(page) - {"id", "url", "ts"}:
            yield f"{WACZ}: {PAGES} says more of {page.get('url')!r} than its address and time"
        if started_at not in (None, page.get("ts")):
            yield f"{WACZ}: {PAGES} tells another time of {page.get('url')!r} than the package"
    described = json.loads(small[PACKAGE])
    if extra := set(described) - _SAID:
        yield f"{WACZ}: {PACKAGE} says more than it may: {', '.join(sorted(extra))}"
    for name in ("created", "mainPageDate"):
        if started_at not in (None, described.get(name)):
            yield f"{WACZ}: {PACKAGE} tells another time ({name}) than the package"
    main = described.get("mainPageUrl")
    if main not in [page.get("url") for page in pages]:
        yield f"{WACZ}: {PACKAGE} begins at {main!r}, which {PAGES} does not name"
