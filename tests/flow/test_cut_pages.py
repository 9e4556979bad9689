"""A page whose bytes break off says that words are lost at its end; one that is whole does not."""

import gzip
import io
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.capture.warc import WarcFile
from khronika.desk.report.text import blocks_of
from khronika.flow.drafting import read_package
from khronika.flow.source import page_of_package
from khronika.net.address import read_address
from khronika.net.client import Exchange
from khronika.seal.entity import parse_head, split_head
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft

HTML = b"<p>The street was closed at noon by the harbour police.</p>"
_LOTS = random.Random(7)
LONG = HTML + b"".join(
    b"<p>House %d, flat %d.</p>" % (_LOTS.randrange(10**9), _LOTS.randrange(10**9))
    for _ in range(300)
)
PACKED = gzip.compress(LONG)


def _sealed(folder: Path, head: bytes, body: bytes, cut: str | None) -> Path:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + body
    first, rest = split_head(answer)
    parsed = parse_head(first)
    assert parsed is not None
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    with Draft(folder / "store") as draft:
        with draft.create("data/raw/http.warc") as out:
            exchange = Exchange(
                read_address("https://outlet.example/a"), "192.0.2.1", b"GET / HTTP/1.1\r\n\r\n",
                io.BytesIO(answer), len(first), len(rest), parsed, None, cut,
            )  # fmt: skip
            WarcFile(out).write(exchange, "2018-06-23T09:00:00Z")
        return draft.seal({"kind": "http", "complete": True}, signer=signer).path


@pytest.mark.parametrize(
    ("head", "body", "cut", "is_cut"),
    [
        (b"", HTML, None, False),
        (b"Content-Encoding: gzip\r\n", PACKED, None, False),
        (b"Content-Encoding: gzip\r\n", PACKED[: len(PACKED) // 2], None, True),
        (
            b"Transfer-Encoding: chunked\r\n",
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(HTML), HTML),
            None,
            False,
        ),
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n" % (len(HTML), HTML), None, True),
        (b"Content-Length: 9999\r\n", HTML, "disconnect", True),
    ],
)
def test_a_page_that_breaks_off_says_so(
    tmp_path: Path, head: bytes, body: bytes, cut: str | None, is_cut: bool
) -> None:
    """A packed page that its server cut is no whole one, though all bytes came that were said."""
    package = _sealed(tmp_path, head, body, cut)
    for page in (page_of_package(package), read_package(package)):
        end = len(page.text)
        assert "harbour police" in page.text
        assert [(gap.start, gap.end) for gap in page.gaps] == ([(end, end)] if is_cut else [])
        shown = [piece for block in blocks_of(page, ()) for piece in block.pieces]
        assert [piece.start for piece in shown if piece.look == "gap"] == ([end] if is_cut else [])
