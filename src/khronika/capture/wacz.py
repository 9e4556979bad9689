"""Writes a WACZ 1.1.1 of a capture, so that pywb and ReplayWeb.page can show it again.

It holds the records of `data/raw/http.warc`, each as a gzip member of its own, an index (CDXJ) and
a page list. It is derived: made from the WARC alone, the same bytes each time; only the ids of the
records are new. Citations count in the WARC. Specifications: Web Archive Collection Zipped 1.1.1,
CDXJ 1.0.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator

from khronika import __version__
from khronika.model.canonical import Json, canonical_json
from khronika.seal.content.replay import ARCHIVE, WACZ, fields_of, renamed, sort_key
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft
from khronika.seal.writing.disk import explained

_PIECE = 1 << 20
_PACKED_BYTES = 4 << 20
"""Larger records are films and the like: packing them again would cost time and win nothing."""
_LINES_A_BLOCK = 1000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can hold: nothing of the maker's clock stands there."""


@dataclass(frozen=True, slots=True)
class _Record:
    """Where a record of the WARC begins, and what the index must know of an answer."""

    offset: int
    url: str | None
    timestamp: str
    fields: dict[str, Json]


def add_wacz(draft: Draft, *, url: str, started_at: str) -> None:
    """Add `data/page.wacz` to a draft that holds its WARC.

    Args:
        draft: the package in the making.
        url: the address that was asked for, where a reader shall begin.
        started_at: when, ISO 8601 UTC.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    with explained(draft.store), draft.scratch() as packed, draft.scratch() as whole:
        lines = _pack(draft.folder / WARC, packed)
        _write(whole, packed, lines, url, started_at)
        whole.seek(0)
        pieces = iter(lambda: whole.read(_PIECE), b"")
        draft.derive(WACZ, pieces, parent=WARC, tool=("khronika", __version__))


def _pack(warc: Path, out: IO[bytes]) -> list[str]:
    """Pack each record by itself, and answer the lines of the index, sorted."""
    lines = []
    records = list(_records(warc))
    ends = [*(record.offset for record in records[1:]), warc.stat().st_size]
    with warc.open("rb") as file:
        for record, end in zip(records, ends, strict=True):
            offset = out.tell()
            _pack_one(file, end - record.offset, out)
            if record.url:
                place: dict[str, Json] = {
                    "length": out.tell() - offset,
                    "offset": offset,
                    "filename": ARCHIVE.rpartition("/")[2],
                }
                known = json.dumps({"url": record.url, **record.fields, **place})
                lines.append(f"{sort_key(record.url)} {record.timestamp} {known}\n")
    return sorted(lines)


def _records(warc: Path) -> Iterator[_Record]:
    with warc.open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        for record in records:
            is_answer = record.rec_type == "response"
            headers = record.rec_headers
            fields = fields_of(record.raw_stream.read(1 << 16)) if is_answer else {}
            digest = headers.get_header("WARC-Payload-Digest")
            if is_answer and digest:
                fields["digest"] = digest
            url = headers.get_header("WARC-Target-URI") if is_answer else None
            at = re.sub(r"\D", "", headers.get_header("WARC-Date"))
            yield _Record(records.get_record_offset(), url, at, fields)


def _pack_one(file: IO[bytes], length: int, out: IO[bytes]) -> None:
    level = 6 if length <= _PACKED_BYTES else 0
    packer = zlib.compressobj(level, wbits=31)  # 31: the form of RFC 1952, without a time
    piece = renamed(file.read(min(_PIECE, length)))
    while piece:
        length -= len(piece)
        out.write(packer.compress(piece))
        piece = file.read(min(_PIECE, length))
    if length:
        raise OSError("the WARC ends in the middle of a record")
    out.write(packer.flush())


def _write(out: IO[bytes], packed: IO[bytes], lines: list[str], url: str, started_at: str) -> None:
    blocks, directory = _index(lines)
    pages: list[dict[str, Json]] = [
        {"format": "json-pages-1.0", "id": "pages", "title": "Pages"},
        {"id": hashlib.sha256(url.encode()).hexdigest()[:22], "url": url, "ts": started_at},
    ]
    small = {
        "indexes/index.cdx.gz": blocks,
        "indexes/index.idx": directory,
        "pages/pages.jsonl": b"".join(canonical_json(page) + b"\n" for page in pages),
    }
    packed.seek(0)
    archive_sha256 = hashlib.file_digest(packed, "sha256").hexdigest()  # type: ignore[arg-type]  # it is a file
    resources = [_resource(ARCHIVE, archive_sha256, packed.tell())]
    resources += [
        _resource(path, hashlib.sha256(content).hexdigest(), len(content))
        for path, content in small.items()
    ]
    described: dict[str, Json] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": f"khronika {__version__}",
        "created": started_at,
        "mainPageUrl": url,
        "mainPageDate": started_at,
        "resources": resources,
    }
    package = canonical_json(described) + b"\n"
    digest = "sha256:" + hashlib.sha256(package).hexdigest()
    small["datapackage.json"] = package
    small["datapackage-digest.json"] = canonical_json({"path": "datapackage.json", "hash": digest})
    packed.seek(0)
    # Stored, not deflated: a reader fetches single records by their place in the zip.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in ((ARCHIVE, packed), *((p, io.BytesIO(c)) for p, c in small.items())):
            with archive.open(zipfile.ZipInfo(path, _EPOCH), "w", force_zip64=True) as entry:
                while piece := content.read(_PIECE):
                    entry.write(piece)


def _resource(path: str, sha256: str, size_bytes: int) -> Json:
    name = path.rpartition("/")[2]
    return {"name": name, "path": path, "hash": f"sha256:{sha256}", "bytes": size_bytes}


def _index(lines: list[str]) -> tuple[bytes, bytes]:
    """Write a compressed index in blocks, and the directory that finds each by its first line."""
    blocks, directory = (
        bytearray(),
        '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n',
    )
    for start in range(0, len(lines), _LINES_A_BLOCK):
        part = lines[start : start + _LINES_A_BLOCK]
        block = gzip.compress("".join(part).encode(), mtime=0)
        place = {
            "offset": len(blocks),
            "length": len(block),
            "digest": "sha256:" + hashlib.sha256(block).hexdigest(),
            "filename": "index.cdx.gz",
        }
        key, timestamp, _ = part[0].split(" ", 2)
        directory += f"{key} {timestamp} {json.dumps(place)}\n"
        blocks += block
    return bytes(blocks), directory.encode()
