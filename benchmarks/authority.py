"""A time-stamp authority made by `openssl`, for tests and benchmarks that must not call anybody."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from khronika.seal.stamp import request_stamp
from khronika.seal.writer import StampAnswer

CONF = """
[ca]
default_ca = c
[c]
dir = {dir}
database = {dir}/index.txt
new_certs_dir = {dir}
serial = {dir}/serial
default_md = sha256
policy = p
unique_subject = no
[p]
commonName = supplied
[x]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[t]
serial = {dir}/tsserial
signer_cert = {dir}/tsa.pem
signer_key = {dir}/tsa.key
certs = {dir}/ca.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256,sha512
ess_cert_id_alg = sha256
"""


class Authority:
    """A time-stamp authority of this test, made by `openssl`; `life` in days from now."""

    def __init__(self, folder: Path, life: tuple[float, float] = (-1, 30)) -> None:
        folder.mkdir()
        self.folder, self.roots = folder, folder / "ca.pem"
        (folder / "conf").write_text(CONF.format(dir=folder))
        (folder / "index.txt").touch()
        for name in ("serial", "tsserial"):
            (folder / name).write_text("1000")
        self._ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key",
                  "-out", "ca.pem", "-days", "3650", "-subj", "/CN=Invented Root")  # fmt: skip
        self._ssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "tsa.key")
        self._ssl("req", "-new", "-key", "tsa.key", "-subj", "/CN=Stamp", "-out", "tsa.csr")
        first, last = (
            (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ") for days in life
        )
        self._ssl("ca", "-batch", "-config", "conf", "-extensions", "x", "-cert", "ca.pem",
                  "-keyfile", "ca.key", "-in", "tsa.csr", "-out", "tsa.pem",
                  "-startdate", first, "-enddate", last, "-notext")  # fmt: skip

    def _ssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, message: bytes) -> bytes:
        """Answer the whole response over a message."""
        return self.reply(request_stamp(message)[0])

    def reply(self, query: bytes) -> bytes:
        """Answer the whole response to a request."""
        (self.folder / "q").write_bytes(query)
        self._ssl(
            "ts", "-reply", "-config", "conf", "-section", "t", "-queryfile", "q", "-out", "r"
        )
        return (self.folder / "r").read_bytes()


class Stampers:
    """Asks authorities of this test in the way that a capture asks."""

    def __init__(self, **authorities: Authority | None) -> None:
        self._known = authorities

    @property
    def authorities(self) -> Sequence[str]:
        """Their names."""
        return tuple(self._known)

    def ask(self, authority: str, head: bytes) -> StampAnswer:
        """Answer a stamp, or a reason for an authority that is None."""
        known = self._known[authority]
        if known is None:
            return StampAnswer(authority, None, "it is closed on Mondays")
        return StampAnswer(authority, known.stamp(head))


@contextmanager
def served(authority: Authority, page: bytes = b"") -> Iterator[str]:
    """Serve a page on loopback, and stamps of the authority to whoever posts a request for one."""

    class _Office(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say("text/html", page)

        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            self._say("application/timestamp-reply", authority.reply(query))

        def _say(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the one who asked was killed

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Office)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
