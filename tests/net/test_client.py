"""The client keeps what comes, byte for byte, and stops at its limits."""

import io
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from khronika.net.address import AddressForbidden, read_address, read_allowed
from khronika.net.client import Exchange, Limits, Meter, NoAnswer, ask

HERE = read_allowed("127.0.0.1")
Send = Callable[[bytes], None]


def _ask(url: str, *, limits: Limits | None = None, **words: Any) -> tuple[Exchange, bytes]:
    limits = limits or Limits(seconds=60, idle_seconds=30)
    file = io.BytesIO()
    exchange = ask(read_address(url), file, meter=Meter(limits), allowed=HERE, **words)
    return exchange, file.getvalue()


ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    b"HTTP/1.0 200 OK\n\nabc",
    b"HTTP/1.1 200\r\nX-A: Gro\xdfmann\r\n folded\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nabc",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_whole_answers_are_kept_as_they_came(serve: Callable[..., Any], answer: bytes) -> None:
    """Nothing is decoded, joined, sorted or left out."""
    exchange, kept = _ask(serve(lambda _, send: send(answer)).url + "/x?y=z#not-sent")
    assert kept == answer
    assert exchange.cut is None
    assert len(answer) == exchange.head_bytes + exchange.body_bytes
    assert exchange.request.startswith(b"GET /x?y=z HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize(
    ("answer", "cut"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "disconnect"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", "unspecified"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 9\r\n\r\nabc",
            "disconnect",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc", "unspecified"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "disconnect"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html", "disconnect"),
        (b"HTTP/1.1 204 No Content\r\n\r\nabc", "unspecified"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx", "disconnect"),
    ],
)
def test_broken_answers_are_kept_and_told(
    serve: Callable[..., Any], answer: bytes, cut: str
) -> None:
    """What came is kept, and why it is not whole is said in WARC's word."""
    exchange, kept = _ask(serve(lambda _, send: send(answer)).url)
    assert kept == answer
    assert exchange.cut == cut
    assert exchange.fault


_ON_CLOSE = b"\1\0\0\0\0\0\0\0"
"""SO_LINGER by which a socket that is closed is torn down."""


def _torn_down(serve: Callable[..., Any], said: bytes) -> tuple[Exchange, bytes]:
    """Ask a server that tears the connection down once `said` has come, to its last byte."""
    has_come = threading.Event()

    def answer(_: bytes, send: Send) -> None:
        send(said)
        has_come.wait(60)
        connection = send.__self__  # type: ignore[attr-defined]  # the socket's own method
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ON_CLOSE)

    class Kept(io.BytesIO):
        def write(self, piece: Any) -> int:
            if bytes(piece).endswith(said[-1:]):
                has_come.set()
            return super().write(piece)

    file, url = Kept(), serve(answer).url
    exchange = ask(read_address(url), file, meter=Meter(Limits(seconds=60)), allowed=HERE)
    return exchange, file.getvalue()


def test_a_reset_in_the_middle_is_told(serve: Callable[..., Any]) -> None:
    """A connection that is torn down leaves what came."""
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc"
    exchange, kept = _torn_down(serve, said)
    assert (exchange.cut, kept) == ("disconnect", said)


def test_a_reset_after_the_end_is_none(serve: Callable[..., Any]) -> None:
    """What came is whole by its own length, though the server hangs up with a bang."""
    exchange, kept = _torn_down(serve, ANSWERS[0])
    assert (exchange.cut, kept) == (None, ANSWERS[0])


@pytest.mark.parametrize("answer", [b"", b"<html>old</html>", b"\x15\x03\x01", b"HTTP/1.1 "])
def test_what_is_no_http_is_no_answer(serve: Callable[..., Any], answer: bytes) -> None:
    """Silence and other protocols give no package."""
    with pytest.raises(NoAnswer):
        _ask(serve(lambda _, send: send(answer)).url)


