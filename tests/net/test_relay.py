"""Asking by way of a relay: it is told the name, and private networks stay closed."""

import io
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from khronika.net.address import AddressForbidden, read_address, read_allowed
from khronika.net.client import Limits, Meter, NoAnswer, ask
from khronika.net.relay import RelayUnreadable, read_relay, refuse_private

ALLOWED = read_allowed("127.0.0.1")


class _Proxy:
    """A proxy on loopback that speaks SOCKS 5 or CONNECT, and notes what it is asked for."""

    def __init__(self, kind: str, *, login: bytes = b"", refusal: int = 0) -> None:
        self.kind, self.login, self.refusal = kind, login, refusal
        self.asked: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._loop, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _loop(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            target = (self._socks if self.kind == "socks5" else self._connect)(connection)
            if target is None:
                return
            with socket.create_connection(target) as behind:
                back = threading.Thread(target=_pump, args=(behind, connection))
                back.start()
                _pump(connection, behind)
                back.join()

    def _socks(self, connection: socket.socket) -> tuple[str, int] | None:
        _, count = connection.recv(2)
        connection.recv(count)
        connection.sendall(b"\x05\x02" if self.login else b"\x05\x00")
        if self.login:
            is_known = connection.recv(64) == self.login
            connection.sendall(b"\x01\x00" if is_known else b"\x01\x01")
            if not is_known:
                return None
        head = connection.recv(5)
        name = connection.recv(head[4])
        port = int.from_bytes(connection.recv(2))
        self.asked.append(name)
        connection.sendall(bytes([5, self.refusal]) + b"\x00\x01\0\0\0\0\0\0")
        return None if self.refusal else ("127.0.0.1", port)

    def _connect(self, connection: socket.socket) -> tuple[str, int] | None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        self.asked.append(head)
        answer = b"407 Who" if self.login and self.login not in head else b"200 OK"
        answer = b"403 No" if self.refusal else answer
        connection.sendall(b"HTTP/1.1 " + answer + b"\r\n\r\n")
        port = int(head.split(b" ")[1].rpartition(b":")[2])
        return ("127.0.0.1", port) if b"200" in answer else None


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture(name="start")
def _start() -> Iterator[Callable[..., _Proxy]]:
    """Start proxies: `start("socks5", login=…)`."""
    started: list[_Proxy] = []

    def start(kind: str, **words: Any) -> _Proxy:
        started.append(_Proxy(kind, **words))
        return started[-1]

    yield start
    for proxy in started:
        proxy.close()


def _ask(url: str, relay: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    exchange = ask(
        read_address(url), out, meter=Meter(Limits(seconds=60)), allowed=ALLOWED,
        relay=read_relay(relay),
    )  # fmt: skip
    return out.getvalue(), exchange.ip


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_an_answer_comes_by_way_of_the_relay(serve: Any, start: Any, kind: str) -> None:
    """The name goes to the relay as it is; which machine answered is not known here."""
    site = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nword"))
    proxy = start(kind)
    said, ip = _ask(f"http://outlet.example:{site.port}/x", f"{kind}://127.0.0.1:{proxy.port}")
    assert said.endswith(b"\r\n\r\nword")
    assert ip == ""
    assert b"outlet.example" in proxy.asked[0]
    assert site.requests[0].startswith(b"GET /x HTTP/1.1\r\nHost: outlet.example:")


@pytest.mark.parametrize(
    ("kind", "login"), [("socks5", b"\x01\x04anna\x03a:b"), ("http", b"Basic YW5uYTphOmI=")]
)
def test_a_login_opens_the_relay(serve: Any, start: Any, kind: str, login: bytes) -> None:
    """User and password go to the relay alone; a wrong one is an error in words."""
    site = serve(lambda _, send: send(b"HTTP/1.1 204 No\r\n\r\n"))
    port = start(kind, login=login).port
    url = f"http://outlet.example:{site.port}/"
    assert _ask(url, f"{kind}://anna:a%3Ab@127.0.0.1:{port}")[0].startswith(b"HTTP/1.1 204")
    assert b"anna" not in site.requests[0]
    with pytest.raises(NoAnswer, match="login|407"):
        _ask(url, f"{kind}://anna:wrong@127.0.0.1:{port}")


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_a_refusal_is_told(start: Any, kind: str) -> None:
    """What the relay says is the reason."""
    port = start(kind, refusal=4).port
    with pytest.raises(NoAnswer, match="does not reach that host|answered 403"):
        _ask("http://outlet.example/", f"{kind}://127.0.0.1:{port}")


def test_a_relay_that_is_not_there_is_told_without_its_name() -> None:
    """Its address is the operator's: no message, and so no package, holds it."""
    with pytest.raises(NoAnswer) as caught:
        _ask("http://outlet.example/", "socks5://127.0.0.1:9")
    assert "the proxy cannot be reached" in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert "127" not in repr(read_relay("socks5://127.0.0.1:9"))


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "127.0.0.2", "[::1]", "2130706434", "0x7f.2", "localhost", "router.lan", "intranet",
     "x.internal"],
)  # fmt: skip
def test_private_networks_stay_closed_behind_a_relay(host: str) -> None:
    """Numbers in any spelling, and names that lead nowhere but inside, are not asked for there."""
    with pytest.raises(AddressForbidden):
        refuse_private(read_address(f"http://{host}/").host, 80, ALLOWED)


@pytest.mark.parametrize("text", ["", "ftp://x", "socks5://", "socks5://h:0x1", "http://h:1/path"])
def test_what_is_no_relay_is_refused(text: str) -> None:
    """In one line that says how to write one."""
    with pytest.raises(RelayUnreadable):
        read_relay(text)
