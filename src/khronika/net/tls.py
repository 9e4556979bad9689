"""Opens TLS so that an invalid certificate is kept as evidence and does not end the capture.

A state's own man in the middle is the very fact to be recorded: when verification fails, the
connection is made again without it, and the fault and the chain that was shown are kept.
"""

import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What was seen of a TLS connection.

    `chain` holds the certificates as shown by the server, leaf first, PEM; `fault` is None where
    the chain leads to a root that this system trusts and names the host.
    """

    protocol: str
    cipher: str
    chain: tuple[str, ...]
    fault: str | None

    def to_json(self) -> dict[str, object]:
        """Write the facts as `data/manifest.json` holds them."""
        ders = [ssl.PEM_cert_to_DER_cert(pem) for pem in self.chain]
        return {
            "protocol": self.protocol,
            "cipher": self.cipher,
            "fault": self.fault,
            "chain": list(self.chain),
            "chain_sha256": [hashlib.sha256(der).hexdigest() for der in ders],
        }


def wrap(dial: Callable[[], socket], host: str) -> tuple[ssl.SSLSocket, TlsFacts]:
    """Connect and shake hands, verifying first, without verification where that fails.

    Args:
        dial: opens a connection to one machine, judged before.
        host: name or address that the certificate must be for.

    Raises:
        OSError: no handshake is possible at all.
    """
    try:
        connection = _shake(dial(), ssl.create_default_context(), host)
        return connection, _facts(connection, None)
    except ssl.SSLCertVerificationError as error:
        fault = error.verify_message or str(error)
    except ssl.SSLError as error:
        fault = f"no handshake under this system's rules ({error.reason or error})"
    connection = _shake(dial(), _lenient(), host)
    return connection, _facts(connection, fault)


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _shake(connection: socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    try:
        # An end without close_notify is told apart: by it a body could be cut unseen.
        return context.wrap_socket(connection, server_hostname=host, suppress_ragged_eofs=False)
    except (OSError, ValueError):
        connection.close()
        raise


def _facts(connection: ssl.SSLSocket, fault: str | None) -> TlsFacts:
    cipher = connection.cipher()
    return TlsFacts(
        protocol=connection.version() or "unknown",
        cipher=cipher[0] if cipher else "unknown",
        chain=tuple(_chain(connection)),
        fault=fault,
    )


def _chain(connection: ssl.SSLSocket) -> list[str]:
    # Public as SSLSocket.get_unverified_chain (DER) from Python 3.13 on; before, one level down.
    if hasattr(connection, "get_unverified_chain"):
        ders = connection.get_unverified_chain()
        return [ssl.DER_cert_to_PEM_cert(der) for der in ders]
    shown = connection._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
    return [certificate.public_bytes() for certificate in shown or ()]
