"""Hands out what a package is about: the bytes that a reader of the page or file would see.

For an address that is the body of the last answer, after transfer and content coding are removed
under a limit (RFC 9112 section 7, RFC 9110 section 8.4); for a file it is the file. The record
keeps the coded bytes; these are the ones that citations count in.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import brotli
import zstandard

from khronika.errors import SealError
from khronika.seal.container import Container, chunks, describe, open_container, shown
from khronika.seal.layout import WARC, PackageUnreadable

LIMIT_BYTES = 256 << 20
"""No entity larger than this is opened; larger ones are films, which are not read as text."""

_GZIP = 31
"""zlib's word for the form of RFC 1952."""

_NO_CODING = re.compile(
    r"none|null|binary|plain|text(?:/.*)?|html|[78]bit|utf-?(?:8|16)|iso-8859-\d+|windows-125\d|"
    r"koi8-[ru]|us-ascii|gb(?:k|2312|18030)|big5|euc-(?:jp|kr)|shift_jis"
)
"""What servers write where a coding stands though none was done."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Bytes that no text of a page has, and hardly a packed one is without."""

_TYPES = {
    "css": "text/css",
    "csv": "text/csv",
    "eml": "message/rfc822",
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "mhtml": "multipart/related",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "webm": "video/webm",
    "webp": "image/webp",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
}


class EntityUnreadable(SealError):
    """The bytes of a package cannot be opened as what a reader would see."""


