"""Asks by way of another machine: a SOCKS 5 proxy (RFC 1928) or an HTTP proxy (RFC 9110 9.3.6).

Names are looked up there, not here: who watches our line learns the relay and nothing more. The
relay itself may be private, it is the operator's own; what is asked for through it may not be.
"""

import base64
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from khronika.errors import NetError
from khronika.net.address import IP, AddressForbidden, WebAddress, read_host, resolve

_PORTS = {"socks5": 1080, "http": 3128}
_INSIDE = ("localhost", "local", "internal", "lan", "home", "corp", "arpa")
_REFUSALS = {
    1: "it failed",
    2: "its rules forbid it",
    3: "it does not reach that network",
    4: "it does not reach that host",
    5: "the host refused the connection",
    6: "it took too long",
}
_HEAD_BYTES = 16 << 10


class RelayUnreadable(NetError):
    """A relay is not written as an address of one."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A machine that passes connections on; `login` is `user:password` or None."""

    kind: str
    host: str
    port: int
    login: str | None = None

    def __repr__(self) -> str:
        """Show no host and no login: they are the operator's."""
        return f"Relay({self.kind})"


def read_relay(text: str) -> Relay:
    """Read the address of a relay.

    Args:
        text: `socks5://[user:password@]host[:port]` or `http://…`.

    Raises:
        RelayUnreadable: it is none.

    >>> read_relay("socks5://127.0.0.1:9050").port
    9050
    """
    try:
        parts = urlsplit(text.strip().replace("socks5h://", "socks5://"))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RelayUnreadable(f"a proxy that cannot be read ({error})") from error
    if parts.scheme not in _PORTS or not host or parts.path not in ("", "/"):
        raise RelayUnreadable("write the proxy as socks5://HOST:PORT or http://HOST:PORT")
    login = None
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Relay(
        parts.scheme, host if ":" in host else read_host(host), port or _PORTS[parts.scheme], login
    )


def refuse_private(host: str, port: int, allowed: Iterable[IP]) -> None:
    """Refuse what lies in somebody's own network, as far as that can be told without asking.

    Args:
        host: as `read_host` writes it.
        port: of the service.
        allowed: private addresses that are allowed.

    Raises:
        AddressForbidden: a number of a private network, in any spelling, or a name of one.
    """
    last = host.rpartition(".")[2]
    if ":" in host or re.fullmatch(r"0x[0-9a-f]*|[0-9]+", last):
        resolve(host, port, allowed=allowed)  # a number: nobody is asked for it
    elif last in _INSIDE or "." not in host:
        raise AddressForbidden(f"host {host} is a name of a private network; it is not asked")


def dial(relay: Relay, address: WebAddress, seconds: float) -> socket.socket:
    """Connect to an address by way of a relay.

    Args:
        relay: the machine.
        address: what is connected to; judged before.
        seconds: longest wait for each step.

    Raises:
        OSError: the relay cannot be reached, or refuses.
    """
    try:
        connection = socket.create_connection((relay.host, relay.port), timeout=seconds)
    except OSError as error:
        raise ConnectionError("the proxy cannot be reached") from error
    try:
        (_socks if relay.kind == "socks5" else _tunnel)(connection, relay, address)
    except BaseException:
        connection.close()
        raise
    return connection


def _socks(connection: socket.socket, relay: Relay, address: WebAddress) -> None:
    methods = b"\x00\x02" if relay.login else b"\x00"
    connection.sendall(bytes([5, len(methods)]) + methods)
    version, method = _exactly(connection, 2)
    if version != 5 or method not in methods:
        raise ConnectionError("the proxy does not speak SOCKS 5, or wants another login")
    if method == 2:
        user, _, password = (relay.login or "").partition(":")
        words = [word.encode()[:255] for word in (user, password)]
        connection.sendall(b"\x01" + b"".join(bytes([len(word)]) + word for word in words))
        if _exactly(connection, 2)[1]:  # RFC 1929
            raise ConnectionError("the proxy refuses the login")
    name = address.host.encode("ascii")
    place = b"\x03" + bytes([len(name)]) + name
    if b":" in name:
        place = b"\x04" + socket.inet_pton(socket.AF_INET6, address.host)
    connection.sendall(b"\x05\x01\x00" + place + address.port.to_bytes(2))
    _, reply, _, kind = _exactly(connection, 4)
    if reply:
        why = _REFUSALS.get(reply, f"code {reply}")
        raise ConnectionError(f"the proxy gives no connection: {why}")
    size = {1: 4, 4: 16}.get(kind) or _exactly(connection, 1)[0]
    _exactly(connection, size + 2)


def _exactly(connection: socket.socket, size: int) -> bytes:
    held = b""
    while len(held) < size:
        piece = connection.recv(size - len(held))
        if not piece:
            raise ConnectionError("the proxy ended the connection")
        held += piece
    return held


def _tunnel(connection: socket.socket, relay: Relay, address: WebAddress) -> None:
    host = f"[{address.host}]" if ":" in address.host else address.host
    target = f"{host}:{address.port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if relay.login:
        lines.append(
            f"Proxy-Authorization: Basic {base64.b64encode(relay.login.encode()).decode()}"
        )
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        # Byte by byte: what follows belongs to the one behind the relay.
        head += _exactly(connection, 1)
        if len(head) > _HEAD_BYTES:
            raise ConnectionError("the proxy's answer has no end")
    found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    if not found or not found[1].startswith(b"2"):
        said = found[1].decode() if found else "something else"
        raise ConnectionError(f"the proxy gives no connection: it answered {said}")
