"""Keeps private keys as OpenSSH does: open, under a passphrase, or in the hands of ssh-agent.

The file of a private key is OpenSSH's own (PROTOCOL.key), so that `ssh-add` and `ssh-keygen` read
it. A passphrase is asked for at a terminal or read from `KHRONIKA_KEY_PASSPHRASE_FILE`; it never
stands in an argument or an environment variable, where other processes could see it.
"""

import base64
import getpass
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from khronika.errors import SealError
from khronika.seal.container import shown
from khronika.seal.signature import (
    KEY_TYPE,
    NAMESPACE,
    AgentKey,
    SignatureInvalid,
    Signer,
    check_signature,
    decode_base64,
    fingerprint,
    unarmour,
)

_MAGIC = b"openssh-key-v1\0"
_PUBLIC = re.compile(rb"\s*ssh-ed25519[ \t]+([A-Za-z0-9+/=]+)(?:[ \t].*)?\s*")
_FORM = re.compile(
    rb"-----BEGIN OPENSSH PRIVATE KEY-----(.*)-----END OPENSSH PRIVATE KEY-----", re.DOTALL
)

Ask = Callable[[str], bytes | None]
"""Answers a passphrase for a question, or None where nobody can be asked."""


class KeyUnusable(SealError):
    """The signing key cannot be read, made or used."""


class KeyLocked(KeyUnusable):
    """The signing key is protected, and its passphrase is not known here."""


def ask_passphrase(question: str) -> bytes | None:
    """Answer the passphrase that a file holds, or that a person types.

    Args:
        question: what is shown at the terminal.

    Raises:
        KeyUnusable: `KHRONIKA_KEY_PASSPHRASE_FILE` names no file that can be read.
    """
    named = os.environ.get("KHRONIKA_KEY_PASSPHRASE_FILE")
    if named:
        return first_line(Path(named))
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(f"{question}: ").encode() or None


def first_line(path: Path) -> bytes:
    """Read a passphrase: the first line of a file, without its line feed.

    Raises:
        KeyUnusable: the file cannot be read, or its first line is empty.
    """
    try:
        words = path.read_bytes().split(b"\n")[0].rstrip(b"\r")
    except OSError as error:
        raise KeyUnusable(f"{shown(path)}: {error.strerror}; name a file of one line") from error
    if not words:
        raise KeyUnusable(f"{shown(path)}: its first line is empty; write the passphrase there")
    return words


def is_locked(content: bytes) -> bool:
    """Tell whether the file of a private key asks for a passphrase.

    Raises:
        KeyUnusable: it is no key of OpenSSH.
    """
    return _fields(content)[0] != b"none"


def public_of(content: bytes) -> bytes:
    """Answer the public blob in the file of a private or a public key; no passphrase is needed.

    Raises:
        KeyUnusable: it is neither, or of another type than Ed25519.
    """
    line = _PUBLIC.fullmatch(content)
    try:
        blob = decode_base64(line[1].decode()) if line else _fields(content)[1]
    except SignatureInvalid as error:
        raise KeyUnusable("a line that is no public key; give a file that ends in .pub") from error
    if not blob.startswith(len(KEY_TYPE).to_bytes(4) + KEY_TYPE) or len(blob) != 51:
        raise KeyUnusable("not an Ed25519 key; make one with `ssh-keygen -t ed25519`")
    return blob


def _fields(content: bytes) -> tuple[bytes, bytes]:
    """Take cipher and public blob out of a private key's clear part (PROTOCOL.key section 1)."""
    found = _FORM.search(content)
    try:
        blob = decode_base64("".join(found[1].decode("ascii").split())) if found else b""
    except (SignatureInvalid, UnicodeDecodeError):
        blob = b""
    if not blob.startswith(_MAGIC):
        raise KeyUnusable("not a key in OpenSSH's form; restore it or move it away")
    rest, parts = blob[len(_MAGIC) :], []
    for number in range(4):
        if number == 3:
            rest = rest[4:]  # how many keys: OpenSSH writes one
        length = int.from_bytes(rest[:4])
        parts.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return parts[0], parts[3]


