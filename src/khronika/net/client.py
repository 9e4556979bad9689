"""Asks for one address and keeps what comes, byte for byte, under limits of time and size.

HTTP/1.1 by hand (RFC 9112): a library that parses would lose what odd servers send. The answer is
never unpacked; where it is cut, it says so.
"""

import base64
import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from khronika.errors import NetError
from khronika.net.address import IP, WebAddress, resolve
from khronika.net.framing import Framing, UntilClose, frame
from khronika.net.relay import Relay, dial, refuse_private
from khronika.net.tls import TlsFacts, wrap
from khronika.seal.entity import MessageHead, parse_head

HEAD_LIMIT_BYTES = 1 << 20
_AGENT = "Mozilla/5.0 (compatible)"
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that let others in: sent where they must be, and never kept."""
_PIECE = 1 << 16
_MOST_INTERIM = 64
"""Answers of 1xx before the one that counts; real servers send one or two."""


class NoAnswer(NetError):
    """A server could not be reached, or sent nothing that is HTTP."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may take: seconds from its start, and bytes of bodies received."""

    seconds: float = 75.0
    body_bytes: int = 1 << 29
    connect_seconds: float = 20.0
    idle_seconds: float = 30.0
    head_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as sent and as received.

    `request` is without Authorization and Cookie; `head_bytes` and `body_bytes` are lengths in
    `answer`, a file at whose start the answer lies; `cut` is None, or why it is not whole, as
    WARC-Truncated names it (`time`, `length`, `disconnect`, `unspecified`), and `fault` in words.
    """

    address: WebAddress
    ip: str
    request: bytes
    answer: IO[bytes]
    head_bytes: int
    body_bytes: int
    head: MessageHead
    tls: TlsFacts | None
    cut: str | None = None
    fault: str | None = None
    interim: tuple[str, ...] = ()


@dataclass(slots=True)
class Meter:
    """Counts down the time and the bytes that one source has left."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    started_at: float = field(init=False)
    received: int = 0

    def __post_init__(self) -> None:
        """Start the clock."""
        self.started_at = self.clock()

    @property
    def seconds_left(self) -> float:
        """Seconds until the source must end."""
        return self.started_at + self.limits.seconds - self.clock()

    @property
    def bytes_left(self) -> int:
        """Bytes that may still come."""
        return self.limits.body_bytes - self.received


