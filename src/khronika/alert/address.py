"""Keeps mail addresses so that a copy of the database gives none of them away.

In: an address. Out: its sealed form (AES-256-GCM bound to its row), a keyed hash by which it is
found again (HMAC-SHA-256), and the tokens of links in letters. Refuses: an address that has no
form, a sealed address from another row, and a token that this office did not make.

The one secret lies in `KHRONIKA_HOME/address.key` (0600), never in the database. Three keys are
derived from it (HKDF, RFC 5869), so that a token tells nothing about a hash. A plain hash of an
address would be no secret: addresses can be guessed from lists, a keyed hash cannot.
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from khronika.errors import AlertError, NetError
from khronika.model.ulid import ALPHABET, is_ulid
from khronika.net.address import read_host
from khronika.seal.home import make_home, make_secret

# Deliberately wide: the letter that asks for confirmation is the real test of an address.
_FORM = re.compile(
    r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>\"(),:;\\\[\]\x00-\x1f]{3,255}\Z"
)
_HOW = "write the mail address like name@example.org"
_NONCE_BYTES = 12
_MAC_BYTES = 16


class AddressMalformed(AlertError):
    """A mail address does not look like name@example.org."""


class AddressUnreadable(AlertError):
    """A sealed address cannot be opened with the office's key."""


class TokenUnknown(AlertError):
    """A link in a letter does not carry a token that this office made."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The office's keys for addresses; make it with `open_book`, tests with `AddressBook.of`."""

    sealing: bytes
    hashing: bytes
    linking: bytes

    @classmethod
    def of(cls, secret: bytes) -> "AddressBook":
        """Derive the three keys from one secret of 32 bytes or more."""
        sealing, hashing, linking = (
            HKDF(SHA256(), 32, salt=None, info=b"khronika address " + use).derive(secret)
            for use in (b"seal", b"hash", b"link")
        )
        return cls(sealing, hashing, linking)

    def seal(self, address: str, owner: str) -> bytes:
        """Encrypt an address for the row of its owner (a ULID); the nonce stands first."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.sealing).encrypt(nonce, address.encode(), owner.encode())

    def unseal(self, sealed: bytes, owner: str) -> str:
        """Decrypt the address of a row.

        Raises:
            AddressUnreadable: another key, another row, or damaged bytes.
        """
        nonce, body = bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:])
        try:
            return AESGCM(self.sealing).decrypt(nonce, body, owner.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise AddressUnreadable(
                f"the address of subscriber {owner} does not open; restore address.key from backup"
            ) from error

    def hash(self, address: str) -> str:
        """Answer the keyed hash of an address, the same however its case is written."""
        return self._mac(self.hashing, fold_address(address))

    def message_id(self, occasion: str, owner: str, domain: str) -> str:
        """Answer the Message-ID of one occasion's letter to one person: always the same one.

        RFC 5322 section 3.6.4. A database restored from a backup gives it again, so that a relay
        or reader that drops repeated ids drops the repetition.
        """
        return f"<{self._mac(self.linking, f'message {occasion} {owner}')[:32]}@{domain}>"

    def token(self, purpose: str, owner: str) -> str:
        """Answer the token of a link: the owner's id and a proof that we made it, 43 characters.

        Args:
            purpose: what the link does ("leave", "confirm"); a token is good for one purpose.
            owner: ULID of the subscriber.
        """
        proof = self._proof(purpose, owner)
        return base64.urlsafe_b64encode(_ulid_bytes(owner) + proof).rstrip(b"=").decode()

    def owner_of(self, purpose: str, token: str) -> str:
        """Answer the ULID that a token names.

        Raises:
            TokenUnknown: it was not made here, or for another purpose.
        """
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError as error:
            raise TokenUnknown(
                "the link is cut or altered; copy it whole from the letter"
            ) from error
        owner = _ulid_text(raw[:16]) if len(raw) == 16 + _MAC_BYTES else ""
        if not owner or not hmac.compare_digest(raw[16:], self._proof(purpose, owner)):
            raise TokenUnknown("the link is cut or altered; copy it whole from the letter")
        return owner

    def _proof(self, purpose: str, owner: str) -> bytes:
        return bytes.fromhex(self._mac(self.linking, f"{purpose} {owner}"))[:_MAC_BYTES]

    @staticmethod
    def _mac(key: bytes, text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def fold_address(address: str) -> str:
    """Answer an address in the form by which it is found again.

    Case is folded on both sides of the @: no mail system in use tells `Name@` from `name@`
    (RFC 5321 section 2.4 lets it, and advises against it).

    Raises:
        AddressMalformed: it is not of the form name@example.org.

    >>> fold_address(" Reader@Sample.Example ")
    'reader@sample.example'
    """
    folded = address.strip().casefold()
    is_shown_as_it_is = not any(unicodedata.category(sign)[0] == "C" for sign in folded)
    if not (_FORM.match(folded) and is_shown_as_it_is) or ".." in folded:
        raise AddressMalformed(_HOW)
    if "." not in wire_address(folded).rpartition("@")[2]:
        raise AddressMalformed(_HOW)
    return folded


def wire_address(address: str) -> str:
    """Answer an address with its domain as mail relays know it: ASCII (IDNA, RFC 5891).

    Raises:
        AddressMalformed: what stands behind the @ is no domain.

    >>> wire_address("читатель@почта.example")
    'читатель@xn--80a1acny.example'
    """
    name, at, domain = address.rpartition("@")
    try:
        return f"{name}{at}{read_host(domain)}"
    except NetError as error:
        raise AddressMalformed(_HOW) from error


def open_book(home: Path) -> AddressBook:
    """Read the office's address key, making it (0600) at the first use.

    Args:
        home: `KHRONIKA_HOME`.
    """
    path = home / "address.key"
    if not path.exists():
        make_home(home)
        make_secret(path, secrets.token_bytes(32))
    return AddressBook.of(path.read_bytes())


def _ulid_bytes(ulid: str) -> bytes:
    number = 0
    for letter in ulid:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(16)


def _ulid_text(raw: bytes) -> str:
    number = int.from_bytes(raw)
    text = "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
    return text if is_ulid(text) else ""