def open_key(path: Path, ask: Ask = ask_passphrase) -> Signer:
    """Open the key in a file: as it is, by the agent that holds it, or by its passphrase.

    Args:
        path: a private key, or the public half (`.pub`) of one that an agent holds.
        ask: answers the passphrase.

    Raises:
        KeyLocked: it is protected, no agent holds it, and nobody gave the passphrase.
        KeyUnusable: the file is damaged or of another kind.
    """
    try:
        content = path.read_bytes()
        blob = public_of(content)
        if _PUBLIC.fullmatch(content):
            return _by_agent(path, blob)
        if not is_locked(content):
            return _opened(path, content, None)
    except OSError as error:
        raise KeyUnusable(
            f"{shown(path)}: {error.strerror}; restore the key, or see `khronika key lost --help`"
        ) from error
    except KeyUnusable as error:
        raise type(error)(f"{shown(path)}: {error}") from error
    public = path.with_name(path.name + ".pub")
    if public.exists() and is_held_by_agent(blob):
        return _by_agent(public, blob)
    passphrase = ask(f"Passphrase of the signing key {fingerprint(blob)}")
    if passphrase is None:
        raise KeyLocked(
            f"{shown(path)}: protected, and nobody can be asked; name a file in "
            "KHRONIKA_KEY_PASSPHRASE_FILE, or give the key to ssh-agent with `ssh-add`"
        )
    return _opened(path, content, passphrase)


def _opened(path: Path, content: bytes, passphrase: bytes | None) -> Signer:
    try:
        key = load_ssh_private_key(content, passphrase)
    except (ValueError, TypeError) as error:
        what = "the passphrase is another" if passphrase else "not an OpenSSH key; restore it"
        raise KeyLocked(f"{shown(path)}: {what}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{shown(path)}: not an Ed25519 key; move it away")
    return Signer.of(key)


def _by_agent(public: Path, blob: bytes) -> Signer:
    if not is_held_by_agent(blob):
        raise KeyLocked(
            f"no ssh-agent here holds the key {fingerprint(blob)}; start one and `ssh-add` it"
        )
    return Signer.of(AgentKey(blob, lambda message: _ask_agent(public, blob, message)))


def is_held_by_agent(blob: bytes) -> bool:
    """Tell whether the agent at `SSH_AUTH_SOCK` holds a key."""
    program = shutil.which("ssh-add")
    if not program or not os.environ.get("SSH_AUTH_SOCK"):
        return False
    done = subprocess.run([program, "-L"], capture_output=True, check=False, timeout=30)
    return base64.b64encode(blob) in done.stdout.split()


def _ask_agent(public: Path, blob: bytes, message: bytes) -> bytes:
    program = shutil.which("ssh-keygen") or "ssh-keygen"
    words = [program, "-q", "-Y", "sign", "-n", NAMESPACE.decode(), "-f", str(public)]
    try:
        done = subprocess.run(words, input=message, capture_output=True, check=False, timeout=120)
        signature = unarmour(done.stdout)
        is_ours = check_signature(signature, message) == blob
    except (OSError, subprocess.TimeoutExpired, SignatureInvalid) as error:
        raise KeyUnusable("ssh-agent gave no signature; unlock it and try again") from error
    if not is_ours:
        raise KeyUnusable("ssh-agent signed with another key; `ssh-add` the one of this office")
    return signature


def write_key(path: Path, key: Ed25519PrivateKey, passphrase: bytes | None = None) -> None:
    """Write a private key that only its owner can read; a file that stands there is replaced.

    Args:
        path: where; the folder is made.
        key: the key.
        passphrase: protects it (bcrypt and AES-256, as `ssh-keygen` does); None leaves it open.
    """
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock)
    with fresh_file(path, text) as fresh:
        fresh.replace(path)


class fresh_file:  # noqa: N801  # read as a verb: with fresh_file(...) as path
    """A flushed file beside its later place, 0600; what is left of it at the end is removed."""

    def __init__(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        self._content = content

    def __enter__(self) -> Path:
        """Write it."""
        handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._content)
            file.flush()
            os.fsync(file.fileno())
        return self._path

    def __exit__(self, *_: object) -> None:
        """Remove it where it was not moved away."""
        self._path.unlink(missing_ok=True)


def public_line(blob: bytes) -> str:
    """Write a public key as its `.pub` file holds it."""
    return f"{KEY_TYPE.decode()} {base64.b64encode(blob).decode()} khronika\n"