def ask(
    address: WebAddress,
    answer: IO[bytes],
    *,
    meter: Meter,
    allowed: Iterable[IP] = (),
    login: str | None = None,
    body: bytes | None = None,
    content_type: str | None = None,
    method: str | None = None,
    fields: Sequence[tuple[str, str]] | None = None,
    extra: Sequence[tuple[str, str]] = (),
    relay: Relay | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Exchange:
    """Send one request and write the answer into a file, as it comes.

    Args:
        address: what to ask for.
        answer: an empty file, open for reading and writing.
        meter: what is left of the limits; bytes received are counted on it.
        allowed: private addresses that may be asked.
        login: `user:password` for this server alone; sent, and kept nowhere.
        body: makes it a POST, where no method is named.
        content_type: of the body.
        method: of the request, upper case.
        fields: header lines of a browser, sent instead of our own; Host and Connection stay ours.
            `Authorization` and `Cookie` are sent and not kept.
        extra: header lines that are sent beside our own.
        relay: by whose way to ask; the machine that answers is then not known, and `ip` is "".
        progress: called with the bytes received so far.

    Raises:
        NoAnswer: nothing that is HTTP came.
        AddressForbidden: the host lies on a private network.
        HostUnknown: the host has no address.
    """
    method = method or ("GET" if body is None else "POST")
    usual = [("User-Agent", _AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
    usual += [("Content-Type", content_type)] if content_type else []
    sent = [*(usual if fields is None else fields), *extra]
    kept = [("Host", address.host_field), *(x for x in sent if x[0].lower() not in _SECRET)]
    kept += [("Connection", "close")]
    kept += [("Content-Length", str(len(body)))] if body is not None else []
    secret = [x for x in sent if x[0].lower() in _SECRET]
    secret += [("Authorization", _basic(login))] if login else []
    line = f"{method} {address.target} HTTP/1.1\r\n".encode("ascii")
    rest = _lines(kept) + b"\r\n" + (body or b"")
    request = line + rest
    connection, ip, tls = _connect(address, meter, allowed, relay)
    with contextlib.closing(connection):
        stream = _Stream(connection, meter, progress)
        try:
            connection.sendall(line + _lines(secret) + rest)
        except OSError as error:
            raise NoAnswer(
                f"{address.shown}: the request could not be sent ({_why(error)})"
            ) from error
        return _receive(address, answer, stream, request, ip, tls)


def _basic(login: str) -> str:
    """Write a login as RFC 7617 wants it."""
    return "Basic " + base64.b64encode(login.encode("utf-8", "surrogateescape")).decode("ascii")


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("latin-1")


def _connect(
    address: WebAddress, meter: Meter, allowed: Iterable[IP], relay: Relay | None
) -> tuple[socket.socket, str, TlsFacts | None]:
    seconds = max(0.1, min(meter.limits.connect_seconds, meter.seconds_left))
    if relay is not None:
        return _relayed(address, relay, allowed, seconds)
    machines = resolve(address.host, address.port, allowed=allowed, seconds=seconds)
    reason = "no time left"
    for ip in machines:
        if meter.seconds_left <= 0:
            break

        def connect(ip: IP = ip) -> socket.socket:
            wait = max(0.1, min(meter.limits.connect_seconds, meter.seconds_left))
            return socket.create_connection((str(ip), address.port), timeout=wait)

        try:
            if address.scheme == "http":
                return connect(), str(ip), None
            connection, facts = wrap(connect, address.host)
        except OSError as error:
            reason = _why(error)
        else:
            return connection, str(ip), facts
    raise NoAnswer(f"{address.shown}: no connection ({reason}); try again later")


def _relayed(
    address: WebAddress, relay: Relay, allowed: Iterable[IP], seconds: float
) -> tuple[socket.socket, str, TlsFacts | None]:
    refuse_private(address.host, address.port, allowed)
    try:
        if address.scheme == "http":
            return dial(relay, address, seconds), "", None
        connection, facts = wrap(lambda: dial(relay, address, seconds), address.host)
    except OSError as error:
        raise NoAnswer(f"{address.shown}: no connection ({_why(error)}); try again") from error
    return connection, "", facts


def _why(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {(error.reason or str(error)).lower().replace('_', ' ')}"
    return (error.strerror or str(error)).lower()


class _Stream:
    """Reads from a connection under the limits, and remembers why it ended."""

    def __init__(
        self, connection: socket.socket, meter: Meter, progress: Callable[[int], None]
    ) -> None:
        self._connection, self._meter, self._progress = connection, meter, progress
        self._began_at = meter.clock()
        self._counts = False  # a header has a limit of its own
        self.is_torn = False  # TLS ended without its farewell
        self.cut: str | None = None
        self.fault: str | None = None

    @property
    def limits(self) -> Limits:
        """The limits that this connection keeps."""
        return self._meter.limits

    @property
    def elapsed(self) -> float:
        """Seconds since the connection was made."""
        return self._meter.clock() - self._began_at

    def begin_body(self, rest: bytes) -> bytes:
        """Count what came along with the header, clipped at the limit, and all that follows."""
        self._counts = True
        self._meter.received += len(rest)
        excess = -self._meter.bytes_left
        if excess <= 0:
            return rest
        self._end_at_limit()
        return rest[: max(0, len(rest) - excess)]

    def _end_at_limit(self) -> bytes:
        limit = self._meter.limits.body_bytes
        return self._end("length", f"the limit of {limit} bytes was reached")

    def read(self, most: int = _PIECE, *, seconds: float | None = None) -> bytes:
        """Answer the next bytes, b"" at the end or where a limit bites."""
        meter = self._meter
        idle = seconds or meter.limits.idle_seconds
        wait = min(idle, meter.seconds_left)
        if wait <= 0:
            return self._end("time", f"the limit of {meter.limits.seconds:g} seconds was reached")
        self._connection.settimeout(wait)
        try:
            # At the limit one byte more tells a body that ends here from one that goes on.
            most = max(1, min(most, meter.bytes_left)) if self._counts else most
            piece = self._connection.recv(most)
        except TimeoutError:
            if seconds is not None:
                return b""
            if meter.seconds_left <= 0:
                return self._end(
                    "time", f"the limit of {meter.limits.seconds:g} seconds was reached"
                )
            return self._end("time", f"nothing came for {idle:g} seconds")
        except ssl.SSLEOFError:
            self.is_torn = True
            return b""
        except OSError as error:
            if seconds is not None:  # the answer was whole; some servers hang up with a bang
                return b""
            return self._end("disconnect", f"the connection broke ({_why(error)})")
        if not self._counts:
            return piece
        if piece and meter.bytes_left <= 0:
            return self._end_at_limit()
        meter.received += len(piece)
        self._progress(meter.received)
        return piece

    def _end(self, cut: str, fault: str) -> bytes:
        self.cut, self.fault = cut, fault
        return b""


def _receive(
    address: WebAddress,
    answer: IO[bytes],
    stream: _Stream,
    request: bytes,
    ip: str,
    tls: TlsFacts | None,
) -> Exchange:
    interim: list[str] = []
    raw_head, rest = _read_head(stream, b"")
    head = parse_head(raw_head)
    while head and 100 <= head.status < 200 and head.status != 101:
        interim.append(raw_head.split(b"\n")[0].strip().decode("latin-1"))
        if len(interim) > _MOST_INTERIM:
            raise NoAnswer(
                f"{address.shown}: no answer (interim ones without end); try again later"
            )
        raw_head, rest = _read_head(stream, rest)
        head = parse_head(raw_head)
    if head is None:
        why = stream.fault or ("it sent nothing" if not raw_head else "what came is not HTTP")
        raise NoAnswer(f"{address.shown}: no answer ({why}); try again later")
    rest = stream.begin_body(rest)
    framing = frame(head, has_body=not request.startswith(b"HEAD "))
    answer.write(raw_head)
    body_bytes = 0
    if raw_head.endswith((b"\n\n", b"\n\r\n")):
        for piece in _read_body(stream, framing, rest):
            answer.write(piece)
            body_bytes += len(piece)
    elif not stream.cut:
        stream.cut, stream.fault = "disconnect", "the connection ended within the header"
    if stream.is_torn and not stream.cut and isinstance(framing, UntilClose):
        # RFC 9112 section 9.8: whoever sits between could have ended it.
        stream.cut = "disconnect"
        stream.fault = "TLS ended without close_notify: whether more was to come is not known"
    cut = stream.cut or framing.cut
    fault = stream.fault or framing.fault
    return Exchange(
        address, ip, request, answer, len(raw_head), body_bytes, head, tls, cut, fault,
        tuple(interim),
    )  # fmt: skip


def _read_head(stream: _Stream, begun: bytes) -> tuple[bytes, bytes]:
    held = bytearray(begun)
    while True:
        ends = [held.find(mark) + len(mark) for mark in (b"\n\r\n", b"\n\n") if mark in held]
        if ends:
            return bytes(held[: min(ends)]), bytes(held[min(ends) :])
        if len(held) > HEAD_LIMIT_BYTES:
            stream.cut, stream.fault = "length", "the header has no end"
            return bytes(held), b""
        piece = stream.read()
        if not piece:
            return bytes(held), b""
        held += piece
        if stream.elapsed > stream.limits.head_seconds:
            stream.cut = "time"
            stream.fault = f"the header took more than {stream.limits.head_seconds:g} seconds"
            return bytes(held), b""


def _read_body(stream: _Stream, framing: Framing, rest: bytes) -> Iterator[bytes]:
    piece = rest
    while True:
        if piece:
            framing.feed(piece)
            yield piece
        if framing.is_done or stream.cut:
            break
        piece = stream.read()
        if not piece:
            break
    # Whatever a server sends beyond what it declared is evidence too: look for a moment.
    while framing.is_done and not stream.cut and framing.looks_beyond:
        piece = stream.read(seconds=0.5)
        if not piece:
            break
        framing.feed(piece)
        yield piece
