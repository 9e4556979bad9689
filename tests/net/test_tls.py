"""An invalid certificate is kept as evidence and does not end the capture."""

import datetime
import io
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from khronika.net.address import read_address, read_allowed
from khronika.net.client import Limits, Meter, NoAnswer, ask

NOW = datetime.datetime.now(datetime.UTC)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"


def _certificate(folder: Path, *, host: str = "127.0.0.1", days: int = 30) -> Path:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "outlet.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(NOW - datetime.timedelta(days=60))
    builder = builder.not_valid_after(NOW + datetime.timedelta(days=days))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


def _context(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _ask(port: int):  # type: ignore[no-untyped-def]  # the facts, never None here
    address = read_address(f"https://127.0.0.1:{port}/")
    allowed = read_allowed("127.0.0.1")
    return ask(address, io.BytesIO(), meter=Meter(Limits(seconds=60)), allowed=allowed).tls


@pytest.mark.parametrize(
    ("host", "days", "fault"),
    [
        ("127.0.0.1", 30, "self-signed certificate"),
        ("192.0.2.1", 30, "self-signed certificate"),
        ("127.0.0.1", -1, "self-signed certificate"),
    ],
)
def test_an_unknown_root_is_kept_with_its_chain(
    tmp_path: Path, serve: Callable[..., Any], host: str, days: int, fault: str
) -> None:
    """The answer comes, and with it the fault and the certificate that was shown."""
    path = _certificate(tmp_path, host=host, days=days)
    facts = _ask(serve(lambda _, send: send(OK), wrap=_context(path)).port)
    assert fault in facts.fault
    assert facts.chain[0].strip() in path.read_text()
    assert facts.to_json()["chain_sha256"]


@pytest.mark.parametrize(
    ("host", "days", "fault"),
    [("127.0.0.1", 30, None), ("192.0.2.1", 30, "mismatch"), ("127.0.0.1", -1, "expired")],
)
def test_a_trusted_root_is_judged_by_name_and_time(
    tmp_path: Path, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch,
    host: str, days: int, fault: str | None,
) -> None:  # fmt: skip
    """With a root that the system trusts, only a wrong name or a past date is a fault."""
    path = _certificate(tmp_path, host=host, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    facts = _ask(serve(lambda _, send: send(OK), wrap=_context(path)).port)
    assert (facts.fault is None) if fault is None else (fault in facts.fault)
    assert facts.protocol.startswith("TLSv1")


def test_no_tls_at_all_is_no_answer(serve: Callable[..., Any]) -> None:
    """A server that speaks plain HTTP where TLS was asked for gives nothing."""
    with pytest.raises(NoAnswer):
        _ask(serve(lambda _, send: send(OK)).port)


@pytest.mark.parametrize("is_farewell", [True, False])
def test_an_end_without_farewell_is_told(
    tmp_path: Path, serve: Callable[..., Any], is_farewell: bool
) -> None:
    """A body that ends with its connection is whole only where TLS says so (RFC 9112 9.8)."""

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        send(b"HTTP/1.1 200 OK\r\n\r\n<p>half")
        if is_farewell:
            send.__self__.unwrap()  # type: ignore[attr-defined]  # the socket's own method

    server = serve(answer, wrap=_context(_certificate(tmp_path)))
    address, file = read_address(f"https://127.0.0.1:{server.port}/"), io.BytesIO()
    meter, allowed = Meter(Limits(seconds=60)), read_allowed("127.0.0.1")
    exchange = ask(address, file, meter=meter, allowed=allowed)
    assert file.getvalue().endswith(b"<p>half")
    assert exchange.cut == (None if is_farewell else "disconnect")
    assert ("close_notify" in (exchange.fault or "")) is not is_farewell