def test_a_drip_ends_at_the_limit_of_time(serve: Callable[..., Any]) -> None:
    """A byte at a time, for ever, ends when the time is over."""

    def answer(_: bytes, send: Send) -> None:
        send(b"HTTP/1.1 200 OK\r\n\r\n<p>")
        while True:
            send(b".")
            time.sleep(0.05)

    exchange, kept = _ask(serve(answer).url, limits=Limits(seconds=1))
    assert exchange.cut == "time"
    assert kept.endswith(b".")


def test_a_header_without_end_is_cut(serve: Callable[..., Any]) -> None:
    """A header that goes on for ever ends in time, and what came is kept."""

    def answer(_: bytes, send: Send) -> None:
        send(b"HTTP/1.1 200 OK\r\n")
        while True:
            send(b"X-Filler: " + b"x" * 90000 + b"\r\n")

    exchange, kept = _ask(serve(answer).url)
    assert exchange.cut == "length"
    assert exchange.body_bytes == 0
    assert kept.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_body_without_end_ends_at_the_limit_of_bytes(serve: Callable[..., Any]) -> None:
    """No more is kept than the limit allows."""

    def answer(_: bytes, send: Send) -> None:
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            send(b"x" * 65536)

    exchange, kept = _ask(serve(answer).url, limits=Limits(seconds=60, body_bytes=300000))
    assert exchange.cut == "length"
    assert exchange.body_bytes == 300000
    assert len(kept) == exchange.head_bytes + 300000


@pytest.mark.parametrize("limit", [3, 2, 1])
@pytest.mark.parametrize("length", ["Content-Length: 3\r\n", ""])
def test_the_limit_is_exact(serve: Callable[..., Any], limit: int, length: str) -> None:
    """A body of just the limit is whole; one byte more is cut, also where it comes at once."""
    answer = f"HTTP/1.1 200 OK\r\n{length}\r\nabc".encode()
    server = serve(lambda _, send: send(answer))
    exchange, kept = _ask(server.url, limits=Limits(seconds=60, body_bytes=limit))
    assert exchange.cut == (None if limit == 3 else "length")
    assert kept.endswith(b"abc"[:limit])
    assert exchange.body_bytes == limit


def test_silence_ends_after_the_idle_time(serve: Callable[..., Any]) -> None:
    """A server that accepts and says nothing does not hold the desk."""
    server = serve(lambda _, __: time.sleep(15))
    with pytest.raises(NoAnswer, match="nothing came for"):
        _ask(server.url, limits=Limits(seconds=10, idle_seconds=0.3))


def test_interim_answers_are_passed_over(serve: Callable[..., Any]) -> None:
    """Early hints are noted, the answer that counts is kept."""
    final = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
    server = serve(lambda _, send: send(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + final))
    exchange, kept = _ask(server.url)
    assert kept == final
    assert exchange.interim == ("HTTP/1.1 103 Early Hints",)


def test_interim_answers_without_end_are_no_answer(serve: Callable[..., Any]) -> None:
    """They fill neither memory nor manifest."""

    def answer(_: bytes, send: Send) -> None:
        while True:
            send(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)

    with pytest.raises(NoAnswer, match="without end"):
        _ask(serve(answer).url, limits=Limits(seconds=60))


def test_a_login_is_sent_and_not_kept(serve: Callable[..., Any]) -> None:
    """The server sees the login, the record does not."""
    server = serve(lambda _, send: send(ANSWERS[0]))
    exchange, _ = _ask(server.url, login="anna:secret")
    assert b"Authorization: Basic YW5uYTpzZWNyZXQ=" in server.requests[0]
    assert b"uthorization" not in exchange.request


def test_another_loopback_address_is_not_asked(serve: Callable[..., Any]) -> None:
    """An address beside the allowed one sees no connection."""
    server = serve(lambda _, send: send(ANSWERS[0]), "127.0.0.2")
    for host in ("127.0.0.2", "127.2", "0x7f000002", "2130706434", "[::ffff:127.0.0.2]"):
        with pytest.raises(AddressForbidden):
            _ask(f"http://{host}:{server.port}/")
    assert server.requests == []


def test_a_closed_port_is_no_answer() -> None:
    """Nobody there: one line that names the address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer, match=f"http://127.0.0.1:{port}/"):
        _ask(f"http://127.0.0.1:{port}/?token=1")
