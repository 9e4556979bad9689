"""Says what a package consists of: its files, their names, the two BagIt manifests and the head.

BagIt is RFC 8493. Names inside are so plain (`A-Z a-z 0-9 . _ -`) that its escapes never arise
and `sha256sum -c` reads the manifests as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khronika.errors import SealError

FORMAT_VERSION = 1
"""Version of the package format; `docs/reference/evidence-package.md` describes it."""

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
CUSTODY = "custody.jsonl"
GUIDE = "VERIFY.md"
HEAD = "proofs/head.txt"
SIGNERS = "proofs/allowed_signers"
DESCRIPTION = "data/manifest.json"
RAW = "data/raw/"
WARC = "data/raw/http.warc"

MARKS = (BAGIT, MANIFEST, TAG_MANIFEST, CUSTODY, HEAD)
"""A folder or zip that holds any of these claims to be a package."""

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_LIMIT_BYTES = 64 << 20
"""No file outside `data/raw` is larger than this; a larger one is not read."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(.+)")
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)", re.IGNORECASE)
PACKAGE_NAME = re.compile(r"ev-[0-7][0-9A-HJKMNP-TV-Z]{25}")


class NotAPackage(SealError):
    """What was given is neither a package folder nor the zip of one."""


class PackageUnreadable(SealError):
    """A package was found, and a part of it that is needed cannot be read."""


class PackageNotMade(SealError):
    """A package could not be written; nothing of it is left."""


class ManifestUnreadable(SealError):
    """A BagIt manifest is not a list of hashes and paths."""


class HeadUnreadable(SealError):
    """A head is not the three lines that the format asks for."""


@dataclass(frozen=True, slots=True)
class Head:
    """The three lines over which signatures and time-stamps are made.

    `tag_manifest_sha256` binds every file that the manifests list, `custody_sha256` the last line
    of the custody log (line feed included), of which `line` is the number; `made_at` is the time
    that the sealing machine's clock showed (ISO 8601, UTC): a claim, not a proof.
    """

    tag_manifest_sha256: str
    custody_sha256: str
    line: int
    made_at: str

    def to_bytes(self) -> bytes:
        """Write the head; its first line is one that `sha256sum -c` reads."""
        return (
            f"{self.tag_manifest_sha256}  {TAG_MANIFEST}\n"
            f"{self.custody_sha256}  {CUSTODY} line {self.line}\n"
            f"{self.made_at}\n"
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Head":
        """Read a head, accepting exactly what `to_bytes` writes.

        Raises:
            HeadUnreadable: the bytes have another form.
        """
        form = (
            rb"([0-9a-f]{64})  tagmanifest-sha256\.txt\n"
            rb"([0-9a-f]{64})  custody\.jsonl line ([1-9][0-9]{0,8})\n"
            rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
        )
        found = re.fullmatch(form, content)
        if not found:
            raise HeadUnreadable(f"{HEAD} is not the three lines of format {FORMAT_VERSION}")
        tags, custody, line, made_at = (group.decode() for group in found.groups())
        return cls(tags, custody, int(line), made_at)


def is_plain_path(path: str) -> bool:
    """Tell whether a path is one that a package may hold.

    >>> is_plain_path("data/raw/report.html"), is_plain_path("data/../x"), is_plain_path("aux.txt")
    (True, False, False)
    """
    return len(path) <= 80 and all(
        _PLAIN.fullmatch(part) and part.strip(".") and not _DEVICES.match(part)
        for part in path.split("/")
    )


def plain_name(name: str) -> str:
    """Turn the base name of a source into one that every file system and manifest can hold.

    Args:
        name: any text; what is not `A-Z a-z 0-9 . _ -` becomes `_`.

    Returns:
        1 to 60 characters, the extension kept where it is short, never a Windows device.

    >>> plain_name("отчёт 3.html"), plain_name("aux.txt")
    ('_3.html', 'file_aux.txt')
    """
    stem, dot, extension = re.sub(r"[^A-Za-z0-9._-]+", "_", name).rpartition(".")
    if not stem or len(extension) > 10:
        stem, dot, extension = stem + dot + extension, "", ""
    plain = (stem.lstrip("._-")[: 60 - 5 - len(dot + extension)] or "_") + dot + extension
    if _DEVICES.match(plain):
        plain = "file_" + plain
    return plain.rstrip(".") or "file"


def write_manifest(sha256_by_path: Mapping[str, str]) -> bytes:
    """Write a BagIt manifest, sorted by path (RFC 8493 section 2.1.3)."""
    return "".join(
        f"{digest}  {path}\n" for path, digest in sorted(sha256_by_path.items())
    ).encode()


def read_manifest(content: bytes, name: str = MANIFEST, *, digits: int = 64) -> dict[str, str]:
    """Read a BagIt manifest and refuse whatever a reader could take in two ways.

    Args:
        content: the file's bytes.
        name: its name, for messages.
        digits: length of a hash of the manifest's algorithm, in hexadecimal digits.

    Returns:
        Path to lower-case hash.

    Raises:
        ManifestUnreadable: a line is not a hash and a path, a path stands twice, leads out of the
            package, or the bytes are not UTF-8.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ManifestUnreadable(f"{name} is not UTF-8 text (byte {error.start})") from error
    listed: dict[str, str] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line:
            continue
        found = _LINE.fullmatch(line)
        if not found or len(found[1]) != digits:
            raise ManifestUnreadable(f"{name} line {number} is not a hash and a path")
        _add(listed, _unescape(found[2]), found[1].lower(), f"{name} line {number}")
    return listed


def _add(listed: dict[str, str], path: str, digest: str, where: str) -> None:
    if path in listed:
        raise ManifestUnreadable(f"{where} lists {path!r} a second time")
    parts = path.split("/")
    if (
        path.startswith(("/", "~"))
        or "\\" in path
        or ":" in parts[0]
        or {"..", ".", ""} & {*parts}
    ):
        raise ManifestUnreadable(f"{where} leads out of the package: {path!r}")
    listed[path] = digest


def _unescape(path: str) -> str:
    # RFC 8493 section 2.1.3: only CR, LF and % are escaped.
    codes = {"0A": "\n", "0D": "\r", "25": "%"}
    return re.sub("%(0A|0D|25)", lambda code: codes[code[1].upper()], path, flags=re.IGNORECASE)


def write_bag_info(items: Iterable[tuple[str, str]]) -> bytes:
    """Write `bag-info.txt` (RFC 8493 section 2.2.2)."""
    return "".join(f"{label}: {value}\n" for label, value in items).encode()


def read_bag_info(content: bytes) -> dict[str, str]:
    """Read `bag-info.txt`: label in lower case to the last value given."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            found[label.strip().lower()] = value.strip()
    return found


def is_sha256(text: object) -> bool:
    """Tell whether a value is a SHA-256 as packages write it: 64 lower-case hex digits."""
    return isinstance(text, str) and bool(_SHA256.fullmatch(text))
