"""Bytes packed as answers of servers pack them: WARC records, chunks, deflate."""

import zlib


def warc(head: bytes, body: bytes) -> bytes:
    """A record that holds one answer with more header lines."""
    block = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: "
        + str(len(block)).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )  # fmt: skip


def chunked(content: bytes, size: int = 700) -> bytes:
    """Chunks of one size (RFC 9112 7.1)."""
    pieces = [*(content[at : at + size] for at in range(0, len(content), size)), b""]
    return b"".join(b"%x\r\n" % len(one) + one + b"\r\n" for one in pieces)


def deflated(content: bytes) -> bytes:
    """Raw deflate, without zlib's head."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()
