"""What a package is about comes out as a reader would see it, under a limit."""

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from khronika.capture.warc import WarcFile
from khronika.model.evidence import Evidence
from khronika.net.address import read_address
from khronika.net.client import Exchange
from khronika.seal import entity
from khronika.seal.entity import (
    EntityUnreadable,
    decode_body,
    join_chunks,
    parse_head,
    split_head,
)
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft

TEXT = "<p>Сказано в суде: нет. Said in court on Monday.</p>".encode() * 40


def test_a_file_comes_out_as_it_is(make: Callable[..., Evidence], zipped: Path) -> None:
    """The raw file, byte for byte, from folder and zip."""
    found = entity(make(TEXT).path)
    assert (found.content, found.media_type, found.url) == (TEXT, "text/plain", None)
    assert entity(zipped).is_complete


def test_a_file_above_the_limit_is_refused(make: Callable[..., Evidence]) -> None:
    """A film is not read into memory."""
    with pytest.raises(EntityUnreadable, match="larger than"):
        entity(make(TEXT).path, limit_bytes=100)


def _raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": lambda c: gzip.compress(c[:9]) + gzip.compress(c[9:]),
    "deflate": zlib.compress,
    "Deflate": _raw_deflate,
    "br": brotli.compress,
    "zstd": lambda c: zstandard.compress(c[:9]) + zstandard.compress(c[9:]),
    "identity": bytes,
    "gzip, br": lambda c: brotli.compress(gzip.compress(c)),
}


def _head(*lines: str):  # type: ignore[no-untyped-def]  # a parsed head, never None here
    return parse_head(("HTTP/1.1 200 OK\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())


@pytest.mark.parametrize("coding", PACKERS)
def test_every_coding_is_removed(coding: str) -> None:
    """Content codings come off in the reverse of their order."""
    head = _head(f"Content-Encoding: {coding}")
    assert decode_body(head, PACKERS[coding](TEXT), 1 << 20) == (TEXT, True)


@pytest.mark.parametrize("coding", [name for name in PACKERS if name != "identity"])
def test_a_bomb_of_any_coding_stops_at_the_limit(coding: str) -> None:
    """Nothing unpacks beyond the limit."""
    bomb = PACKERS[coding](bytes(5 << 20))
    with pytest.raises(EntityUnreadable, match="unpacks to more"):
        decode_body(_head(f"Content-Encoding: {coding}"), bomb, 1 << 20)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_coding_that_breaks_off_says_so(coding: str) -> None:
    """What came before the break is kept, and is said not to be whole."""
    packed = PACKERS[coding](bytes(range(256)) * 4096)
    content, is_whole = decode_body(_head(f"Content-Encoding: {coding}"), packed[:-30], 1 << 22)
    assert not is_whole
    assert (bytes(range(256)) * 4096).startswith(content[:4096])


def test_a_body_that_is_not_as_coded_comes_out_as_it_is() -> None:
    """A header that lies does not lose the words."""
    for coding in ("gzip", "br", "zstd"):
        assert decode_body(_head(f"Content-Encoding: {coding}"), TEXT, 1 << 20) == (TEXT, False)


def test_an_unknown_coding_is_named() -> None:
    """A coding that is not known is refused by its name."""
    with pytest.raises(EntityUnreadable, match="compress-it"):
        decode_body(_head("Content-Encoding: compress-it"), zlib.compress(TEXT), 1 << 20)


@pytest.mark.parametrize("said", ["UTF-8", "none", "binary"])
def test_a_word_that_is_no_coding_changes_nothing(said: str) -> None:
    """Servers write an encoding of letters, or that there is none, where codings stand."""
    assert decode_body(_head(f"Content-Encoding: {said}"), TEXT, 1 << 20) == (TEXT, True)


@pytest.mark.parametrize("coding", PACKERS)
def test_nothing_is_whole(coding: str) -> None:
    """Answers without a body announce the coding of one all the same (RFC 9110 8.4)."""
    assert decode_body(_head(f"Content-Encoding: {coding}"), b"", 1 << 20) == (b"", True)
    head = _head(f"Content-Encoding: {coding}", "Transfer-Encoding: chunked")
    assert decode_body(head, b"0\r\n\r\n", 1 << 20) == (b"", True)


@pytest.mark.parametrize("behind", [bytes(40), b"\r\n"])
def test_what_stands_behind_gzip_is_none_of_it(behind: bytes) -> None:
    """Servers fill blocks up or end with a line; gunzip passes over that."""
    body = gzip.compress(TEXT) + behind
    assert decode_body(_head("Content-Encoding: gzip"), body, 1 << 20) == (TEXT, True)


def test_words_of_hexadecimal_letters_are_no_chunk() -> None:
    """A body may be plain though its head says chunked."""
    assert join_chunks(b"add\nbad words") == (b"add\nbad words", False)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8))