@dataclass(frozen=True, slots=True)
class Entity:
    """The bytes that a page is read from.

    `media_type` is lower case and without parameters, what the server said, or for a file what its
    ending means (application/octet-stream where neither says); `charset` is the server's word,
    unchecked; `url` that of the last answer, None for a file; `is_complete` is False where the
    package declares that bytes are missing, or where a coding breaks off. `is_cut` tells that
    these very bytes break off: the page goes on where they end.
    """

    content: bytes
    media_type: str
    charset: str | None
    url: str | None
    status: int | None = None
    is_complete: bool = True
    is_cut: bool = False

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class MessageHead:
    """An HTTP/1 status line and its header lines, as received.

    Names are lower case; values keep their bytes (latin-1), folded lines joined by one blank.
    """

    version: str
    status: int
    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Answer every value of a header, in order."""
        return [value for key, value in self.fields if key == name]

    def tokens(self, name: str) -> list[str]:
        """Answer the comma-separated words of a header, lower case, over all its lines."""
        words = ",".join(self.all(name)).lower().split(",")
        return [word.strip() for word in words if word.strip()]


def parse_head(head: bytes) -> MessageHead | None:
    """Read an HTTP/1 head leniently: a reason phrase, a colon, ASCII may be missing.

    Args:
        head: the status line and header lines, with or without the empty line.

    Returns:
        None where the first line is no HTTP status line.
    """
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    found = re.fullmatch(r"HTTP/(\d\.\d|\d)[ \t]+(\d{3})(?:[ \t].*)?", first)
    if not found:
        return None
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and fields:  # RFC 9112 section 5.2: obsolete line folding
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            fields.append((name.strip().lower(), value.strip()))
    return MessageHead(found[1], int(found[2]), tuple(fields))


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """Split a message after its empty line; a bare line feed ends a line too (RFC 9112 2.2)."""
    end = re.search(rb"\r?\n\r?\n", block)
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def entity(package: Path | str, *, limit_bytes: int = LIMIT_BYTES) -> Entity:
    """Open what a package is about.

    Args:
        package: a package folder or its zip; it is not verified here.
        limit_bytes: largest number of bytes that is answered, coded or decoded.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: a part that is needed is missing or damaged.
        EntityUnreadable: it is larger than the limit, or in a coding that is not known.

    Example:
        `page = entity("store/ev-…"); text = page.content.decode(page.charset or "utf-8")`
    """
    container = open_container(Path(package))
    try:
        described = describe(container)
        if described.get("kind") == "http":
            return _page(container, described, limit_bytes)
        return _file(container, described, limit_bytes)
    finally:
        container.close()


def _file(container: Container, described: dict[str, object], limit_bytes: int) -> Entity:
    raw = sorted(path for path in container.sizes if path.startswith("data/raw/"))
    if len(raw) != 1:
        raise PackageUnreadable(
            f"{shown(container.name)}: {len(raw)} files below data/raw, not one"
        )
    content = _bounded(chunks(container, raw[0]), limit_bytes, raw[0])
    media_type = _TYPES.get(raw[0].rpartition(".")[2].lower(), "application/octet-stream")
    return Entity(content, media_type, None, None, None, described.get("complete") is not False)


def _page(container: Container, described: dict[str, object], limit_bytes: int) -> Entity:
    url, block, is_truncated = _last_response(container, limit_bytes)
    raw_head, body = split_head(block)
    head = parse_head(raw_head)
    if head is None:
        raise PackageUnreadable(f"{WARC}: the last answer has no HTTP status line")
    content, is_whole = decode_body(head, body, limit_bytes)
    kind = next(iter(head.all("content-type")), "")
    charset = re.search(r"charset\s*=\s*[\"']?([^\s;,\"']+)", kind, re.IGNORECASE)
    media_type = kind.split(";")[0].strip().lower() or "application/octet-stream"
    is_complete = is_whole and described.get("complete") is not False
    return Entity(
        content, media_type, charset and charset[1], url, head.status, is_complete,
        is_cut=is_truncated or not is_whole,
    )  # fmt: skip


def last_head(package: Path | str) -> MessageHead | None:
    """Answer the head of the last answer that a package of an address holds.

    Returns:
        None of a file, and of an answer without a status line.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: its record is damaged.
        EntityUnreadable: the answer is larger than what is opened.
    """
    container = open_container(Path(package))
    try:
        if describe(container).get("kind") != "http":
            return None
        return parse_head(split_head(_last_response(container, LIMIT_BYTES)[1])[0])
    finally:
        container.close()


def _last_response(container: Container, limit_bytes: int) -> tuple[str, bytes, bool]:
    try:
        with container.open(WARC) as file:
            return _last_record(file, limit_bytes)
    except KeyError as error:
        raise PackageUnreadable(f"{WARC} cannot be read: {error}") from error


def last_answer(file: IO[bytes], limit_bytes: int = LIMIT_BYTES) -> tuple[str, bytes]:
    """Answer the address and the block of the last response of a WARC.

    Raises:
        PackageUnreadable: it holds none, or is damaged.
        EntityUnreadable: the answer is larger than the limit.
    """
    return _last_record(file, limit_bytes)[:2]


def _last_record(file: IO[bytes], limit_bytes: int) -> tuple[str, bytes, bool]:
    """Answer address and block of the last response, and whether its record says it is cut."""
    # Imported here: `khronika verify` opens no record and need not wait for it.
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    found: tuple[str, bytes | EntityUnreadable, bool] | None = None
    try:
        for record in ArchiveIterator(file, no_record_parse=True):
            if record.rec_type == "response":
                pieces = iter(lambda: record.raw_stream.read(1 << 20), b"")  # noqa: B023
                block: bytes | EntityUnreadable
                try:
                    block = _bounded(pieces, limit_bytes, WARC)
                except EntityUnreadable as error:  # a film of the page; only the last one counts
                    block = error
                told = record.rec_headers.get_header
                found = told("WARC-Target-URI"), block, told("WARC-Truncated") is not None
    except (KeyError, OSError, ArchiveLoadFailed) as error:
        raise PackageUnreadable(f"{WARC} cannot be read: {error}") from error
    if found is None:
        raise PackageUnreadable(f"{WARC} holds no answer")
    if isinstance(found[1], EntityUnreadable):
        raise found[1]
    return found[0], found[1], found[2]


def _bounded(pieces: Iterator[bytes], limit_bytes: int, where: str) -> bytes:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) > limit_bytes:
            raise EntityUnreadable(f"{where} is larger than {limit_bytes} bytes; it is not text")
    return bytes(kept)


def decode_body(head: MessageHead, body: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    """Remove transfer and content codings.

    Args:
        head: the answer's head.
        body: the bytes after it, as received.
        limit_bytes: largest number of decoded bytes.

    Returns:
        The bytes, and whether every coding came to its proper end.

    Raises:
        EntityUnreadable: a coding is unknown, or the decoded bytes exceed the limit.
    """
    is_whole = True
    if "chunked" in head.tokens("transfer-encoding"):
        body, is_whole = join_chunks(body)
    if not body:
        return body, is_whole  # nothing was coded: an answer to HEAD, a 304
    codings = [*head.tokens("content-encoding"), *head.tokens("transfer-encoding")]
    for coding in reversed([name for name in codings if name not in ("identity", "chunked")]):
        decoder = _DECODERS.get(coding)
        if (
            decoder is None
            and _NO_CODING.fullmatch(coding)
            and not _CONTROLS.search(body, 0, 4096)
        ):
            continue
        if decoder is None:
            raise EntityUnreadable(
                f"content coding {coding!r} is not known; open the WARC by hand"
            )
        body, ended = decoder(body, limit_bytes)
        is_whole &= ended
    return body, is_whole


def join_chunks(body: bytes) -> tuple[bytes, bool]:
    r"""Remove chunk framing (RFC 9112 section 7.1).

    Returns:
        The bytes, and whether the last chunk was reached; bytes without framing come back as they
        are.

    >>> join_chunks(b"3\r\nabc\r\n0\r\n\r\n")
    (b'abc', True)
    """
    joined, at = bytearray(), 0
    while size := re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]*)?\r?\n").match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return bytes(joined), True
        if not joined and b"\r" not in size[0] and size.end() + length > len(body):
            break  # a text whose first line is a word of the letters a to f
        joined += body[size.end() : size.end() + length]
        end = size.end() + length
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    return (bytes(joined), False) if joined else (body, False)


def _too_large(limit_bytes: int) -> EntityUnreadable:
    return EntityUnreadable(
        f"the body unpacks to more than {limit_bytes} bytes; it is kept packed in the package"
    )


def _unzip(body: bytes, limit_bytes: int, wbits: int) -> tuple[bytes, bool]:
    kept, unpacker, at = bytearray(), zlib.decompressobj(wbits), 0
    try:
        while at < len(body):
            piece = body[at : at + (1 << 16)]
            kept += unpacker.decompress(piece, limit_bytes + 1 - len(kept))
            if len(kept) > limit_bytes:
                raise _too_large(limit_bytes)
            at += len(piece) - len(unpacker.unused_data)
            if unpacker.eof and wbits == _GZIP and body[at : at + 2] == b"\x1f\x8b":
                unpacker = zlib.decompressobj(wbits)  # RFC 1952 section 2.2: members follow
            elif unpacker.eof:
                break
    except zlib.error:
        return (bytes(kept), False) if kept else (body, False)
    return bytes(kept), unpacker.eof


def _gunzip(body: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    return _unzip(body, limit_bytes, _GZIP)


def _inflate(body: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    # RFC 9110 section 8.4.1.2 means zlib; many servers send bare deflate.
    is_zlib = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _unzip(body, limit_bytes, 15 if is_zlib else -15)


def _unbrotli(body: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    unpacker, kept = brotli.Decompressor(), bytearray()
    try:
        piece = unpacker.process(body, output_buffer_limit=1 << 20)
        while piece:
            kept += piece
            if len(kept) > limit_bytes:
                raise _too_large(limit_bytes)
            piece = unpacker.process(b"", output_buffer_limit=1 << 20)
    except brotli.error:
        return (bytes(kept), False) if kept else (body, False)
    return bytes(kept), unpacker.is_finished()


def _unzstd(body: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    # RFC 9659: a window above 8 MB is not for the web.
    factory = zstandard.ZstdDecompressor(max_window_size=8 << 20)
    kept, unpacker, at = bytearray(), factory.decompressobj(), 0
    try:
        while at < len(body):
            # Four bytes can stand for 128 KB: small steps keep what one yields bounded.
            piece = body[at : at + 256]
            kept += unpacker.decompress(piece)
            if len(kept) > limit_bytes:
                raise _too_large(limit_bytes)
            at += len(piece) - len(unpacker.unused_data)
            if unpacker.eof and at < len(body):
                unpacker = factory.decompressobj()
    except zstandard.ZstdError:
        return (bytes(kept), False) if kept else (body, False)
    return bytes(kept), unpacker.eof


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
