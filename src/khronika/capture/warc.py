"""Writes exchanges as WARC 1.1 records by warcio, without touching a byte of them (ISO 28500)."""

import hashlib
import io
import uuid
from collections.abc import Iterator
from typing import IO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from khronika import __version__
from khronika.net.client import Exchange
from khronika.seal.writing.disk import HashedFile

_VERSION = "WARC/1.1"
_PIECE = 1 << 20


class WarcFile:
    """A WARC in the making; one pair of records for each exchange.

    Args:
        out: where it goes.
    """

    def __init__(self, out: HashedFile) -> None:
        self._writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
        self._begun = False

    def write(self, exchange: Exchange, at: str) -> None:
        """Write the answer and the request of an exchange.

        Args:
            exchange: one request and its answer; Authorization and Cookie are not in it.
            at: when it was asked, ISO 8601 UTC.
        """
        if not self._begun:
            fields = f"software: khronika {__version__}\r\nformat: WARC File Format 1.1\r\n"
            self._record(
                "warcinfo", [], "application/warc-fields", io.BytesIO(fields.encode()), at
            )
            self._begun = True
        target = [("WARC-Target-URI", exchange.address.url)]
        target += [("WARC-IP-Address", exchange.ip)] if exchange.ip else []
        cut = [("WARC-Truncated", exchange.cut)] if exchange.cut else []
        kind = "application/http; msgtype="
        response = self._record(
            "response", target + cut, kind + "response", exchange.answer, at, exchange.head_bytes
        )
        concurrent = [("WARC-Concurrent-To", response)]
        request = io.BytesIO(exchange.request)
        # The payload is what a page sent, after the empty line.
        head_bytes = exchange.request.index(b"\r\n\r\n") + 4
        self._record("request", target + concurrent, kind + "request", request, at, head_bytes)

    def _record(
        self,
        kind: str,
        fields: list[tuple[str, str]],
        content_type: str,
        block: IO[bytes],
        at: str,
        head_bytes: int = 0,
    ) -> str:
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        whole, payload, length = _digests(block, head_bytes)
        headers = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", at),
            *fields,
            ("WARC-Block-Digest", f"sha256:{whole}"),
        ]
        if head_bytes:
            headers.append(("WARC-Payload-Digest", f"sha256:{payload}"))
        block.seek(0)
        described = StatusAndHeaders("", headers, protocol=_VERSION)
        # No http_headers: warcio would parse the block and write it anew.
        self._writer.write_record(
            ArcWarcRecord("warc", kind, described, block, None, content_type, length)
        )
        return record_id


def _digests(block: IO[bytes], head_bytes: int) -> tuple[str, str, int]:
    """Hash a block, and what follows its HTTP head; answer both and the block's length."""
    whole, payload, length = hashlib.sha256(), hashlib.sha256(), 0
    for piece in _pieces(block):
        whole.update(piece)
        payload.update(piece[max(0, head_bytes - length) :])
        length += len(piece)
    return whole.hexdigest(), payload.hexdigest(), length


def _pieces(block: IO[bytes]) -> Iterator[bytes]:
    block.seek(0)
    while piece := block.read(_PIECE):
        yield piece
