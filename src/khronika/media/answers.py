"""Takes films and pictures out of the answers that a WARC holds, each into a file of its own."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator

from khronika.errors import SealError
from khronika.media import kinds
from khronika.seal.entity import EntityUnreadable, MessageHead, decode_body, parse_head, split_head

MOST_ANSWERS = 12
"""The largest are looked at: a page has dozens of small pictures that show nothing."""
MOST_BYTES = 2 << 30
_CODED_BYTES = 256 << 20
"""Bodies in chunks, or packed, are taken apart in memory; larger ones are left out."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Answered:
    """A film or picture that a server answered: its file, its hash, its record and address."""

    file: Path
    sha256: str
    record: str
    url: str


def answered(warc: Path, folder: Path, *, least_bytes: int = 0) -> tuple[list[Answered], int]:
    """Take out what an answer holds, where it is a film, picture or sound.

    Args:
        warc: as `capture` writes it.
        folder: where the files are put.
        least_bytes: smaller ones are passed over: signs and buttons of a page.

    Returns:
        The largest ones in the order of the WARC, and how many were left out for number or size.
    """
    found: dict[str, Answered] = {}
    left_out = 0
    with warc.open("rb") as file:
        for number, record in enumerate(ArchiveIterator(file, no_record_parse=True)):
            if record.rec_type != "response":
                continue
            path = folder / f"answer-{number}"
            sha256 = _taken(record.raw_stream, path)
            if sha256 is None:
                continue
            if sha256 in found or not sha256 or path.stat().st_size < least_bytes:
                left_out += not sha256
                path.unlink(missing_ok=True)
                continue
            headers = record.rec_headers
            record_id, url = map(headers.get_header, ("WARC-Record-ID", "WARC-Target-URI"))
            found[sha256] = Answered(path, sha256, record_id, url)
            left_out += _drop_least(found)
    return list(found.values()), left_out


def _drop_least(found: dict[str, Answered]) -> int:
    if len(found) <= MOST_ANSWERS:
        return 0
    least = min(found.values(), key=lambda one: one.file.stat().st_size)
    least.file.unlink()
    del found[least.sha256]
    return 1


def _taken(block: IO[bytes], path: Path) -> str | None:
    """Write the body of an answer to a file.

    Returns:
        Its SHA-256, "" where it is too large to be looked at, None where it is something else.
    """
    begin = block.read(1 << 16)
    raw_head, body = split_head(begin)
    head = parse_head(raw_head)
    if head is None or head.status not in (200, 203, 206) or not _is_media(head, body):
        return None
    pieces = chain([body], iter(lambda: block.read(_PIECE), b""))
    try:
        if head.tokens("transfer-encoding") or head.tokens("content-encoding"):
            packed = b"".join(_bounded(pieces, _CODED_BYTES))
            pieces = chain([decode_body(head, packed, _CODED_BYTES)[0]])
        return _written(_bounded(pieces, MOST_BYTES), path)
    except SealError:
        return ""


def _written(pieces: Iterator[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _bounded(pieces: Iterator[bytes], limit_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit_bytes:
            raise EntityUnreadable(f"more than {limit_bytes} bytes; not looked at")
        yield piece


def _is_media(head: MessageHead, body: bytes) -> bool:
    said = next(iter(head.all("content-type")), "").strip().lower()
    if said.startswith(("image/", "video/", "audio/")):
        return True
    is_plain = not head.tokens("transfer-encoding") and not head.tokens("content-encoding")
    return is_plain and kinds.kind_of(body) not in (None, "SVG")
