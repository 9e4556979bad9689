"""What a browser asks for goes on as it was asked, or is told to whoever answers; never neither."""

import io
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import urlsplit

import pytest

from khronika.net.proxy import BrowserProxy, BrowserRequest, Refusal

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@contextmanager
def _proxy() -> Iterator[tuple[list[BrowserRequest], Callable[..., bytes]]]:
    """Run a proxy; answer what it was asked, and a way to ask: `send(bytes, tunnel="host:443")`."""
    heard: list[BrowserRequest] = []

    def answer(request: BrowserRequest) -> IO[bytes] | Refusal:
        heard.append(request)
        return Refusal(413, request.lost) if request.lost else io.BytesIO(ANSWER)

    with BrowserProxy(answer) as proxy:
        where = urlsplit(proxy.url)

        def send(
            request: bytes, *, tunnel: str = "", is_tls: bool = True, hangs_up: bool = False
        ) -> bytes:
            to = (str(where.hostname), int(where.port or 0))
            with socket.create_connection(to, timeout=60) as line:
                if tunnel:
                    head = f"CONNECT {tunnel} HTTP/1.1\r\nHost: {tunnel}\r\n\r\n"
                    line.sendall(head.encode())
                    assert line.recv(1 << 16).startswith(b"HTTP/1.1 200")
                with _secured(line) if tunnel and is_tls else line as inner:
                    inner.sendall(request)
                    if hangs_up:
                        inner.shutdown(socket.SHUT_WR)
                    return b"".join(iter(lambda: inner.recv(1 << 16), b""))

        yield heard, send


def _secured(line: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(line, server_hostname="outlet.example")


@pytest.mark.parametrize("path", ["//img//a.png", "///x", "/a//b", "/"])
def test_an_address_is_asked_for_with_every_slash_that_it_has(path: str) -> None:
    """Behind TLS too: `//img/a.png` is another address than `/img/a.png`, and sites use it."""
    with _proxy() as (heard, send):
        send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), tunnel="outlet.example:443")
    assert [request.url for request in heard] == [f"https://outlet.example{path}"]


def test_a_long_address_is_asked_for_whole() -> None:
    """Pages put what they count into addresses of hundreds of thousands of letters."""
    url = "http://outlet.example/count?seen=" + "x" * 300_000
    with _proxy() as (heard, send):
        assert send(f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).endswith(b"ok")
    assert [request.url for request in heard] == [url]


@pytest.mark.parametrize(
    "more", ["X-Long: " + "x" * 70_000 + "\r\n", "".join(f"X-{n}: 1\r\n" for n in range(120))]
)
def test_a_head_that_is_not_read_is_told(more: str) -> None:
    """The browser gets an error and whoever records hears of it."""
    with _proxy() as (heard, send):
        said = send(f"GET http://outlet.example/x HTTP/1.1\r\n{more}\r\n".encode())
    assert said.startswith(b"HTTP/1.1 413")
    assert [(one.method, one.url) for one in heard] == [("GET", "http://outlet.example/x")]
    assert "header" in heard[0].lost


@pytest.mark.parametrize("length", ["9" * 5000, "99999999999"])
def test_a_body_of_any_stated_length_is_told(length: str) -> None:
    """Also where the number has thousands of digits, which Python does not read."""
    with _proxy() as (heard, send):
        send(f"POST http://outlet.example/ HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
    assert "a body of 9999999" in heard[0].lost
    assert len(heard[0].lost) < 200


def test_a_body_that_breaks_off_is_told_and_not_sent_on() -> None:
    """Half of what a page said is not what it said."""
    head = b"POST http://outlet.example/ HTTP/1.1\r\nContent-Length: 9\r\n\r\n"
    with _proxy() as (heard, send):
        send(head + b"half", hangs_up=True)
    assert [(one.body, "broke off" in one.lost) for one in heard] == [(None, True)]


@pytest.mark.parametrize(
    ("port", "origin"), [(80, "outlet.example"), (8080, "outlet.example:8080")]
)
def test_a_live_connection_in_the_clear_is_told(port: int, origin: str) -> None:
    """Browsers open `ws:` through a tunnel as they do `wss:`, with no TLS in it."""
    request = b"GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with _proxy() as (heard, send):
        send(request, tunnel=f"outlet.example:{port}", is_tls=False)
    assert [(one.url, one.is_upgrade) for one in heard] == [(f"http://{origin}/live", True)]
