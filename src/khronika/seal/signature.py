"""Signs and checks bytes the way `ssh-keygen -Y` does, so that a stranger needs no Khronika.

The form is OpenSSH's PROTOCOL.sshsig, version 1, armoured; keys are Ed25519 (RFC 8032, RFC 8709);
the namespace is `khronika`. How the keys of an office are kept is told in `seal.key`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from khronika.errors import SealError

NAMESPACE = b"khronika"
KEY_TYPE = b"ssh-ed25519"
_MAGIC = b"SSHSIG"
_OPTION = (
    r'(?:cert-authority|namespaces="[^"]*"'
    r'|valid-(?:after|before)=(?:"(?:[0-9]{8}|[0-9]{12}|[0-9]{14})Z?"|(?:[0-9]{8}|[0-9]{12,14})Z?))'
)
_OPTIONS = re.compile(rf"(?i:(?:{_OPTION}(?:,{_OPTION})*)?)")
"""What may stand before a key (ssh-keygen(1)), which refuses a line with other words."""
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


class SignatureInvalid(SealError):
    """A signature is damaged, of another purpose, or not over these bytes."""


class SignersUnreadable(SealError):
    """A file of allowed signers cannot be read."""


def _text(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


def _take(blob: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(blob[:4])
    if len(blob) < 4 + length:
        raise SignatureInvalid("a signature or key ends in the middle")
    return blob[4 : 4 + length], blob[4 + length :]


def public_blob(key: Ed25519PublicKey) -> bytes:
    """Write a public key as SSH does on the wire (RFC 8709 section 4)."""
    return _text(KEY_TYPE) + _text(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def fingerprint(blob: bytes) -> str:
    """Write a key's fingerprint as `ssh-keygen -l` does: `SHA256:` and 43 characters."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class AgentKey:
    """A key that another program holds: its public blob, and what asks for an SSHSIG blob."""

    blob: bytes
    ask: Callable[[bytes], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and the opaque id under which it signs (`u:` or `s:` of the record, else `k:`)."""

    key: Ed25519PrivateKey | AgentKey = field(repr=False)
    actor: str

    @classmethod
    def of(cls, key: Ed25519PrivateKey | AgentKey, actor: str | None = None) -> "Signer":
        """Make a signer; without an actor its id is `k:` and the key's fingerprint."""
        return cls(key, actor or "k:" + fingerprint(_blob_of(key)))

    @property
    def blob(self) -> bytes:
        """The public key as SSH writes it."""
        return _blob_of(self.key)

    def sign(self, message: bytes) -> bytes:
        """Sign bytes; the answer is the SSHSIG blob, not yet armoured."""
        if isinstance(self.key, AgentKey):
            return self.key.ask(message)
        signature = self.key.sign(_covered(message, b"sha512"))
        parts = (self.blob, NAMESPACE, b"", b"sha512", _text(KEY_TYPE) + _text(signature))
        return _MAGIC + (1).to_bytes(4) + b"".join(map(_text, parts))


def _blob_of(key: Ed25519PrivateKey | AgentKey) -> bytes:
    return key.blob if isinstance(key, AgentKey) else public_blob(key.public_key())


def _covered(message: bytes, algorithm: bytes) -> bytes:
    digest = hashlib.new(algorithm.decode(), message).digest()
    return _MAGIC + b"".join(map(_text, (NAMESPACE, b"", algorithm, digest)))


def check_signature(blob: bytes, message: bytes) -> bytes:
    """Check an SSHSIG blob over a message and answer the public key that made it.

    Raises:
        SignatureInvalid: the form, the namespace or the key type is another, or the signature was
            not made over this message.
    """
    if not blob.startswith(_MAGIC + (1).to_bytes(4)):
        raise SignatureInvalid("it is not an OpenSSH signature of version 1")
    rest, parts = blob[10:], []
    for _ in range(5):
        part, rest = _take(rest)
        parts.append(part)
    public, namespace, reserved, algorithm, signature = parts
    if rest or reserved or namespace != NAMESPACE or algorithm not in (b"sha256", b"sha512"):
        raise SignatureInvalid("it was made for another purpose than Khronika's packages")
    try:
        _public_key(public).verify(_signature(signature), _covered(message, algorithm))
    except InvalidSignature as error:
        raise SignatureInvalid("it was not made over these bytes") from error
    return public


def _public_key(blob: bytes) -> Ed25519PublicKey:
    kind, rest = _take(blob)
    raw, rest = _take(rest)
    if kind != KEY_TYPE or rest or len(raw) != 32:
        raise SignatureInvalid("its key is not Ed25519")
    return Ed25519PublicKey.from_public_bytes(raw)


def _signature(blob: bytes) -> bytes:
    kind, rest = _take(blob)
    raw, rest = _take(rest)
    if kind != KEY_TYPE or rest or len(raw) != 64:
        raise SignatureInvalid("it is not an Ed25519 signature")
    return raw


def armour(blob: bytes) -> bytes:
    """Write a signature as the text that `ssh-keygen -Y verify -s` reads."""
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return ("\n".join([_BEGIN, *lines, _END]) + "\n").encode()


def unarmour(content: bytes) -> bytes:
    """Read the text form of a signature.

    Raises:
        SignatureInvalid: the lines or the base64 between them are damaged.
    """
    text = content.decode("ascii", "replace").replace("\r\n", "\n").strip()
    if not (text.startswith(_BEGIN + "\n") and text.endswith("\n" + _END)):
        raise SignatureInvalid("it is not the text of an OpenSSH signature")
    return decode_base64("".join(text[len(_BEGIN) : -len(_END)].split()))


def decode_base64(text: str) -> bytes:
    """Decode base64 strictly.

    Raises:
        SignatureInvalid: the text is not base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureInvalid("it is not base64") from error


@dataclass(frozen=True, slots=True)
class AllowedSigner:
    """One line of an `allowed_signers` file (ssh-keygen(1), ALLOWED SIGNERS).

    `is_revoked` where the comment after the key begins with `revoked`: the key may be in other
    hands, so that its own word on the time counts for nothing.
    """

    principals: str
    options: str
    blob: bytes
    is_revoked: bool = False

    def speaks_for(self, actor: str) -> bool:
        """Tell whether the key may sign in the name of an actor.

        Principals that are ids of the record (`u:`, `s:`, `k:`), or patterns of such, name those
        they are for (ssh_config(5), PATTERNS). Another name is the reader's own word for the key.
        """
        patterns = [one.strip() for one in self.principals.split(",") if one.strip()]
        if any(one.startswith("!") and _matches(one[1:], actor) for one in patterns):
            return False
        wanted = [one for one in patterns if not one.startswith("!")]
        is_of_record = [bool(re.match(r"[usk]:", one)) for one in wanted]
        return not all(is_of_record) or any(_matches(one, actor) for one in wanted)

    def covers(self, at: str) -> bool:
        """Tell whether the key was valid at a time (ISO 8601, UTC, Z)."""
        if self.is_revoked and "valid-before" not in self.options.lower():
            return False  # nobody knows since when it is in other hands
        when = re.sub(r"\D", "", at)
        for side, stamp in re.findall(r'(?i)valid-(after|before)="?([0-9]{8,14})', self.options):
            bound = stamp.ljust(14, "0")
            if (when < bound) if side.lower() == "after" else (when >= bound):
                return False
        return True


def signer_line(actor: str, blob: bytes) -> str:
    """Write the line of `proofs/allowed_signers` for one actor."""
    key = base64.b64encode(blob).decode()
    return f'{actor} namespaces="{NAMESPACE.decode()}" {KEY_TYPE.decode()} {key}\n'


def read_signers(content: bytes, name: str) -> list[AllowedSigner]:
    """Read `allowed_signers` lines; lines for other namespaces or key types are left out.

    Raises:
        SignersUnreadable: the file is no text, or a key in it is damaged.
    """
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise SignersUnreadable(f"{name}: not a text of allowed signers; give another") from error
    form = re.compile(
        r'("[^"]*"|\S+)[ \t]+(?:(\S.*?)[ \t]+)?ssh-ed25519[ \t]+([A-Za-z0-9+/=]+)'
        r"([ \t]+(?i:revoked)\b)?"
    )
    found = []
    for number, line in enumerate(lines, 1):
        match = form.match(line.strip())
        if match and not line.lstrip().startswith("#") and _serves(match[2] or ""):
            principals = match[1].strip('"')
            if not _OPTIONS.fullmatch(match[2] or ""):
                raise SignersUnreadable(
                    f"{name} line {number}: {shown_options(match[2])} are no options of a signer; "
                    "mend or remove it"
                )
            try:
                blob = decode_base64(match[3])
            except SignatureInvalid as error:
                fault = f"{name} line {number}: the key is damaged, {error}; mend or remove it"
                raise SignersUnreadable(fault) from error
            found.append(AllowedSigner(principals, match[2] or "", blob, bool(match[4])))
    return found


def shown_options(options: str) -> str:
    """Write options for a message, on one line."""
    return ascii(options[:60])


def _serves(options: str) -> bool:
    """Tell whether a line is for our namespace (ssh_config(5), PATTERNS; options in any case)."""
    if "cert-authority" in options.lower():
        return False
    named = re.search(r'namespaces="([^"]*)"', options, re.IGNORECASE)
    patterns = [one.strip() for one in named[1].split(",")] if named else ["*"]
    own = NAMESPACE.decode()
    denied = any(_matches(one[1:], own) for one in patterns if one.startswith("!"))
    return not denied and any(_matches(one, own) for one in patterns)


def _matches(pattern: str, text: str) -> bool:
    form = re.escape(re.sub(r"\*+", "*", pattern)).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(form, text) is not None