def test_chunks_join(pieces: list[bytes]) -> None:
    """Chunk framing comes off, whatever the pieces."""
    framed = b"".join(b"%x;x=y\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    assert join_chunks(framed + b"0\r\n\r\n") == (b"".join(pieces), True)


@pytest.mark.parametrize(
    ("head", "status", "cookies"),
    [
        (b"HTTP/1.1 200\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n", 200, ["a", "b"]),
        (b"HTTP/1.0 404 Not Found\nSet-Cookie:a\n\n", 404, ["a"]),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\n b\r\n\r\n", 200, ["a b"]),
        ("HTTP/1.1 200 Хорошо\r\nno colon\r\nSet-Cookie: a\r\n\r\n".encode(), 200, ["a"]),
    ],
)
def test_odd_heads_are_read(head: bytes, status: int, cookies: list[str]) -> None:
    """A reason, a carriage return, ASCII, a colon may be missing."""
    parsed = parse_head(head)
    assert parsed is not None
    assert (parsed.status, parsed.all("set-cookie")) == (status, cookies)


@pytest.mark.parametrize("head", [b"", b"<html>", b"ICY 200 OK\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_head_is_none(head: bytes) -> None:
    """Anything without an HTTP status line is no answer."""
    assert parse_head(head) is None


def test_the_last_answer_of_a_page(tmp_path: Path, signer: Signer) -> None:
    """Of several answers the last one counts, with its type, charset and address."""
    answers = [
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n",
        b'HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset="windows-1251"\r\n'
        b"Transfer-Encoding: chunked\r\n\r\n4\r\n<p>\xcd\r\n0\r\n\r\n",
    ]
    found = entity(_sealed(answers, tmp_path, signer))
    assert found.content == b"<p>\xcd"
    assert (found.media_type, found.charset) == ("text/html", "windows-1251")
    assert (found.url, found.status) == ("https://outlet.example/b", 200)


def _sealed(answers: list[bytes], tmp_path: Path, signer: Signer) -> Path:
    """Seal a package of a page whose answers came from /a, /b, ..."""
    with Draft(tmp_path / "store") as draft:
        with draft.create("data/raw/http.warc") as out:
            warc = WarcFile(out)
            for path, answer in zip("ab", answers, strict=True):
                head, body = split_head(answer)
                address = read_address(f"https://outlet.example/{path}")
                parsed = parse_head(head)
                assert parsed is not None
                sizes = len(head), len(body)
                file = io.BytesIO(answer)
                warc.write(
                    Exchange(
                        address, "192.0.2.1", b"GET / HTTP/1.1\r\n\r\n", file, *sizes, parsed, None
                    ),
                    "2018-06-23T09:00:00Z",
                )
        return draft.seal({"kind": "http", "complete": True}, signer=signer).path


def test_a_film_of_a_page_may_be_larger_than_the_page(tmp_path: Path, signer: Signer) -> None:
    """The limit holds for what is read as the page, not for what the page loads."""
    film = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + bytes(5000)
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\xd0\x94\xd0\xb0"
    path = _sealed([film, page], tmp_path, signer)
    assert entity(path, limit_bytes=1000).content == "<p>Да".encode()
    with pytest.raises(EntityUnreadable, match="larger than"):
        entity(_sealed([page, film], tmp_path / "other", signer), limit_bytes=1000)
