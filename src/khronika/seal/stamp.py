"""Asks for and judges RFC 3161 time-stamps: proof by a third party that a head existed at a time.

Requests are built by rfc3161-client. Answers are judged by `openssl ts`, the program that the
guide in every package names, and by rfc3161-client where that program is missing; both judge the
authority's certificate at the time in the token, so that an old stamp does not fail when the
certificate has expired since (RFC 3161 section 4 item 4).
"""

import base64
import binascii
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from khronika.errors import SealError

_HASHES = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")


_OPEN, _PIECES = 0x80, 0x24
"""A length that is left open, and an octet string in pieces: BER only."""
_DEEPEST = 16


class StampRefused(SealError):
    """An answer is no stamp, or not one over these bytes by a trusted authority."""


class RootsUnreadable(SealError):
    """The file of trusted time-stamp roots is not there."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a time-stamp token says.

    `at` is its genTime (aware, UTC); `content` the bare token as DER; `nonce` None where it has
    none.
    """

    content: bytes
    algorithm: str
    imprint: bytes
    at: datetime
    nonce: int | None


def request_stamp(message: bytes) -> tuple[bytes, int | None]:
    """Build the request for a stamp over a message.

    Returns:
        The request as DER, and its nonce, which the answer must repeat (RFC 3161 section 2.4.1).
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return request.as_bytes(), request.nonce


def read_response(response: bytes) -> Token:
    """Read a whole time-stamp response.

    Raises:
        StampRefused: it is no response, or the authority refused.
    """
    try:
        return _read(response)
    except (IndexError, ValueError) as error:
        raise StampRefused(f"it is not a time-stamp response ({error})") from error


def _read(response: bytes) -> Token:
    # CMS may be BER (RFC 5652 section 5.1): some authorities answer with lengths left open. What
    # they sign, TSTInfo, is DER (RFC 3161 section 2.4.2).
    status_info, *rest = _parts(_one(response, 0x30, ber=True), ber=True)
    status = int.from_bytes(_one(_parts(_one(status_info, 0x30, ber=True), ber=True)[0], 0x02))
    if status > 1 or not rest:
        raise StampRefused(f"the authority refused (status {status})")
    kind, wrapped = _parts(_one(rest[0], 0x30, ber=True), ber=True)[:2]
    signed = _parts(_one(_one(wrapped, 0xA0, ber=True), 0x30, ber=True), ber=True)
    inner_kind, inner = _parts(_one(signed[2], 0x30, ber=True), ber=True)[:2]
    if _one(kind, 0x06) != _SIGNED_DATA or _one(inner_kind, 0x06) != _TST_INFO:
        raise ValueError("it holds another kind of message")
    info = _octets(_one(inner, 0xA0, ber=True))
    fields = _parts(_one(info, 0x30))
    algorithm, imprint = _parts(_one(fields[2], 0x30))
    name = _HASHES.get(_one(_parts(_one(algorithm, 0x30))[0], 0x06))
    if name is None:
        raise StampRefused("its hash is none of SHA-256, SHA-384, SHA-512")
    nonces = [_one(field, 0x02) for field in fields[5:] if field[0] == 0x02]
    return Token(
        content=rest[0],
        algorithm=name,
        imprint=_one(imprint, 0x04),
        at=_time(_one(fields[4], 0x18).decode("ascii")),
        nonce=int.from_bytes(nonces[0], signed=True) if nonces else None,
    )


def ends_at(response: bytes) -> datetime | None:
    """Answer when the first certificate in a response expires; None where it holds none.

    After that time verifiers must judge at the time in the token, and a new stamp over the old
    one should have been taken (RFC 3161 section 4 item 4).

    Raises:
        StampRefused: it is no response.
    """
    from cryptography import x509

    token = read_response(response)
    try:
        found = [x509.load_der_x509_certificate(one) for one in _certificates(token.content)]
    except (IndexError, ValueError):
        return None
    return min((certificate.not_valid_after_utc for certificate in found), default=None)


def _certificates(token: bytes) -> list[bytes]:
    """Answer the certificates in a token, DER or BER (RFC 5652 section 5.1)."""
    wrapped = _parts(_one(token, 0x30, ber=True), ber=True)[1]
    signed = _parts(_one(_one(wrapped, 0xA0, ber=True), 0x30, ber=True), ber=True)
    held = next((part for part in signed[3:] if part[0] == 0xA0), b"\xa0\x00")
    return [part for part in _parts(_one(held, 0xA0, ber=True), ber=True) if part[0] == 0x30]


def _parts(content: bytes, *, ber: bool = False) -> list[bytes]:
    """Split DER, or BER, into its elements, each with its header (X.690 section 8.1)."""
    parts, at = [], 0
    while at < len(content):
        end = _end(content, at, ber=ber)
        parts.append(content[at:end])
        at = end
    return parts


def _end(content: bytes, at: int, *, ber: bool, depth: int = 0) -> int:
    """Answer where an element ends; of an open length (X.690 section 8.1.3.6), behind its end."""
    start, size = at + 2, content[at + 1]
    if size == _OPEN and ber and content[at] & 0x20 and depth < _DEEPEST:
        while content[start : start + 2] != b"\0\0":
            start = _end(content, start, ber=True, depth=depth + 1)
        return start + 2
    if size & 0x80:
        count = size & 0x7F
        if not 0 < count < 5:
            raise ValueError("a length is not DER")
        size, start = int.from_bytes(content[start : start + count]), start + count
    if start + size > len(content):
        raise ValueError("it is cut")
    return start + size


def _one(element: bytes, tag: int, *, ber: bool = False) -> bytes:
    """Answer what is inside one element of a tag."""
    if len(_parts(element, ber=ber)) != 1 or element[0] != tag:
        raise ValueError(f"no element {tag:#x} where one must stand")
    size = element[1]
    if size == _OPEN:
        return element[2:-2]
    return element[2 + (size & 0x7F if size & 0x80 else 0) :]


def _octets(element: bytes) -> bytes:
    """Answer the bytes of an octet string, whole or in pieces (X.690 section 8.7.3)."""
    if element[0] != _PIECES:
        return _one(element, 0x04)
    return b"".join(_one(piece, 0x04) for piece in _parts(_one(element, _PIECES, ber=True)))


def _time(text: str) -> datetime:
    found = re.fullmatch(r"(\d{14})(?:\.(\d{1,6})\d*)?Z", text)
    if not found:
        raise ValueError("its time is not UTC")
    at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return at.replace(microsecond=int((found[2] or "0").ljust(6, "0")))


def check_roots(roots: Path | None) -> None:
    """See that the file of trusted roots is one, before anything is judged by it.

    Raises:
        RootsUnreadable: it is not.
    """
    if roots is not None and not (roots.is_file() and os.access(roots, os.R_OK)):
        raise RootsUnreadable(
            f"KHRONIKA_TSA_ROOTS: {roots} cannot be read; name a PEM file of roots, or unset it"
        )
    if roots is not None and not _holds_certificates(roots.read_bytes()):
        raise RootsUnreadable(
            f"KHRONIKA_TSA_ROOTS: {roots} holds no whole certificate in PEM form; name another"
        )


def _holds_certificates(content: bytes) -> bool:
    """Tell whether every certificate of a PEM file is whole, and there is one (RFC 7468)."""
    form = rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END"
    found = [b"".join(body.split()) for body in re.findall(form, content)]
    begun = content.count(b"CERTIFICATE-----") // 2
    try:
        return (
            bool(found)
            and len(found) == begun
            and all(base64.b64decode(body, validate=True)[:1] == b"\x30" for body in found)
        )
    except binascii.Error:
        return False


def check_stamp(response: bytes, message: bytes, roots: Path | None = None) -> Token:
    """Judge a response over a message at the time in its token.

    Args:
        response: the whole answer of the authority.
        message: the bytes that it must be over.
        roots: PEM file of trusted roots; without it the token's own signature is checked, and
            nobody vouches for the authority.

    Raises:
        StampRefused: it does not hold; the message says why.
    """
    token = read_response(response)
    if hashlib.new(token.algorithm, message).digest() != token.imprint:
        raise StampRefused("it is over other bytes")
    program = shutil.which("openssl")
    if program is None:
        _judge_by_library(response, message, roots)
    elif roots is None:
        _run(
            program,
            "cms",
            "-verify",
            "-noverify",
            "-binary",
            "-inform",
            "DER",
            given=token.content,
        )
    else:
        digest = token.imprint.hex()
        words = [
            "-digest",
            digest,
            f"-{token.algorithm}",
            "-in",
            "/dev/stdin",
            "-CAfile",
            str(roots),
        ]
        epoch = str(int(token.at.timestamp()))
        _run(program, "ts", "-verify", *words, "-attime", epoch, given=response)
    return token


def _run(program: str, *words: str, given: bytes) -> None:
    try:
        done = subprocess.run(
            [program, *words],
            input=given,
            capture_output=True,
            check=False,
            timeout=30,
            env={"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise StampRefused(f"openssl {words[0]} gave no answer") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        raise StampRefused(f"openssl {words[0]} does not accept it: {_reason(said)}")


def _reason(said: str) -> str:
    """Pick the reason out of OpenSSL's lines CODE:library:function:reason:file:line:more."""
    judged = re.search(r"Verify error:(.*)", said)
    if judged:
        return judged[1].strip()[:160]
    lines = [line for line in said.splitlines() if ":error:" in line] or said.splitlines()
    words = [part.strip() for part in (lines[-1] if lines else "no reason given").split(":")]
    return ", ".join(part for part in words if " " in part)[:160] or words[-1][:160]


def _judge_by_library(response: bytes, message: bytes, roots: Path | None) -> None:
    from cryptography import x509
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        decoded = decode_timestamp_response(response)
        if roots is None:
            trusted = [x509.load_der_x509_certificate(c) for c in decoded.signed_data.certificates]
        else:
            trusted = x509.load_pem_x509_certificates(roots.read_bytes())
        builder = VerifierBuilder()
        for certificate in trusted:
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(decoded, message)
    except (VerificationError, ValueError) as error:
        raise StampRefused(
            f"rfc3161-client does not accept it, openssl is missing: {error}"
        ) from error
