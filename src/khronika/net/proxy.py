"""A proxy on loopback through which one browser asks for everything, so that all of it is seen.

TLS ends here: each host gets a certificate of a key that lives as long as the proxy, and the real
handshake, with the certificates that the server showed, is made and noted by the client. The proxy
decides nothing: a function answers each request with bytes, or refuses it.
"""

import contextlib
import ipaddress
import shutil
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BODY_LIMIT_BYTES = 16 << 20
"""A browser that looks at a page has no reason to send more."""
_LINE_BYTES = 4 << 20
"""Longest request line: Chromium writes addresses of two million letters."""
_HANDSHAKE = 0x16
"""First byte of a connection that speaks TLS (RFC 8446 section 5.1)."""
_HOP = frozenset(
    {"connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "host", "content-length", "expect", "proxy-authorization"}
)
"""Headers between two neighbours (RFC 9110 section 7.6.1), and those that the client writes."""


@dataclass(frozen=True, slots=True)
class BrowserRequest:
    """What a browser asked for: an absolute address, its header lines, its body or None.

    `lost` says what of it was not read, "" where nothing is missing.
    """

    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    body: bytes | None
    is_upgrade: bool = False
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of the proxy's own: a status and why, which the browser shows nobody."""

    status: int
    why: str


Answer = Callable[[BrowserRequest], IO[bytes] | Refusal]
"""Answers a request with a whole message as it came (a file at its start), or refuses it."""


class BrowserProxy:
    """The proxy while it runs; `url` is what the browser is told.

    Args:
        answer: called for each request, in a thread of its own.
    """

    def __init__(self, answer: Answer) -> None:
        self._certificates = _Certificates()
        certificates = self._certificates

        class _Bound(_Handler):
            pass

        _Bound.answer = staticmethod(answer)
        _Bound.certificates = certificates
        self._server = _Server(("127.0.0.1", 0), _Bound)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "BrowserProxy":
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and forget the key."""
        self._server.shutdown()
        self._server.server_close()
        self._certificates.forget()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """One connection of the browser."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    answer: Answer
    certificates: "_Certificates"
    origin = ""

    def finish(self) -> None:
        """Close the connection, and the one inside it."""
        with contextlib.suppress(OSError):
            super().finish()
            self.connection.close()

    def log_message(self, *_: object) -> None:
        """Keep quiet: what was asked is noted elsewhere."""

    def handle_one_request(self) -> None:
        """Read one request, however long its address is; the library stops at 64 KB."""
        self.raw_requestline = self.rfile.readline(_LINE_BYTES + 1)
        if len(self.raw_requestline) > _LINE_BYTES:
            self.raw_requestline = self.raw_requestline[:1024]
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
        elif not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self.do_CONNECT()

    def parse_request(self) -> bool:
        """Let any method through, as servers know more than this library does."""
        is_read = super().parse_request()
        if is_read and self.command != "CONNECT":
            self._pass_on()
            return False
        return is_read

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Tell whoever answers of a request that could not be read, as far as it was."""
        self.close_connection = True
        words = self.raw_requestline.decode("latin-1").split()
        self.command = words[0] if words else "request"
        lost = f"a header that could not be read ({message or HTTPStatus(code).phrase})"
        self._give(BrowserRequest(self.command, self._url(), (), None, lost=lost))

    def do_CONNECT(self) -> None:
        """Shake hands in the place of the server, and go on reading requests."""
        host, _, port = self.path.rpartition(":")
        self.send_response_only(200, "Connection Established")
        self.end_headers()
        self.wfile.flush()
        begin = self.connection.recv(1, socket.MSG_PEEK)
        if begin and begin[0] != _HANDSHAKE:  # `ws:` takes a tunnel too, and speaks in the clear
            self.origin = f"http://{host}" + ("" if port == "80" else f":{port}")
            self.close_connection = False
            return
        try:
            context = self.certificates.context(host.strip("[]"))
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except (OSError, ValueError):
            self.close_connection = True
            return
        self.rfile.close()
        self.wfile.close()
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = self.connection.makefile("wb", 0)
        self.origin = f"https://{host}" + ("" if port == "443" else f":{port}")
        self.close_connection = False

    def _url(self) -> str:
        """Answer the address as it stands in the request; the library makes one slash of two."""
        words = self.raw_requestline.decode("latin-1").split()
        path = words[1] if len(words) > 1 else "/"
        return self.origin + path if path.startswith("/") else path

    def _pass_on(self) -> None:
        self.close_connection = True
        fields = tuple(
            (name, value) for name, value in self.headers.items() if name.lower() not in _HOP
        )
        lost, body = self._lost(), None
        length = self.headers.get("Content-Length")
        if not lost and length is not None:
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                lost, body = f"a body that broke off after {len(body)} bytes", None
        is_upgrade = "upgrade" in self.headers.get("Connection", "").lower()
        self._give(BrowserRequest(self.command, self._url(), fields, body, is_upgrade, lost))

    def _give(self, request: BrowserRequest) -> None:
        given = type(self).answer(request)
        with contextlib.suppress(OSError):
            if isinstance(given, Refusal):
                self._refuse(given)
                return
            with given:
                shutil.copyfileobj(given, self.wfile, 1 << 16)
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)

    def _lost(self) -> str:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            return "a body whose length it does not say"
        # Python reads no number of thousands of digits, and no body is that long.
        if len(length) > 18 or int(length) > BODY_LIMIT_BYTES:
            return f"a body of {length[:18]} bytes, where {BODY_LIMIT_BYTES} are the most"
        return ""

    def _refuse(self, refusal: Refusal) -> None:
        why = refusal.why.encode()
        self.send_response_only(refusal.status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(why)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(why)


class _Certificates:
    """Certificates for hosts as they are asked for, all of one key that is kept nowhere."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._folder = Path(tempfile.mkdtemp(prefix="khronika-proxy-"))
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def context(self, host: str) -> ssl.SSLContext:
        """Answer the TLS context that speaks for a host."""
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._make(host)
            return self._contexts[host]

    def forget(self) -> None:
        """Remove what was written."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, host: str) -> ssl.SSLContext:
        chain = self._folder / f"{len(self._contexts)}.pem"
        private = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        chain.touch(0o600)
        chain.write_bytes(
            private + self._certificate(host).public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        chain.unlink()
        return context

    def _certificate(self, host: str) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "recording")])
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName(list(_names(host))), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _names(host: str) -> Iterator[x509.GeneralName]:
    try:
        yield x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        yield x509.DNSName(host)
